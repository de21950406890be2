/** A word of the narration and when it is spoken, seconds from the start of the narration. */
export interface RevealWord {
  text: string;
  from: number;
  to: number;
  /** Number of the list item or dialogue line that the word's utterance is. */
  item?: number;
}

/** Share of an item's words that the narration must hold for it to count as said. */
const THRESHOLD = 0.34;
/** Words that are too frequent to tell where an item is said weigh this much. */
const SMALL_WORD = 0.25;

/**
 * When each step of a card appears, seconds from the start of the narration: with the words that say it. An item whose number
 * the narration carries appears with its first word; others with the stretch that shares most of their words, in order;
 * those that are never said are spread evenly between their neighbours. Never decreases.
 *
 * @param items texts of the steps, in order of appearance.
 * @param numbers number that each item goes by in {@link RevealWord.item}; its place when left out.
 */
export function matchReveals(
  items: readonly string[],
  words: readonly RevealWord[],
  numbers: readonly number[] = items.map((_, index) => index),
): number[] {
  const hinted = numbers.map((number) => words.find(({ item }) => item === number)?.from);
  const known = inOrder(hinted.some((time) => time !== undefined) ? hinted : matchByWords(items, words));
  return spread(
    known,
    words.reduce((end, { to }) => Math.max(end, to), 0),
  );
}

/** Places items among the words so that as much as possible of them is said there, keeping their order. */
function matchByWords(items: readonly string[], words: readonly RevealWord[]): (number | undefined)[] {
  const spoken = words.map(({ text }) => tokensOf(text));
  const frequency = new Map<string, number>();
  for (const token of spoken.flat()) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  const wanted = items.map((item) => weigh(tokensOf(item), frequency));
  // best[i][p]: most that can be said of the first i items within the first p words.
  const best: number[][] = [Array.from({ length: words.length + 1 }, () => 0)];
  const chosen: (number | undefined)[][] = [];
  for (const [index, tokens] of wanted.entries()) {
    const before = best[index] ?? [];
    const row = [before[0] ?? 0];
    const places: (number | undefined)[] = [undefined];
    for (let place = 1; place <= words.length; place++) {
      const score = scoreAt(tokens, spoken, place - 1);
      const here = score >= THRESHOLD ? (before[place - 1] ?? 0) + score : -1;
      const earlier = row[place - 1] ?? 0;
      const skipped = before[place] ?? 0;
      row.push(Math.max(here, earlier, skipped));
      places.push(
        here > earlier && here > skipped ? place - 1 : earlier >= skipped ? places[place - 1] : undefined,
      );
    }
    best.push(row);
    chosen.push(places);
  }
  const times: (number | undefined)[] = [];
  for (let index = items.length - 1, place = words.length; index >= 0; index--) {
    const at = chosen[index]?.[place];
    times.unshift(at === undefined ? undefined : words[at]?.from);
    if (at !== undefined) place = at;
  }
  return times;
}

/** Share of an item's words that are said from the word at `place` on, which must be one of them. */
function scoreAt(
  tokens: ReadonlyMap<string, number>,
  spoken: readonly (readonly string[])[],
  place: number,
): number {
  const total = [...tokens.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0 || !spoken[place]?.some((token) => findToken(tokens, token) !== undefined)) return 0;
  const found = new Set<string>();
  let score = 0;
  for (const [distance, token] of spoken
    .slice(place, place + tokens.size * 2 + 4)
    .flat()
    .entries()) {
    const match = findToken(tokens, token);
    if (match === undefined || found.has(match)) continue;
    found.add(match);
    // A little less for what comes later, so that the closest stretch wins.
    score += ((tokens.get(match) ?? 0) / total) * (1 - 0.01 * distance);
  }
  return score;
}

function findToken(tokens: ReadonlyMap<string, number>, token: string): string | undefined {
  if (tokens.has(token)) return token;
  if (token.length < 4) return undefined;
  return [...tokens.keys()].find((candidate) => sameStem(candidate, token));
}

/** “render”, “renders”, “rendering”: the same beginning, and little after it. */
function sameStem(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const stem = short.slice(0, Math.max(4, short.length - 1));
  return short.length >= 4 && long.startsWith(stem) && long.length - short.length <= 3;
}

function weigh(tokens: readonly string[], frequency: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(tokens.map((token) => [token, isSmall(token, frequency.get(token) ?? 0) ? SMALL_WORD : 1]));
}

/** Articles, prepositions and the like, in scripts that write words of letters. */
function isSmall(token: string, frequency: number): boolean {
  const most = frequency > 1 ? 3 : 2;
  return token.length <= most && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u.test(token);
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

function tokensOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
  return [...segmenter.segment(plain)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/** Drops times that would go back. */
function inOrder(times: readonly (number | undefined)[]): (number | undefined)[] {
  let latest = 0;
  return times.map((time) => {
    if (time === undefined || time < latest) return undefined;
    latest = time;
    return time;
  });
}

/** Fills gaps evenly; before the first known time from 0, after the last one to the end. */
function spread(times: readonly (number | undefined)[], end: number): number[] {
  const filled: number[] = [];
  for (let index = 0; index < times.length;) {
    const time = times[index];
    if (time !== undefined) {
      filled.push(time);
      index++;
      continue;
    }
    let after = index;
    while (after < times.length && times[after] === undefined) after++;
    const count = after - index;
    const from = filled.at(-1);
    const to = times[after] ?? Math.max(end, from ?? 0);
    // Without anything before it, the first of a gap appears at once.
    const [start, parts] = from === undefined ? [0, count] : [from, count + 1];
    for (let step = 0; step < count; step++) {
      filled.push(start + ((to - start) * (from === undefined ? step : step + 1)) / parts);
    }
    index = after;
  }
  return filled;
}
