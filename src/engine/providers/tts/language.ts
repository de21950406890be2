import { detectLanguage as languageOfText } from '../../script/language.ts';
import { countScripts } from './unicodeScript.ts';
import type { UnicodeScript } from './unicodeScript.ts';

/** Letters that decide between languages of one script. */
const LETTER_HINTS: readonly (readonly [UnicodeScript, RegExp, string])[] = [
  ['Cyrl', /[іїєґ]/i, 'uk'],
  ['Cyrl', /ў/i, 'be'],
  ['Cyrl', /[ђћјљњџ]/i, 'sr'],
  ['Arab', /[ٹڈڑںے]/, 'ur'],
  ['Arab', /[پچژگ]/, 'fa'],
];

const LANGUAGE_OF_SCRIPT: Readonly<Record<UnicodeScript, string>> = {
  Latn: 'en',
  Cyrl: 'ru',
  Grek: 'el',
  Arab: 'ar',
  Hebr: 'he',
  Hani: 'zh',
  Kana: 'ja',
  Hang: 'ko',
  Deva: 'hi',
  Beng: 'bn',
  Guru: 'pa',
  Gujr: 'gu',
  Orya: 'or',
  Taml: 'ta',
  Telu: 'te',
  Knda: 'kn',
  Mlym: 'ml',
  Sinh: 'si',
  Thai: 'th',
  Laoo: 'lo',
  Khmr: 'km',
  Mymr: 'my',
  Geor: 'ka',
  Armn: 'hy',
  Ethi: 'am',
  Cher: 'chr',
};

/**
 * BCP 47 language to speak a text in; the same text always gives the same answer.
 *
 * @param fallback for a text without letters, or in Latin letters of no known language.
 */
export function detectLanguage(text: string, fallback = 'en'): string {
  const found = languageOfText(text);
  if (found !== 'und') return found;
  const [main] = [...countScripts(text)].toSorted((a, b) => b[1] - a[1]);
  return main === undefined || main[0] === 'Latn' ? fallback : languageOfScript(main[0], text);
}

/** Likeliest language of a text known to be in that script. */
export function languageOfScript(script: UnicodeScript, text: string): string {
  const hint = LETTER_HINTS.find(([hinted, letters]) => hinted === script && letters.test(text));
  return hint?.[2] ?? LANGUAGE_OF_SCRIPT[script];
}
