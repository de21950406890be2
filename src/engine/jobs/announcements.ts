import { rm } from 'node:fs/promises';
import type {
  AuraError,
  CancellationResult,
  EventData,
  JobEventDraft,
  JobSnapshot,
} from '../../protocol/protocol.ts';
import { unwritable } from './attempt.ts';
import type { JobRecord } from './record.ts';
import { rollbackMarks } from './rollback.ts';

type StatusData = Omit<EventData<'job-status'>, 'jobId' | 'correlationId' | 'timestamp'>;

/** That a job waits, and behind how many. */
export function queuedStatus(
  snapshot: JobSnapshot,
  ahead: number,
): { event: 'job-status'; data: StatusData } {
  const { stage, percent, attempt, resumed } = snapshot;
  return {
    event: 'job-status',
    data: {
      status: 'Queued',
      stage,
      percent,
      attempt,
      message: 'Waiting for its turn',
      ...(resumed ? { resumed } : {}),
      ...(ahead > 0 ? { jobsAhead: ahead } : {}),
    },
  };
}

/** The end of a job that failed while no attempt worked on it. */
export function failedIdle({ stage, elapsedSeconds }: JobSnapshot, error: AuraError): JobEventDraft {
  const errors = [error.toJobError()];
  return {
    event: 'job-failed',
    data: { status: 'Failed', stage, errorMessage: error.message, errors, logs: [], elapsedSeconds },
  };
}

/** What a cancel answers for a job that no attempt works on. */
export function cancelledIdle({ id, correlationId, completedStages }: JobSnapshot): CancellationResult {
  return {
    jobId: id,
    message: 'Cancelled while it was waiting',
    currentStatus: 'Canceled',
    cleanupScheduled: false,
    providerStatuses: [],
    completedStages: rollbackMarks(completedStages),
    warnings: [],
    correlationId,
  };
}

/** Ends a job that no attempt works on. */
export async function endIdle(
  record: JobRecord,
  draft: JobEventDraft,
  transition: 'fail' | 'cancel',
): Promise<void> {
  try {
    record.transition(transition, draft);
    await record.flush();
  } catch (error) {
    const cancelled = draft.event === 'job-cancelled';
    await record.endFromMemory(cancelled ? draft : failedIdle(record.upcoming(), unwritable(error)));
  }
  await rm(record.folder.work, { recursive: true, force: true });
  record.book.strikes = 0;
  await record.save();
  await record.endWriting();
}
