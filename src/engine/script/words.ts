const IDEOGRAPH =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/gu;
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu;

/** Words of a text. Where words are not written apart, two characters count as one. */
export function countWords(text: string): number {
  const joined = text.match(IDEOGRAPH)?.length ?? 0;
  const apart = (joined > 0 ? text.replace(IDEOGRAPH, ' ') : text).match(WORD)?.length ?? 0;
  return apart + Math.ceil(joined / 2);
}
