import type { WatchedJob } from '../../client/watch.ts';
import { applyEvent, isTerminal, type JobService } from '../../protocol/protocol.ts';
import type { FollowOptions } from './jobPlace.ts';

/** Watches a job of a service in this process, as a client watches one over the wire. */
export async function* watchService(
  service: JobService,
  id: string,
  { after, known, signal }: FollowOptions = {},
): AsyncGenerator<WatchedJob> {
  let snapshot = known ?? (await service.get(id));
  const start = after ?? snapshot.lastEventId;
  yield { snapshot, connection: { kind: 'live' } };
  if (isTerminal(snapshot.status) && start === snapshot.lastEventId) return;
  for await (const event of service.events(
    id,
    start === undefined ? { fromStart: true } : { after: start },
    signal,
  )) {
    const gap = event.event === 'job-status' && event.data.gap === true;
    snapshot = gap ? await service.get(id) : applyEvent(snapshot, event);
    yield { snapshot, connection: { kind: 'live' }, event };
  }
}
