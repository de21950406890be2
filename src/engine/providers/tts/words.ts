/** A word of a text: offsets in UTF-16 units, `end` exclusive. Punctuation belongs to the word it follows. */
export interface TextWord {
  start: number;
  end: number;
}

/** Scripts written without spaces. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Signs that may not stand at the end of a word: they open what follows. */
const OPENS = /^[\p{Ps}\p{Pi}¿¡]+$/u;

/**
 * Cuts a text into words: at white space, and inside scripts without spaces where a dictionary says so. Together the
 * words hold every character of the text that is not white space.
 */
export function wordsOf(text: string, language = 'und'): TextWord[] {
  const words: TextWord[] = [];
  for (const match of text.matchAll(/\S+/gu)) {
    if (SPACELESS.test(match[0])) words.push(...cut(match[0], match.index, language));
    else words.push({ start: match.index, end: match.index + match[0].length });
  }
  return words;
}

function cut(stretch: string, offset: number, language: string): TextWord[] {
  const words: TextWord[] = [];
  let opening: number | undefined;
  for (const { segment, index } of segmenter(language).segment(stretch)) {
    const start = offset + index;
    const end = start + segment.length;
    const last = words.at(-1);
    if (OPENS.test(segment)) {
      opening ??= start;
    } else if (last && opening === undefined && !/[\p{L}\p{N}]/u.test(segment)) {
      last.end = end;
    } else {
      words.push({ start: opening ?? start, end });
      opening = undefined;
    }
  }
  const last = words.at(-1);
  if (opening !== undefined) {
    if (last) last.end = offset + stretch.length;
    else words.push({ start: opening, end: offset + stretch.length });
  }
  return words;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(language: string): Intl.Segmenter {
  let found = segmenters.get(language);
  if (!found) {
    const [locale = 'und'] = Intl.getCanonicalLocales(
      /^[a-z]{2,3}(-|$)/i.test(language) ? language.slice(0, 2) : 'und',
    );
    found = new Intl.Segmenter(locale, { granularity: 'word' });
    segmenters.set(language, found);
  }
  return found;
}
