/** What a figure should be: a goal is no test, a machine may miss it. */
export type Goal = { atLeast: number } | { atMost: number };

/** One figure of a benchmark. */
export interface Measure {
  name: string;
  value: number;
  unit: string;
  goal?: Goal;
  /** Where `--check` draws the line; only for ratios, which do not depend on the machine. Wider than the goal, as figures scatter. */
  limit?: Goal;
  /** What it was measured against, or how. */
  note?: string;
}

/** A benchmark: measures something, all of it or one part, and tells what it is doing on the way. */
export type Benchmark = (tell: (doing: string) => void, part?: string) => Promise<Measure[]>;

/** Whether a figure keeps a goal; one without a goal does. */
export function keeps(value: number, goal: Goal | undefined): boolean {
  if (!goal) return true;
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The nearest-rank percentile, e.g. 99. NaN of nothing. */
export function percentile(values: Iterable<number>, rank: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? Number.NaN;
}
