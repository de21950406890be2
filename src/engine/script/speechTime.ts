/** Seconds for a syllable and, besides, for a word. Measured with espeak-ng, whose English dwells on small words. */
const SYLLABLE = 0.12;
const WORD = 0.12;
const ENGLISH_WORD = 0.2;
/** Seconds for a character that is a syllable or more of its own. */
const HAN = 0.22;
const KANA = 0.145;
const HANGUL = 0.28;
/** Letters of scripts without vowel letters, or that this file knows no syllables of. */
const OTHER_LETTER = 0.16;
const DIGIT = 0.5;
/** A rest after a sentence, and within one. */
const SENTENCE_REST = 0.5;
const CLAUSE_REST = 0.3;

const VOWELS = /[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāăąēĕėęěīĭįıōŏőũūŭůűųαεηιουωάέήίόύώϊϋаеёиоуыэюяіїєў]+/giu;
const SYLLABIC = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]+/gu;

/**
 * Seconds that a voice takes to say the text, at `rate` (1 is its own speed). An estimate, within about a fifth: nothing is
 * synthesised. `language` is BCP 47.
 */
export function speechSeconds(text: string, rate = 1, language = 'und'): number {
  let syllables = 0;
  const words = text.match(SYLLABIC) ?? [];
  for (const word of words) {
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
    syllables * SYLLABLE +
    words.length * (/^(?:en|und)\b/i.test(language) ? ENGLISH_WORD : WORD) +
    han * HAN +
    kana * KANA +
    hangul * HANGUL +
    digits * DIGIT +
    other * OTHER_LETTER;
  return (spoken + clauses * CLAUSE_REST + sentences * SENTENCE_REST) / rate;
}
