import {
  parseEventId,
  type JobEvent,
  type JobProgress,
  type JobService,
  type JobSnapshot,
} from '../protocol/protocol.ts';

/** As many progress updates as `?history=true` gives, the newest. */
const HISTORY = 500;

/** The part of a snapshot that moves. */
export function progressNow(snapshot: JobSnapshot): JobProgress {
  const { id, status, attempt, stage, phase, percent, message, stages, etaSeconds, elapsedSeconds } =
    snapshot;
  return {
    jobId: id,
    status,
    attempt,
    stage,
    phase,
    percent,
    message,
    stages,
    ...(etaSeconds === undefined ? {} : { etaSeconds }),
    elapsedSeconds,
    correlationId: snapshot.correlationId,
    ...(snapshot.lastEventId === undefined ? {} : { lastEventId: snapshot.lastEventId }),
    lastSign: snapshot.lastSign,
  };
}

/** The last progress updates of a job, oldest first, up to the moment of `snapshot`. */
export async function progressHistory(service: JobService, snapshot: JobSnapshot): Promise<JobEvent[]> {
  const last = snapshot.lastEventId === undefined ? undefined : parseEventId(snapshot.lastEventId);
  if (!last) return [];
  const enough = new AbortController();
  const history: JobEvent[] = [];
  try {
    for await (const event of service.events(snapshot.id, { fromStart: true }, enough.signal)) {
      if (event.event === 'step-progress') history.push(event);
      if (history.length > HISTORY) history.shift();
      if (event.id !== undefined && (parseEventId(event.id)?.seq ?? 0) >= last.seq) break;
    }
  } finally {
    enough.abort();
  }
  return history;
}
