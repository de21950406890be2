import type { JobEvent, JobStatus, Stage } from '../../protocol/protocol.ts';
import type { Fields } from './fields.ts';

/** The four streams that Aura servers of other makes have. */
export type Dialect = 'A' | 'B' | 'C' | 'D';

/** In this order they are tried: from the one that says most to the one that says least. */
export const DIALECTS: readonly Dialect[] = ['A', 'C', 'B', 'D'];

/** What is known of a job from its stream so far. */
export interface DialectState {
  readonly jobId: string;
  readonly correlationId: string;
  readonly status: JobStatus | undefined;
  readonly stage: Stage;
  /** The highest so far, 0–100: there it may go back. */
  readonly percent: number;
  /** When the job began, ms since 1970, where that is known; else when it was first heard of. */
  readonly startedMs: number;
}

/** What an event of a dialect says in ours, and what is known afterwards. */
export interface Decoded {
  readonly events: readonly JobEvent[];
  readonly state: DialectState;
}

/** One event of a dialect: its name, its fields, and when it came. */
export interface Foreign {
  readonly name: string;
  readonly fields: Fields;
  /** ms since 1970. */
  readonly nowMs: number;
}

export type Decoder = (event: Foreign, state: DialectState) => Decoded;

export function streamPath(dialect: Dialect, jobId: string): string {
  const id = encodeURIComponent(jobId);
  const paths: Readonly<Record<Dialect, string>> = {
    A: `/api/jobs/${id}/events`,
    B: `/api/jobs/${id}/stream`,
    C: `/api/jobs/${id}/progress/stream`,
    D: `/api/video/${id}/stream`,
  };
  return paths[dialect];
}

export function firstDialectState(jobId: string, startedMs: number): DialectState {
  return { jobId, correlationId: '', status: undefined, stage: 'planning', percent: 0, startedMs };
}
