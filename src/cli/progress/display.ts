import type { WatchedJob } from '../../client/watch.ts';
import type { AuraError, ConnectionState, JobSnapshot } from '../../protocol/protocol.ts';
import type { CancelState } from '../cancelRequest.ts';

/** Files on their way to or from a server. */
export interface Transfer {
  direction: 'up' | 'down';
  /** The file, for people. */
  name: string;
  /** Number of it, from 1, and how many there are. */
  file: number;
  files: number;
  doneBytes: number;
  totalBytes: number;
  /** While the network keeps it waiting: failures in a row, and when it goes on (epoch ms). */
  waiting?: { attempt: number; nextAtMs: number };
}

/** Something that shows a job while it runs. One per form: live, plain, JSON. */
export interface ProgressDisplay {
  /** Called before and after the job, where it runs elsewhere. */
  transfer(transfer: Transfer): void;
  /** Called for every event, with the snapshot after it, and without one when the connection changed. */
  update(watched: WatchedJob): void;
  /** Nothing is known of the job yet. Called whenever the connection changes. */
  reaching(connection: ConnectionState, trouble: AuraError | undefined): void;
  /** The job runs somewhere else now. */
  started(snapshot: JobSnapshot): void;
  /** The job is being cancelled because the person asked for it; again when the cancel has come further. */
  cancelling(state: CancelState): void;
  /** The film and what belongs to it lie on this machine now, under these paths. */
  saved(files: readonly string[]): void;
  /** Whether warnings stay to be read as they come; else they are said at the end. */
  readonly keepsWarnings: boolean;
  /** Called once at the end; leaves the terminal clean. */
  finish(): void;
}
