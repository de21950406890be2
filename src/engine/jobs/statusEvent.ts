import type { JobEvent, JobSnapshot } from '../../protocol/protocol.ts';

export interface StatusExtras {
  isReconnect?: boolean;
  gap?: boolean;
}

/**
 * The `job-status` of now, as a stream begins with. It has no id, as it is no entry of the log; `lastEventId` says
 * up to where it speaks for it.
 */
export function statusOf(snapshot: JobSnapshot, nowMs: number, extras: StatusExtras = {}): JobEvent {
  const { id, correlationId, status, stage, percent, attempt, message, elapsedSeconds } = snapshot;
  return {
    event: 'job-status',
    data: {
      jobId: id,
      correlationId,
      timestamp: new Date(nowMs).toISOString(),
      status,
      stage,
      percent,
      attempt,
      message,
      elapsedSeconds,
      ...(snapshot.resumed ? { resumed: true } : {}),
      ...(snapshot.cancelling ? { cancelling: true } : {}),
      ...(snapshot.jobsAhead === undefined ? {} : { jobsAhead: snapshot.jobsAhead }),
      ...(snapshot.lastEventId === undefined ? {} : { lastEventId: snapshot.lastEventId }),
      ...extras,
    },
  };
}

/** The event that ended the job, as its snapshot tells it; for when the log has lost it. `undefined` while it goes on. */
export function terminalEventOf(snapshot: JobSnapshot): JobEvent | undefined {
  const { correlationId, stage, message, output, stats, cancellation, elapsedSeconds } = snapshot;
  const common = snapshot.lastEventId === undefined ? {} : { id: snapshot.lastEventId };
  const base = { jobId: snapshot.id, correlationId, timestamp: snapshot.endedAt ?? snapshot.lastSign };
  if (snapshot.status === 'Done' && output && stats) {
    const chapters = snapshot.chapters === undefined ? {} : { chapters: snapshot.chapters };
    const data = {
      ...base,
      status: 'Succeeded' as const,
      artifacts: snapshot.artifacts,
      ...chapters,
      output,
      stats,
    };
    return { ...common, event: 'job-completed', data };
  }
  if (snapshot.status === 'Canceled' && cancellation) {
    const data = { ...base, status: 'Canceled' as const, stage, message, cancellation, elapsedSeconds };
    return { ...common, event: 'job-cancelled', data };
  }
  if (snapshot.status !== 'Failed') return undefined;
  const { errors } = snapshot;
  const data = {
    ...base,
    status: 'Failed' as const,
    stage,
    errorMessage: message,
    errors,
    logs: [],
    elapsedSeconds,
  };
  return { ...common, event: 'job-failed', data };
}
