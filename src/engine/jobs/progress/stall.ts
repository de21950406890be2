import type { Clock } from '../../../protocol/protocol.ts';

export interface StallWatch {
  /** A sign of life: the watch starts again. */
  sign(): void;
  stop(): void;
}

/**
 * Calls `onStall` once per silence that lasts `afterMs`. It only tells: nothing is killed for being slow.
 * A timer that comes far too late means that the machine slept, and a sleep is no silence.
 */
export function createStallWatch(
  clock: Clock,
  afterMs: number,
  onStall: (silentMs: number) => void,
): StallWatch {
  let lastSign = clock.now();
  let dueAt = 0;
  let cancel: (() => void) | undefined;

  function arm(ms: number): void {
    dueAt = clock.now() + ms;
    cancel = clock.after(ms, () => {
      cancel = undefined;
      check();
    });
  }

  function check(): void {
    const now = clock.now();
    const silent = now - lastSign;
    if (now - dueAt > afterMs || silent < 0) {
      lastSign = now;
      arm(afterMs);
    } else if (silent < afterMs) {
      arm(afterMs - silent);
    } else {
      onStall(silent);
    }
  }

  arm(afterMs);
  return {
    sign() {
      lastSign = clock.now();
      if (!cancel) arm(afterMs);
    },
    stop() {
      cancel?.();
      // A sign after the end arms nothing.
      cancel = () => {};
    },
  };
}
