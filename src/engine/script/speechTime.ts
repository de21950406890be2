/** What a voice at its own speed says in a second. Measured with espeak-ng at 175 words a minute. */
const SYLLABLES_PER_SECOND = 4.75;
/** Seconds for a character that is a syllable or more of its own. */
const HAN = 0.24;
const KANA = 0.13;
const HANGUL = 0.19;
/** Letters of scripts without vowel letters, or that this file knows no syllables of. */
const OTHER_LETTER = 0.075;
const DIGIT = 0.3;
/** A rest after a sentence, and within one. */
const SENTENCE_REST = 0.4;
const CLAUSE_REST = 0.18;

const VOWELS = /[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāăąēĕėęěīĭįıōŏőũūŭůűųαεηιουωάέήίόύώϊϋаеёиоуыэюяіїєў]+/giu;
const SYLLABIC = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]+/gu;

/** Seconds that a voice takes to say the text, at `rate` (1 is its own speed). An estimate: nothing is synthesised. */
export function speechSeconds(text: string, rate = 1): number {
  let syllables = 0;
  for (const word of text.match(SYLLABIC) ?? []) {
    const vowels = word.match(VOWELS)?.length ?? 0;
    // A word without vowels is spelt; a silent e at the end of a longer one is not said.
    syllables +=
      vowels === 0 ? word.length : Math.max(1, vowels - (vowels > 1 && /[^aeiouyl]e$/i.test(word) ? 0.7 : 0));
  }
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const han = count(/\p{Script=Han}/gu);
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const hangul = count(/\p{Script=Hangul}/gu);
  const digits = count(/\p{Nd}/gu);
  const other = count(
    /(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])\p{L}/gu,
  );
  const clauses = count(/[,;:–—、，；：](?=\s|\p{L}|$)/gu);
  const sentences = Math.max(0, count(/[.!?…](?=\s)|[。！？।](?=.)/gu));
  const spoken =
    syllables / SYLLABLES_PER_SECOND +
    han * HAN +
    kana * KANA +
    hangul * HANGUL +
    digits * DIGIT +
    other * OTHER_LETTER;
  return (spoken + clauses * CLAUSE_REST + sentences * SENTENCE_REST) / rate;
}
