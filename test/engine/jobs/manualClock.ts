import type { Clock } from '../../../src/protocol/protocol.ts';

/** A clock that stands until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, and calls in order what is due on the way. */
  advance(ms: number): void;
  /** Jumps without calling anything, as a clock that is set. */
  set(ms: number): void;
}

export function manualClock(start = 1_000_000): ManualClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
    set(ms) {
      now = ms;
    },
  };
}
