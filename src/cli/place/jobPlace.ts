import type { WatchedJob } from '../../client/watch.ts';
import type { AuraError, ConnectionState, JobService, JobSnapshot } from '../../protocol/protocol.ts';
import { openLocalPlace } from './localPlace.ts';
import { openServer } from './server.ts';
import { serverOf, type ServerFlags } from './serverFlags.ts';

export interface FollowOptions {
  /** Only events after this one. */
  after?: string;
  /** The job as it was last known: only what comes after that. */
  known?: JobSnapshot;
  signal?: AbortSignal;
  /** How the connection fares while nothing is known of the job yet. */
  onConnection?(state: ConnectionState, trouble: AuraError | undefined): void;
}

/** Where jobs are run: a server, the engine of this machine, or an engine in this process. */
export interface JobPlace {
  readonly service: JobService;
  /** For people: `films.example.org`, `this computer`. Absent: this very process, which cannot be lost. */
  readonly host?: string;
  /** Whether films lie on another machine. */
  readonly remote: boolean;
  /** What to add to a command of ours that should reach the same place. */
  readonly flags: string;
  /** The job whenever it or the connection changes, until its attempt has ended. */
  watch(id: string, options?: FollowOptions): AsyncIterable<WatchedJob>;
  /** Tries now what waits for its next try. */
  wake(): void;
  close(): Promise<void>;
}

/**
 * The server that is named, else this machine.
 *
 * @throws {AuraError} `E400-BAD_REQUEST` when the address or the token is missing or cannot be one.
 */
export async function openPlace(flags: ServerFlags): Promise<JobPlace> {
  const server = await serverOf(flags);
  return server ? openServer(server) : openLocalPlace();
}
