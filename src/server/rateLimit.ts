import type { Clock } from '../protocol/protocol.ts';

/** So often in so many seconds: all at once, or spread. */
export interface Rate {
  count: number;
  seconds: number;
}

/** Counts what each of many callers does (a token bucket each). */
export interface RateLimit {
  /**
   * Lets one more pass: `undefined`; or says in how many whole seconds it may.
   * @param cost for how many it counts; never more than all.
   */
  take(caller: string, cost?: number): number | undefined;
}

/** Callers that are remembered; far more than there can be honest ones. */
const MAX_CALLERS = 10_000;

export function createRateLimit({ count, seconds }: Rate, clock: Clock): RateLimit {
  const msPerOne = (seconds * 1000) / count;
  /** When the caller's bucket will be full again. A full one need not be remembered. */
  const fullAt = new Map<string, number>();
  return {
    take(caller, cost = 1) {
      const now = clock.now();
      const before = Math.max(now, fullAt.get(caller) ?? now);
      const after = before + msPerOne * Math.min(cost, count);
      const waitMs = after - now - seconds * 1000;
      if (waitMs > 0.5) return Math.max(1, Math.ceil(waitMs / 1000));
      // Taken out and put in again: the one that came longest ago is first.
      fullAt.delete(caller);
      fullAt.set(caller, after);
      for (const [oldest, at] of fullAt) {
        if (at > now && fullAt.size <= MAX_CALLERS) break;
        fullAt.delete(oldest);
      }
      return undefined;
    },
  };
}
