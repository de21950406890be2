import { AuraError, isTerminal, toAuraError, type JobSnapshot } from '../protocol/protocol.ts';
import type { CancelRequest } from './cancelRequest.ts';
import type { FollowOptions, JobPlace } from './place/jobPlace.ts';
import type { ProgressDisplay } from './progress/display.ts';

export interface Following extends Pick<FollowOptions, 'after' | 'known'> {
  /** What `signal` does: sends this, or only ends the watching. */
  onAbort: CancelRequest | 'leave';
  signal: AbortSignal;
  /** Called with the job as it is found, before anything of it is shown. */
  onFound?(snapshot: JobSnapshot): Promise<void>;
}

/**
 * Shows a job to its end.
 *
 * @returns the job when it has ended; as it was last seen when it was left.
 * @throws {AuraError} what cannot be mended by waiting: an unknown job, a wrong token, a cancel that did not get through.
 */
export async function followJob(
  place: JobPlace,
  id: string,
  display: ProgressDisplay,
  { onAbort, signal, onFound, ...from }: Following,
): Promise<JobSnapshot> {
  const leave = new AbortController();
  let failed: AuraError | undefined;
  const interrupt = (): void => {
    if (onAbort === 'leave') {
      leave.abort();
      return;
    }
    onAbort.send(id, display.cancelling).catch((error: unknown) => {
      failed = toAuraError(error);
      leave.abort();
    });
  };
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  // A terminal that comes back, after Ctrl-Z or a closed lid, wants to know now.
  process.on('SIGCONT', place.wake);
  let snapshot: JobSnapshot | undefined;
  try {
    for await (const watched of place.watch(id, {
      ...from,
      signal: leave.signal,
      onConnection: display.reaching,
    })) {
      if (!snapshot) await onFound?.(watched.snapshot);
      snapshot = watched.snapshot;
      display.update(watched);
    }
    if (failed) throw failed;
    return await settled(place, id, snapshot, leave.signal.aborted);
  } finally {
    process.off('SIGCONT', place.wake);
    signal.removeEventListener('abort', interrupt);
  }
}

/** The job as the service knows it; as its events told it when the service has just gone. */
async function settled(
  place: JobPlace,
  id: string,
  seen: JobSnapshot | undefined,
  left: boolean,
): Promise<JobSnapshot> {
  if (left) {
    if (seen) return seen;
    throw new AuraError('E998-CANCELLED', 'Stopped before the server answered', {
      remediation: `Come back with: aura watch ${id}${place.flags}`,
    });
  }
  const snapshot = await place.service.get(id).catch((error: unknown) => {
    if (seen && isTerminal(seen.status) && AuraError.is(error, 'E503-UNAVAILABLE')) return seen;
    throw error;
  });
  if (!isTerminal(snapshot.status)) {
    throw new AuraError('E500-INTERNAL', 'The job ended without a result');
  }
  return snapshot;
}
