export type Direction = 'ltr' | 'rtl';

const RTL = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LETTER = /\p{L}/u;

/** Direction of a paragraph: that of its first letter (UAX #9, P2). */
export function paragraphDirection(text: string): Direction {
  for (const char of text) {
    if (RTL.test(char)) return 'rtl';
    if (LETTER.test(char)) return 'ltr';
  }
  return 'ltr';
}

/** Direction of a whole card: that of most of its letters. */
export function cardDirection(texts: readonly string[]): Direction {
  let rtl = 0;
  let ltr = 0;
  for (const char of texts.join(' ').slice(0, 4000)) {
    if (RTL.test(char)) rtl += 1;
    else if (LETTER.test(char)) ltr += 1;
  }
  return rtl > ltr ? 'rtl' : 'ltr';
}

const ARABIC = /\p{Script=Arabic}/u;
const HEBREW = /\p{Script=Hebrew}/u;
const DEVANAGARI = /\p{Script=Devanagari}/u;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const CAPITAL_WITH_MARKS = /\p{Lu}\p{M}/u;
const CAPITAL_WITH_TWO_MARKS = /\p{Lu}\p{M}{2}/u;

/** Whether letters may be set apart: joined scripts and ideographs are not. */
export function takesTracking(text: string): boolean {
  return !ARABIC.test(text) && !DEVANAGARI.test(text) && !CJK.test(text);
}

const OTHER_SPACES = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Hangul}]/u;

/** Whether the space of a narrow Latin face is too narrow between words of this text, which come from another face. */
export function wantsWideSpaces(text: string): boolean {
  return OTHER_SPACES.test(text);
}

/** The least line height, of the size, at which lines of this text do not touch. */
export function leastLineHeight(text: string): number {
  if (ARABIC.test(text) || DEVANAGARI.test(text)) return 1.36;
  if (CJK.test(text)) return 1.24;
  if (HEBREW.test(text)) return 1.2;
  const decomposed = text.normalize('NFD');
  if (CAPITAL_WITH_TWO_MARKS.test(decomposed)) return 1.22;
  return CAPITAL_WITH_MARKS.test(decomposed) ? 1.06 : 0;
}
