import type { Capabilities, FailureDetails } from './answers.ts';
import type { CancellationResult } from './cancellation.ts';
import type { JobEvent } from './event.ts';
import type { FilmPlan } from './plan.ts';
import type { GenerateRequest } from './request.ts';
import type { JobSnapshot } from './snapshot.ts';
import type { JobStatus } from './status.ts';

export interface JobFilter {
  status?: readonly JobStatus[];
  limit?: number;
}

/** A file of a job, or the part of it that was asked for. */
export interface ArtifactContent {
  body: ReadableStream<Uint8Array>;
  type: string;
  /** Of the whole file. */
  sizeBytes: number;
  /** First and last byte delivered, both included. */
  range: { start: number; end: number };
  etag: string;
}

/** Content on its way up: read once, piece by piece. */
export interface AssetStream {
  sizeBytes: number;
  chunks: AsyncIterable<Uint8Array>;
}

/** What an event stream starts with. */
export interface EventsFrom {
  /** Everything after this id; an id the log does not hold gives a `job-status` with `gap`. */
  after?: string;
  /** From the first event on. */
  fromStart?: boolean;
}

/**
 * Jobs that make films. The engine implements it, the server exposes it, the client implements it again over the wire.
 * Every method rejects with an `AuraError`; an unknown job is `E404-NOT_FOUND`.
 */
export interface JobService {
  /** What would be built, what is cached, how long. Starts nothing. */
  plan(request: GenerateRequest): Promise<FilmPlan>;
  start(
    request: GenerateRequest,
    options?: { idempotencyKey?: string; correlationId?: string },
  ): Promise<JobSnapshot>;
  get(id: string): Promise<JobSnapshot>;
  /** Newest first. */
  list(filter?: JobFilter): Promise<JobSnapshot[]>;
  cancel(id: string): Promise<CancellationResult>;
  /** Same id, next attempt, finished work reused. */
  retry(id: string): Promise<JobSnapshot>;
  /** Deletes a terminal job and its files (not the film beside the script). */
  remove(id: string): Promise<void>;
  /**
   * Events in order. Without `from`: a `job-status` of now, then live. Ends after the terminal event, or when `signal` aborts.
   * Heartbeats are the transport's and do not appear here.
   */
  events(id: string, from?: EventsFrom, signal?: AbortSignal): AsyncIterable<JobEvent>;
  artifact(id: string, name: string, range?: { start: number; end?: number }): Promise<ArtifactContent>;
  /** The ffmpeg log, or what of it there is. */
  logs(id: string): Promise<string>;
  failureDetails(id: string): Promise<FailureDetails>;
  capabilities(): Promise<Capabilities>;
  /** Which of these contents still have to be uploaded. */
  missingAssets(hashes: readonly string[]): Promise<string[]>;
  /** Keeps a content under its SHA-256; `E422-SCRIPT` when it is another. */
  putAsset(hash: string, content: Uint8Array | AssetStream): Promise<void>;
}

/** Jobs of several callers who do not know of each other. The service itself sees them all: it is for the machine's own people. */
export interface SharedJobService extends JobService {
  /**
   * The same jobs as one caller may see them: only those it made, and only its own idempotency keys and uploads.
   * @param owner stands for the caller, also on disk: lower-case letters and digits, at most 64.
   */
  forOwner(owner: string): JobService;
}
