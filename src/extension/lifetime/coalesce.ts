import type { Clock } from '../../protocol/protocol.ts';
import type { Disposable } from './emitter.ts';

/**
 * Runs `work` at once, then at most once every `everyMs` however often it is asked: the last request is never lost.
 */
export function coalesce(everyMs: number, clock: Clock, work: () => void): Disposable & { request(): void } {
  let takeBack: (() => void) | undefined;
  let lastRun = Number.NEGATIVE_INFINITY;
  const run = () => {
    takeBack = undefined;
    lastRun = clock.now();
    work();
  };
  return {
    request() {
      if (takeBack) return;
      const wait = lastRun + everyMs - clock.now();
      // A clock that went back must not make it wait longer.
      if (wait <= 0) run();
      else takeBack = clock.after(Math.min(wait, everyMs), run);
    },
    dispose() {
      takeBack?.();
      takeBack = undefined;
    },
  };
}
