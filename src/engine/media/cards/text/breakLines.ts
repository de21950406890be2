import { cutsFreely, emergencyPieces, fragmentsOf } from './fragments.ts';
import type { Fragment } from './fragments.ts';

export interface BreakOptions {
  /** Longest line, pixels. */
  width: number;
  /** Width of a stretch of text, pixels. */
  measure: (text: string) => number;
  /** Width of a space between words of this text, pixels. */
  space: number;
  /** BCP 47, for scripts without spaces; `und` when not known. */
  language: string;
  /** Headlines: lines of like length. Running text keeps its last line free. */
  balance: boolean;
}

export interface BrokenText {
  lines: string[];
  /** Whether a word had to be cut because it is wider than a line. */
  broken: boolean;
}

interface Measured extends Fragment {
  width: number;
  hyphenWidth: number;
}

/** Above this many fragments lines are filled one by one: shape matters less than time. */
const SHAPED = 300;

/**
 * Breaks one paragraph into the fewest lines that fit, and among those into the best shaped: headlines balanced, no word
 * alone on the last line, ends of clauses before line ends in the midst of them.
 */
export function breakLines(text: string, options: BreakOptions): BrokenText {
  const { space } = options;
  const hyphen = options.measure('-');
  let broken = false;
  const fragments = fragmentsOf(text, options.language).flatMap((fragment): Measured[] => {
    const width = options.measure(fragment.text);
    if (width <= options.width) return [{ ...fragment, width, hyphenWidth: hyphen }];
    broken ||= !cutsFreely(fragment.text);
    return emergencyPieces(fragment, (part) => options.measure(part) <= options.width).map((piece) => {
      return { ...piece, width: options.measure(piece.text), hyphenWidth: hyphen };
    });
  });
  if (fragments.length === 0) return { lines: [], broken: false };
  const ruler = rulerOf(fragments, space);
  const filled = fill(fragments.length, options.width, ruler);
  const ends =
    filled.length === 1 || fragments.length > SHAPED ? filled : shape(fragments, filled, ruler, options);
  return { lines: linesOf(fragments, ends), broken };
}

/** Greedy filling: numbers of the first fragment after each line. */
function fill(count: number, width: number, ruler: Ruler): number[] {
  const ends: number[] = [];
  let start = 0;
  while (start < count) {
    let end = start + 1;
    for (let next = end; next < count; next += 1) {
      const needed = ruler(start, next + 1);
      if (needed.content > width) break;
      if (needed.total <= width) end = next + 1;
    }
    ends.push(end);
    start = end;
  }
  return ends;
}

/** Widths of fragments `start` to `end` (exclusive) on one line: of their letters, and with the hyphen shown at its end. */
type Ruler = (start: number, end: number) => { content: number; total: number };

function rulerOf(fragments: readonly Measured[], space: number): Ruler {
  const before = new Float64Array(fragments.length + 1);
  for (const [index, fragment] of fragments.entries()) {
    before[index + 1] = (before[index] ?? 0) + fragment.width + (fragment.space ? space : 0);
  }
  return (start, end) => {
    const last = fragments[end - 1];
    const content = (before[end] ?? 0) - (before[start] ?? 0) - (last?.space ? space : 0);
    return { content, total: content + (last?.hyphen ? last.hyphenWidth : 0) };
  };
}

/** Shortest paths over line ends, with as many lines as greedy filling needs. */
function shape(
  fragments: readonly Measured[],
  filled: readonly number[],
  ruler: Ruler,
  options: BreakOptions,
): number[] {
  const count = filled.length;
  const limit = options.balance
    ? Math.min(options.width, narrowest(fragments, count, ruler, options.width) * 1.08)
    : options.width;
  const size = fragments.length;
  let costs = [0, ...Array.from({ length: size }, () => Infinity)];
  const from: Int32Array[] = [];
  for (let line = 1; line <= count; line += 1) {
    const next = Array.from({ length: size + 1 }, () => Infinity);
    const origin = new Int32Array(size + 1).fill(-1);
    for (let start = 0; start < size; start += 1) {
      const before = costs[start] ?? Infinity;
      if (before === Infinity) continue;
      for (let end = start + 1; end <= size; end += 1) {
        const needed = ruler(start, end);
        if (needed.content > limit && end > start + 1) break;
        if (needed.total > limit && end > start + 1) continue;
        const cost =
          before + lineCost(fragments, start, end, needed.total / limit, end === size, options.balance);
        if (cost < (next[end] ?? Infinity)) {
          next[end] = cost;
          origin[end] = start;
        }
      }
    }
    from.push(origin);
    costs = next;
  }
  if (costs[size] === Infinity) return [...filled];
  const ends: number[] = [];
  for (let line = count - 1, end = size; line >= 0; line -= 1) {
    ends.unshift(end);
    end = from[line]?.[end] ?? 0;
  }
  return ends;
}

function lineCost(
  fragments: readonly Measured[],
  start: number,
  end: number,
  fullness: number,
  last: boolean,
  balance: boolean,
): number {
  const slack = Math.max(0, 1 - fullness) ** 2;
  if (!last) return slack + (fragments[end - 1]?.penalty ?? 0);
  const alone = start > 0 && !fragments.slice(start, end - 1).some((fragment) => fragment.space);
  const lonely = alone && !(fragments[start - 1]?.space === false) ? 0.35 * Math.max(0.15, 1 - fullness) : 0;
  if (balance) return slack + lonely;
  return lonely + (fullness < 0.25 ? 0.1 : 0);
}

/** The narrowest width that still gives `count` lines. */
function narrowest(fragments: readonly Measured[], count: number, ruler: Ruler, width: number): number {
  let low = Math.max(...fragments.map((fragment) => fragment.width));
  let high = width;
  for (let step = 0; step < 12; step += 1) {
    const middle = (low + high) / 2;
    if (fill(fragments.length, middle, ruler).length <= count) high = middle;
    else low = middle;
  }
  return high;
}

function linesOf(fragments: readonly Measured[], ends: readonly number[]): string[] {
  let start = 0;
  return ends.map((end) => {
    let line = '';
    for (let index = start; index < end; index += 1) {
      const fragment = fragments[index];
      if (fragment) line += fragment.text + (fragment.space && index < end - 1 ? ' ' : '');
    }
    const hyphen = end < fragments.length && fragments[end - 1]?.hyphen === true;
    start = end;
    return hyphen ? `${line}-` : line;
  });
}
