const segmenters = new Map<string, Intl.Segmenter>();

/** Sentences of a text, trimmed, none empty. */
export function sentencesOf(text: string, language: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of segmenterFor(language).segment(text.replaceAll(/\s+/gu, ' ').trim())) {
    const sentence = segment.trim();
    const before = sentences.at(-1);
    if (sentence === '') continue;
    if (before !== undefined && ABBREVIATED.test(before))
      sentences[sentences.length - 1] = `${before} ${sentence}`;
    else sentences.push(sentence);
  }
  return sentences;
}

/** A "sentence" that ends with an abbreviation or an initial goes on. */
const ABBREVIATED = /(?:^|[\s("'“‘])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|z\.\s?B|bzw|ca)\.$/u;

/** Longest sentence that is read at a glance, characters. */
const GLANCE = 120;
/** Longest that stands at all where there is something else to show. */
const BEARABLE = 170;

/**
 * The sentence of a paragraph that stands on screen while the narration speaks all of it: the first that can be read at
 * a glance, else the shortest, else none (`undefined`) when even that is too long and `must` is not set.
 */
export function keySentence(paragraph: string, language: string, must: boolean): string | undefined {
  const sentences = sentencesOf(paragraph, language);
  const glance = sentences.find((sentence) => sentence.length <= GLANCE && sentence.length >= 12);
  const shortest = [...sentences].sort((one, other) => one.length - other.length)[0];
  const chosen = glance ?? shortest;
  if (chosen === undefined || must || chosen.length <= BEARABLE) return chosen;
  return undefined;
}

function segmenterFor(language: string): Intl.Segmenter {
  let found = segmenters.get(language);
  if (!found) {
    found = new Intl.Segmenter(wellFormed(language), { granularity: 'sentence' });
    segmenters.set(language, found);
  }
  return found;
}

function wellFormed(language: string): string {
  try {
    return Intl.Segmenter.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en'; // What a script says of its language is anything.
  }
}
