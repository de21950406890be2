import * as v from 'valibot';

/** Where a job stands. `Done`, `Failed` and `Canceled` are terminal within an attempt. */
export const JobStatusSchema = v.picklist(['Queued', 'Running', 'Done', 'Failed', 'Canceled']);
export type JobStatus = v.InferOutput<typeof JobStatusSchema>;

/**
 * Why a status changes. `resume` is the way back to the queue after the engine died,
 * `retry` opens the next attempt; nothing else leads out of a terminal status.
 */
export type Transition = 'start' | 'complete' | 'fail' | 'cancel' | 'resume' | 'retry';

const TABLE: Readonly<Record<JobStatus, Partial<Record<Transition, JobStatus>>>> = {
  Queued: { start: 'Running', cancel: 'Canceled', fail: 'Failed' },
  Running: { complete: 'Done', fail: 'Failed', cancel: 'Canceled', resume: 'Queued' },
  Done: {},
  Failed: { retry: 'Queued' },
  Canceled: { retry: 'Queued' },
};

/** The status after `transition`, or `undefined` when the machine forbids it. */
export function nextStatus(from: JobStatus, transition: Transition): JobStatus | undefined {
  return TABLE[from][transition];
}

/** Whether the attempt is over. */
export function isTerminal(status: JobStatus): boolean {
  return status === 'Done' || status === 'Failed' || status === 'Canceled';
}
