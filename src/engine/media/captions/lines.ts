import type { Boundary, CaptionWord } from './captionWords.ts';

/** The lines of a cue, and how ugly they are (0 = nothing to complain about). */
export interface CueLines {
  lines: readonly string[];
  cost: number;
}

const BREAK_COST: Readonly<Record<Boundary, number>> = {
  sentence: 0,
  clause: 0.4,
  phrase: 1,
  word: 1.6,
  bound: 3,
};
/** A line of a single short word. */
const ORPHAN_COST = 3;
/** A line that ends where an utterance without a stop of its own does. */
const OWN_LINE_GAIN = 2;

/**
 * Sets words in one line, or in two of about equal length: broken where the sense allows, the lower rather longer, no short
 * word alone.
 *
 * @param prefix stands before the first line: a speaker's name.
 * @returns `undefined` when two lines do not hold them.
 */
export function setLines(
  words: readonly CaptionWord[],
  columns: number,
  prefix = '',
  prefixWidth = 0,
): CueLines | undefined {
  const total = prefixWidth + widthOf(words);
  const whole = { lines: [prefix + textOf(words)], cost: 0 };
  if (total <= columns) return prefix === '' ? (ownLines(words) ?? whole) : whole;
  if (total > columns * 2 + 1) return undefined;
  let best: { at: number; cost: number } | undefined;
  let upper = prefixWidth;
  for (let at = 1; at < words.length; at++) {
    const last = words[at - 1];
    const next = words[at];
    if (!last || !next) break;
    upper += last.width + (at > 1 ? (last.spaced ? 1 : 0) + stopWidth(words[at - 2]) : 0);
    if (upper > columns) break;
    const lower = total - upper - (next.spaced ? 1 : 0) - stopWidth(last);
    if (lower > columns) continue;
    const cost = costOfBreak(words, at, { upper, lower, columns, named: prefix !== '' });
    if (!best || cost < best.cost) best = { at, cost };
  }
  if (!best) return undefined;
  return {
    lines: [prefix + textOf(words.slice(0, best.at)), textOf(words.slice(best.at))],
    cost: best.cost,
  };
}

/** A heading and what it heads, or two items of a list: a line each. */
function ownLines(words: readonly CaptionWord[]): CueLines | undefined {
  const ends = words.slice(0, -1).flatMap(({ stop }, index) => (stop === '' ? [] : [index + 1]));
  const [at] = ends;
  if (at === undefined || ends.length > 1) return undefined;
  return { lines: [textOf(words.slice(0, at)), textOf(words.slice(at))], cost: 0 };
}

function costOfBreak(
  words: readonly CaptionWord[],
  at: number,
  { upper, lower, columns, named }: { upper: number; lower: number; columns: number; named: boolean },
): number {
  const uneven = Math.abs(upper - lower) / columns;
  const topHeavy = upper > lower ? 0.3 * uneven : 0;
  const orphan = (!named && isOrphan(words.slice(0, at))) || isOrphan(words.slice(at)) ? ORPHAN_COST : 0;
  const { after, stop } = words[at - 1] ?? { after: 'word', stop: '' };
  const own = stop === '' ? 0 : OWN_LINE_GAIN;
  return BREAK_COST[after] + 2 * uneven + topHeavy + orphan - own;
}

function isOrphan([only, ...others]: readonly CaptionWord[]): boolean {
  return only !== undefined && others.length === 0 && only.width < 9;
}

/** Columns of words in one line. */
export function widthOf(words: readonly CaptionWord[]): number {
  return words.reduce(
    (sum, { width, spaced }, index) =>
      sum + width + (index > 0 ? (spaced ? 1 : 0) + stopWidth(words[index - 1]) : 0),
    0,
  );
}

function stopWidth(word: CaptionWord | undefined): number {
  return word === undefined || word.stop === '' ? 0 : 1;
}

/** Words as one line of text. */
export function textOf(words: readonly CaptionWord[]): string {
  return words
    .map(({ text, spaced, stop }, index) => {
      const ended = index < words.length - 1 ? text + stop : text;
      return index > 0 && spaced ? ` ${ended}` : ended;
    })
    .join('');
}
