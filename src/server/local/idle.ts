import type { Clock } from '../../protocol/protocol.ts';
import type { AuraServer } from '../server.ts';

/**
 * Calls `onIdle` once when for `idleMs` there was no request, no stream and no unfinished job.
 * @returns what stops watching.
 */
export function watchIdle(options: {
  server: Pick<AuraServer, 'activity'>;
  /** How many jobs of this process are not finished. */
  unfinished(): number;
  clock: Clock;
  idleMs: number;
  onIdle(): void;
}): () => void {
  const { server, unfinished, clock, idleMs, onIdle } = options;
  let busyAt = clock.now();
  let cancel = clock.after(idleMs, look);

  function look(): void {
    const { streams, requests, lastAt } = server.activity();
    const now = clock.now();
    if (streams > 0 || requests > 0 || unfinished() > 0) busyAt = now;
    const quietMs = now - Math.max(busyAt, lastAt);
    if (quietMs >= idleMs) {
      onIdle();
      return;
    }
    // Something unfinished has to be looked at again soon, or its end would be noticed late.
    cancel = clock.after(Math.min(idleMs - quietMs, idleMs / 4), look);
  }

  return () => cancel();
}
