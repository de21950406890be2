import { countScripts } from './unicodeScript.ts';
import type { UnicodeScript } from './unicodeScript.ts';

/** Frequent short words that few other languages share. */
const STOP_WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to is are was that this with for you it not have from they we but what which will your can an be',
  de: 'der die das und ist nicht ein eine einen mit von zu den dem auf für sich auch wir ich sie wird sind aus',
  fr: 'le la les des et est une un dans pour que qui pas sur avec nous vous ce cette sont du au plus être il elle',
  es: 'el la los las y es una un que de en por para con no se del como más pero su está son lo al este esta',
  it: 'il lo la gli le e è una un che di per con non si del della sono come più ma questo questa nel anche da',
  pt: 'o a os as e é uma um que de em por para com não se do da dos são como mais mas este esta no na você',
  nl: 'de het een en is niet van op te dat die met voor zijn ook wij ik je aan door maar er om naar',
  sv: 'och att det som är en ett på för med av inte den till har vi jag de var om men så här',
  da: 'og at det som er en et på for med af ikke den til har vi jeg de var om men så her hvad',
  nb: 'og at det som er en et på for med av ikke den til har vi jeg de var om men så her hva',
  fi: 'ja on ei se että oli hän mutta kun niin joka tämä ovat myös kuin sen mitä voi nyt',
  pl: 'i w na nie się to jest z do że jak po co ale od za przez tak dla są oraz tego jego',
  cs: 'a v na je se že to s z do jak ale po co pro jsou by jako nebo tak této není',
  sk: 'a v na je sa že to s z do ako ale po čo pre sú by alebo tak tejto nie',
  hu: 'a az és hogy nem egy is van ez meg de csak mint már ha volt ami vagy lesz minden',
  ro: 'și în de la cu pe este nu un o care din ce mai pentru sunt sau dar prin această fi',
  tr: 'bir ve bu için de da ile çok ne var daha gibi olarak ama kadar değil olan en her',
  id: 'yang dan di ini itu dengan untuk tidak dari dalam akan pada juga ke karena adalah saya bisa',
  vi: 'và của là có không được cho một trong với các người này những để đã như từ khi',
};

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

const DICTIONARY = wordsToLanguages();

/**
 * BCP 47 language of a text, told by its letters and its commonest words; the same text always gives the same answer.
 *
 * @param fallback for a text without letters, or in Latin letters of no known language.
 */
export function detectLanguage(text: string, fallback = 'en'): string {
  const counts = countScripts(text);
  // Kanji are shared; a single kana among them means Japanese.
  if ((counts.get('Kana') ?? 0) > 0 && (counts.get('Hani') ?? 0) >= (counts.get('Latn') ?? 0) / 4)
    return 'ja';
  const [main] = [...counts].toSorted((a, b) => b[1] - a[1]);
  if (!main) return fallback;
  return main[0] === 'Latn' ? languageOfWords(text, fallback) : languageOfScript(main[0], text);
}

/** Likeliest language of a text known to be in that script. */
export function languageOfScript(script: UnicodeScript, text: string): string {
  const hint = LETTER_HINTS.find(([hinted, letters]) => hinted === script && letters.test(text));
  return hint?.[2] ?? LANGUAGE_OF_SCRIPT[script];
}

function languageOfWords(text: string, fallback: string): string {
  const scores = new Map<string, number>();
  for (const [word] of text
    .slice(0, 20_000)
    .toLowerCase()
    .matchAll(/\p{L}+/gu)) {
    const languages = DICTIONARY.get(word) ?? [];
    for (const language of languages) {
      scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
    }
  }
  const [first, second] = [...scores].toSorted((a, b) => b[1] - a[1]);
  if (!first) return fallback;
  const clear = first[1] >= 1 && first[1] > (second?.[1] ?? 0) * 1.1;
  return clear ? first[0] : fallback;
}

function wordsToLanguages(): Map<string, string[]> {
  const dictionary = new Map<string, string[]>();
  for (const [language, words] of Object.entries(STOP_WORDS)) {
    for (const word of words.split(' ')) dictionary.set(word, [...(dictionary.get(word) ?? []), language]);
  }
  return dictionary;
}
