import type { Clock } from '../../protocol/protocol.ts';

/** Seconds since the start, plus `before`; a clock that goes back stops it for that moment and no more. */
export function startStopwatch(clock: Clock, before = 0): () => number {
  let seconds = before;
  let last = clock.now();
  return () => {
    const now = clock.now();
    seconds += Math.max(0, now - last) / 1000;
    last = now;
    return seconds;
  };
}
