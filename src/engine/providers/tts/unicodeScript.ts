/** ISO 15924 codes of the scripts that are told apart. */
export type UnicodeScript = keyof typeof PATTERNS;

const PATTERNS = {
  Latn: /\p{Script=Latin}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Grek: /\p{Script=Greek}/u,
  Arab: /\p{Script=Arabic}/u,
  Hebr: /\p{Script=Hebrew}/u,
  Hani: /\p{Script=Han}/u,
  Kana: /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  Hang: /\p{Script=Hangul}/u,
  Deva: /\p{Script=Devanagari}/u,
  Beng: /\p{Script=Bengali}/u,
  Guru: /\p{Script=Gurmukhi}/u,
  Gujr: /\p{Script=Gujarati}/u,
  Orya: /\p{Script=Oriya}/u,
  Taml: /\p{Script=Tamil}/u,
  Telu: /\p{Script=Telugu}/u,
  Knda: /\p{Script=Kannada}/u,
  Mlym: /\p{Script=Malayalam}/u,
  Sinh: /\p{Script=Sinhala}/u,
  Thai: /\p{Script=Thai}/u,
  Laoo: /\p{Script=Lao}/u,
  Khmr: /\p{Script=Khmer}/u,
  Mymr: /\p{Script=Myanmar}/u,
  Geor: /\p{Script=Georgian}/u,
  Armn: /\p{Script=Armenian}/u,
  Ethi: /\p{Script=Ethiopic}/u,
  Cher: /\p{Script=Cherokee}/u,
} as const;

const SCRIPTS = Object.keys(PATTERNS) as UnicodeScript[];

/** Script of a character; `undefined` for digits, punctuation and other characters common to all. */
export function scriptOf(character: string): UnicodeScript | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return /[A-Za-z]/.test(character) ? 'Latn' : undefined;
  return SCRIPTS.find((script) => PATTERNS[script].test(character));
}

/** Number of letters of each script in `text`; at most the first 20,000 characters are looked at. */
export function countScripts(text: string): Map<UnicodeScript, number> {
  const counts = new Map<UnicodeScript, number>();
  for (const character of text.slice(0, 20_000)) {
    const script = scriptOf(character);
    if (script) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  return counts;
}

/** Script that a language is usually written in. */
export function scriptOfLanguage(language: string): UnicodeScript {
  const [base = ''] = language.toLowerCase().split('-');
  return SCRIPT_OF_LANGUAGE.get(base) ?? 'Latn';
}

const LANGUAGES_OF_SCRIPT: Readonly<Partial<Record<UnicodeScript, string>>> = {
  Cyrl: 'ba be bg cv kk ky mk nog ru sr tt uk',
  Grek: 'el grc',
  Arab: 'ar fa sd ug ur',
  Hebr: 'he yi',
  Hani: 'zh cmn hak yue',
  Kana: 'ja',
  Hang: 'ko',
  Deva: 'hi kok mr ne sa',
  Beng: 'as bn bpy',
  Guru: 'pa',
  Gujr: 'gu',
  Orya: 'or',
  Taml: 'ta',
  Telu: 'te',
  Knda: 'kn',
  Mlym: 'ml',
  Sinh: 'si',
  Thai: 'th',
  Mymr: 'my shn',
  Geor: 'ka',
  Armn: 'hy hyw',
  Ethi: 'am ti',
  Cher: 'chr',
};

const SCRIPT_OF_LANGUAGE = new Map(
  Object.entries(LANGUAGES_OF_SCRIPT).flatMap(([script, languages]) =>
    languages.split(' ').map((language) => [language, script as UnicodeScript] as const),
  ),
);
