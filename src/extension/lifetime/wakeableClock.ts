import type { Clock } from '../../protocol/protocol.ts';

/** A clock whose waits can be ended early. */
export interface WakeableClock extends Clock {
  /** Everything that waits goes on now. */
  wake(): void;
}

export function wakeableClock(clock: Clock): WakeableClock {
  const waiting = new Set<() => void>();
  return {
    now: () => clock.now(),
    after(ms, run) {
      const once = () => {
        cancel();
        run();
      };
      const takeBack = clock.after(ms, once);
      const cancel = () => {
        takeBack();
        waiting.delete(once);
      };
      waiting.add(once);
      return cancel;
    },
    wake() {
      for (const run of waiting) run();
    },
  };
}
