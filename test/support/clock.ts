import type { Clock } from '../../src/protocol/protocol.ts';

export interface FakeClock extends Clock {
  /** Lets time pass: what is due runs in order, at its own time. */
  advance(ms: number): void;
  /** Timers that are set. */
  pending(): number;
}

/** Time that stands still until it is moved. */
export function createFakeClock(start = 1_800_000_000_000): FakeClock {
  let time = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => time,
    after(ms, run) {
      const timer = { at: time + Math.max(0, ms), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pending: () => timers.length,
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const [due] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        time = Math.max(time, due.at);
        due.run();
      }
      time = end;
    },
  };
}
