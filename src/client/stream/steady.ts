import type { Clock } from '../../protocol/protocol.ts';

/** The clock, but it never goes back: a machine that is set back an hour must not wait an hour. */
export interface SteadyClock extends Clock {
  /** The time of the given clock at a time of this one, for people, ms since 1970. */
  toWall(at: number): number;
}

export function steadyClock(clock: Clock): SteadyClock {
  let ahead = 0;
  let last = clock.now();

  function now(): number {
    const time = clock.now() + ahead;
    if (time < last) ahead += last - time;
    last = Math.max(time, last);
    return last;
  }

  return {
    now,
    // What fires has waited its time, whatever the clock says meanwhile.
    after(ms, run) {
      const due = now() + ms;
      return clock.after(ms, () => {
        const short = due - now();
        if (short > 0) {
          ahead += short;
          last = due;
        }
        run();
      });
    },
    toWall: (at) => at - ahead,
  };
}
