import type { TextWord } from './words.ts';
import type { SpokenWord } from './tts.ts';

/** A synthesizer's word about when it speaks what. */
export interface SpokenMark {
  /** Offset in the text, UTF-16 units. */
  at: number;
  /** Seconds. */
  from: number;
  to: number;
}

interface Span {
  /** Words that share it, as a range of indices. */
  first: number;
  last: number;
  from: number;
  to: number;
}

/**
 * Gives every word its time. Marks are matched by their place in the text, never by their number: several may fall into
 * one word (“3.50”), and one may stand for several words (“of the”), which then share its time by their length.
 *
 * @param seconds length of the sound; words of a text without any mark share all of it.
 */
export function timeWords(
  text: string,
  words: readonly TextWord[],
  marks: readonly SpokenMark[],
  seconds: number,
): SpokenWord[] {
  const spans = spansOf(words, marks);
  if (spans.length === 0 && words.length > 0)
    spans.push({ first: 0, last: words.length - 1, from: 0, to: seconds });
  return spans.flatMap((span) => shareSpan(text, words, span));
}

function spansOf(words: readonly TextWord[], marks: readonly SpokenMark[]): Span[] {
  const spans: Span[] = [];
  let word = 0;
  for (const { at, from, to } of marks.toSorted((a, b) => a.from - b.from)) {
    while (word < words.length - 1 && at >= (words[word + 1]?.start ?? Infinity)) word++;
    const last = spans.at(-1);
    if (last && word <= last.first) {
      last.to = Math.max(last.to, to);
    } else if (words.length > 0) {
      spans.push({ first: word, last: word, from: Math.max(from, last?.from ?? 0), to: Math.max(from, to) });
    }
  }
  const [head] = spans;
  if (head) head.first = 0;
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1];
    span.last = (next?.first ?? words.length) - 1;
    if (next) span.to = Math.min(span.to, next.from);
  }
  return spans;
}

function shareSpan(text: string, words: readonly TextWord[], { first, last, from, to }: Span): SpokenWord[] {
  const shared = words.slice(first, last + 1);
  const weights = shared.map(({ start, end }) => weightOf(text.slice(start, end)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let at = from;
  return shared.map(({ start, end }, index) => {
    const begin = at;
    at += ((to - from) * (weights[index] ?? 0)) / total;
    return { start, end, from: begin, to: index === shared.length - 1 ? to : at };
  });
}

/** Letters say how long a word takes; a lone sign takes hardly any time. */
function weightOf(word: string): number {
  return (word.match(/[\p{L}\p{N}]/gu)?.length ?? 0) + 0.2;
}
