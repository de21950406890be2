/** Titles of last scenes, in the languages that scripts come in. */
const ENDINGS =
  /^(?:(?:the )?end|fin|finis|finally|thank(?:s| you)\b.*|questions\??|q ?& ?a|any questions\??|over to you|good ?bye.*|ende|danke\b.*|vielen dank\b.*|das war.*|fragen\??|merci\b.*|fin de.*|gracias\b.*|muchas gracias\b.*|preguntas\??|grazie\b.*|fine|obrigad[oa]\b.*|fim|bedankt\b.*|dank (?:je|u)\b.*|einde|tack\b.*|slut|takk\b.*|tak\b.*|kiitos\b.*|loppu|dziękuję\b.*|koniec|děkuji\b.*|konec|спасибо.*|конец|дякую.*|кінець|ευχαριστ.*|τέλος|teşekkürler.*|son|谢谢.*|謝謝.*|完|终|終|終わり|おわり|ありがとう.*|ご清聴.*|감사합니다.*|끝|شكرا.*|النهاية|תודה.*|סוף|धन्यवाद.*|समाप्त)[.!…]*$/iu;

/** Whether a scene of this title is the end of a film. */
export function isEndingTitle(title: string): boolean {
  return title.length <= 60 && ENDINGS.test(title.trim());
}
