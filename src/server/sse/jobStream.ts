import {
  parseEventId,
  type EventId,
  type EventsFrom,
  type JobEvent,
  type JobService,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import { MAX_BACKLOG_BYTES, type StreamWriter } from './writer.ts';

export interface JobStream {
  service: JobService;
  /** The job as it stood when the stream was asked for. */
  snapshot: JobSnapshot;
  from: EventsFrom | undefined;
  writer: StreamWriter;
  /** What the reader may see of an event. */
  view(event: JobEvent): JobEvent;
}

/**
 * Writes a job's events until the attempt has ended or the reader is gone.
 * A replay waits for its reader. A live reader that lags by more than {@link MAX_BACKLOG_BYTES} is cut off.
 */
export async function writeJobStream({ service, snapshot, from, writer, view }: JobStream): Promise<void> {
  let horizon = from ? sequence(snapshot.lastEventId) : -1;
  let replaying = from !== undefined;
  for await (const event of service.events(snapshot.id, from, writer.closed)) {
    if (writer.closed.aborted) return;
    const seen = view(event);
    writer.send({ id: seen.id, event: seen.event, data: seen.data });
    if (!replaying) {
      if (writer.backlog() > MAX_BACKLOG_BYTES) return writer.destroy();
      continue;
    }
    await writer.drained();
    if (event.id !== undefined && sequence(event.id) < horizon) continue;
    // While the past was replayed the job may have gone on: it is live only when nothing is left to catch up with.
    horizon = sequence((await service.get(snapshot.id)).lastEventId);
    replaying = event.id !== undefined && sequence(event.id) < horizon;
  }
  writer.end();
}

function sequence(id: EventId | undefined): number {
  return id === undefined ? -1 : (parseEventId(id)?.seq ?? -1);
}
