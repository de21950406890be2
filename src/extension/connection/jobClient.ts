import type { AuraError, ConnectionState, JobService, JobSnapshot } from '../../protocol/protocol.ts';

/** A job as a client knows it at the moment, and how well. */
export interface JobUpdate {
  snapshot: JobSnapshot;
  connection: ConnectionState;
  /** When anything last came from its host, epoch ms; absent before the first. */
  lastHeardMs?: number;
  /** Why it is not live, where that is known. */
  trouble?: AuraError;
}

/** What the extension asks of whoever makes films, on this machine or another. */
export interface JobClient extends JobService {
  /**
   * The job now, then after every change of it or of the connection, until its attempt has ended or `signal` aborts.
   * With `known`, as it was known before: on from there, even while the host is away.
   */
  watch(id: string, options?: { signal?: AbortSignal; known?: JobSnapshot }): AsyncIterable<JobUpdate>;
  /** Connects at once where it waits for its next try. */
  wake(): void;
  /** Ends everything that is being watched. */
  close(): void;
}
