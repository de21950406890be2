import type { JobEvent, JobSnapshot } from '../../protocol/protocol.ts';

/** Something that shows a job while it runs. One per form: live, plain, JSON. */
export interface ProgressDisplay {
  /** Called for every event, with the snapshot after it. */
  update(event: JobEvent, snapshot: JobSnapshot): void;
  /** The job is being cancelled because the person asked for it. */
  cancelling(): void;
  /** Whether warnings stay to be read as they come; else they are said at the end. */
  readonly keepsWarnings: boolean;
  /** Called once at the end; leaves the terminal clean. */
  finish(snapshot: JobSnapshot): void;
}
