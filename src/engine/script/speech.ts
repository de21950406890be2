const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'）」』]+/gi;
const EMOJI =
  /(?![#*\d©®™])(?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:\p{Emoji_Modifier}|\u{FE0F}|\u{20E3})*(?:\u{200D}\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{FE0F})*)*/gu;

/**
 * Text as it is spoken and captioned: one line, white space normalised; of a web address only its host; no emoji and no
 * replacement characters, which no voice can say.
 */
export function spokenText(text: string): string {
  return text
    .replace(ADDRESS, hostOf)
    .replace(EMOJI, ' ')
    .replace(/(^|\s)-{2,3}(?=\s|$)/g, '$1–')
    .replace(/[\uFFFC\uFFFD\uFEFF\u00AD\u200B]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,;:.!?](?:\s|$))/g, '')
    .trim();
}

function hostOf(address: string): string {
  const ending = /[.,;:!?)\]]+$/.exec(address)?.[0] ?? '';
  const bare = address.slice(0, address.length - ending.length).replace(/^https?:\/\//i, '');
  const host = bare
    .replace(/[/?#].*$/s, '')
    .replace(/^www\./i, '')
    .replace(/^[^@]*@/, '')
    .replace(/:\d+$/, '');
  return host + ending;
}

/** Whether there is anything a voice could say. */
export function isSpeakable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

const SENTENCE_END = /([.!?…]+["'”’»)\]]*(?=\s)|[。！？]+[」』”’）]*|।|؟)\s*/gu;

/** Cuts text at the ends of its sentences. Abbreviations of one letter do not end one. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const sentence = text.slice(start, end).trim();
    if (/(?:^|\s)\p{L}\.$/u.test(sentence) || /\b(?:Mr|Mrs|Ms|Dr|St|Prof|vs|etc|Nr|bzw|ca)\.$/.test(sentence))
      continue;
    if (sentence) sentences.push(sentence);
    start = end;
  }
  const rest = text.slice(start).trim();
  if (rest) sentences.push(rest);
  return sentences;
}
