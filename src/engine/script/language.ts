/** Letters that only these languages are written with. In order: what is asked first wins. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/[\u0679\u067e\u0686\u0698\u06a9\u06af\u06cc]/gu, 'fa'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Devanagari}/gu, 'hi'],
  [/\p{Script=Bengali}/gu, 'bn'],
  [/\p{Script=Tamil}/gu, 'ta'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Greek}/gu, 'el'],
  [/[іїєґІЇЄҐ]/gu, 'uk'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Georgian}/gu, 'ka'],
  [/\p{Script=Armenian}/gu, 'hy'],
];

/** Short words that a text of the language can hardly do without, and few others have. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to is that it was for with are this you from have be not but by they his her which',
  de: 'der die und das ist nicht ein eine den von mit dem auf für sich auch wird sind wie im zu es war aus wir ich',
  fr: 'le la les et des est un une du que qui dans pour pas sur avec il elle nous vous ce au sont plus était aux',
  es: 'el los las y que en una del por con para es se su lo como más pero al está son fue este muy sus',
  it: 'il che di è non per una della con sono gli del nel alla si ma come più questo dei ha anche era',
  pt: 'o os e que do da em um uma não para com é no na por mais dos se como mas foi ao das você são',
  nl: 'de het een en van is dat niet op zijn voor met te aan ook er maar naar wordt deze bij hij wij',
  sv: 'och att det som en är av för den till inte med ett på var om har jag vi de från sig',
  da: 'og at det er en til af den på for ikke med der de har et som var jeg vi fra',
  nb: 'og det er en til av den på for ikke med som de har et var jeg vi fra å',
  fi: 'ja on ei se että oli hän mutta niin kun myös ovat joka tai kuin mitä',
  pl: 'i w nie na się z że do to jest o jak ale po co tak za od przez był jego',
  cs: 'a se v na je že to s z do o jako ale za by už byl po jsou který',
  hu: 'a az és hogy nem egy is ez meg de volt van csak már mint ki kell',
  ro: 'și în de la nu cu pe este că un mai din care pentru o sunt era',
  tr: 've bir bu için ile de da çok ne daha gibi var ama olarak o kadar',
  id: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada adalah ke juga',
  vi: 'và của là có không được cho một những với các trong này đã người',
};
const LATIN = Object.entries(WORDS).map(
  ([language, words]) => [language, new Set(words.split(' '))] as const,
);

/** How much of a text is looked at. */
const SAMPLE = 20_000;

/**
 * Recognises the language of a text from its letters and small words.
 *
 * @returns BCP 47 code, `und` where there is too little to go by.
 */
export function detectLanguage(text: string): string {
  const sample = text.slice(0, SAMPLE);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return 'und';
  for (const [letter, language] of SCRIPTS) {
    // A tenth is enough where letters belong to one language; names and quotations stay below it.
    const share = (sample.match(letter)?.length ?? 0) / letters;
    if (share > (language === 'fa' || language === 'uk' ? 0.02 : 0.1)) return language;
  }
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best = 'und';
  let most = 1;
  for (const [language, small] of LATIN) {
    const count = words.reduce((sum, word) => sum + (small.has(word) ? 1 : 0), 0);
    if (count > most) {
      best = language;
      most = count;
    }
  }
  return most >= Math.min(3, words.length / 8) ? best : 'und';
}
