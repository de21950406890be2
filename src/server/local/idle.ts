import type { Clock, JobService } from '../../protocol/protocol.ts';
import type { AuraServer } from '../server.ts';

/**
 * Calls `onIdle` once when for `idleMs` there was no request, no stream and no unfinished job.
 * @returns what stops watching.
 */
export function watchIdle(options: {
  server: Pick<AuraServer, 'activity'>;
  service: Pick<JobService, 'list'>;
  clock: Clock;
  idleMs: number;
  onIdle(): void;
  onError(error: unknown): void;
}): () => void {
  const { server, service, clock, idleMs, onIdle, onError } = options;
  let stopped = false;
  let busyAt = clock.now();
  let cancel = clock.after(idleMs, look);

  function look(): void {
    check().catch(onError);
  }

  async function check(): Promise<void> {
    const { streams, requests, lastAt } = server.activity();
    const [unfinished] = await service.list({ status: ['Queued', 'Running'], limit: 1 });
    if (stopped) return;
    const now = clock.now();
    if (streams > 0 || requests > 0 || unfinished) busyAt = now;
    const quietMs = now - Math.max(busyAt, lastAt);
    if (quietMs >= idleMs) {
      stopped = true;
      onIdle();
      return;
    }
    // Something unfinished has to be looked at again soon, or its end would be noticed late.
    cancel = clock.after(Math.min(idleMs - quietMs, idleMs / 4), look);
  }

  return () => {
    stopped = true;
    cancel();
  };
}
