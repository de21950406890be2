import type { InvalidSetting } from './filmOptions.ts';

/** How patient a remote client is, ms; the part of its policy that people set. */
export interface ReconnectPolicy {
  baseMs: number;
  capMs: number;
  breaker: { failures: number; pauseMs: number };
}

const LIMITS = {
  firstDelay: { least: 0.1, most: 60, used: 1, unit: 'seconds' },
  maxDelay: { least: 1, most: 3600, used: 30, unit: 'seconds' },
  failuresBeforePause: { least: 1, most: 100, used: 5, unit: 'failures' },
  pause: { least: 1, most: 3600, used: 60, unit: 'seconds' },
} as const;

/**
 * The patience that a person has set, in seconds. What is wrong is named and left at what it is by default. Pure.
 *
 * @param read Value of a setting by its name without `aura.`; `undefined` when it is not set.
 */
export function reconnectPolicy(read: (key: string) => unknown): {
  policy: ReconnectPolicy;
  invalid: readonly InvalidSetting[];
} {
  const invalid: InvalidSetting[] = [];
  const number = (name: keyof typeof LIMITS, whole = false): number => {
    const { least, most, used, unit } = LIMITS[name];
    const value = read(`reconnect.${name}`);
    if (value === undefined || value === null) return used;
    const fits = typeof value === 'number' && value >= least && value <= most;
    if (fits && (!whole || Number.isInteger(value))) return value;
    const key = `aura.reconnect.${name}`;
    const allowed = `${whole ? 'a whole number from' : 'from'} ${least} to ${most} ${unit}`;
    const message = `${key} is ${JSON.stringify(value)}, but must be ${allowed}. Aura uses ${used}.`;
    invalid.push({ key, message });
    return used;
  };

  const first = number('firstDelay');
  const most = number('maxDelay');
  if (most < first) {
    const message = `aura.reconnect.maxDelay is ${most}, less than the first delay of ${first} seconds. Aura uses ${first}.`;
    invalid.push({ key: 'aura.reconnect.maxDelay', message });
  }
  return {
    policy: {
      baseMs: first * 1000,
      capMs: Math.max(first, most) * 1000,
      breaker: { failures: number('failuresBeforePause', true), pauseMs: number('pause') * 1000 },
    },
    invalid,
  };
}
