import * as v from 'valibot';
import { EVENT_SCHEMAS } from './event.ts';
import { EventIdSchema } from './eventId.ts';
import { Sha256Schema } from './request.ts';
import { JobSnapshotSchema } from './snapshot.ts';

/** Answers that only HTTP has. */

/** A job that was taken on: its snapshot, with the name that older clients know its id by. */
export const AcceptedJobSchema = v.object({ ...JobSnapshotSchema.entries, jobId: v.string() });

export const JobListSchema = v.object({ jobs: v.array(JobSnapshotSchema), count: v.number() });

const { status, attempt, stage, phase, percent, message, stages, etaSeconds, elapsedSeconds } =
  JobSnapshotSchema.entries;
const { correlationId, lastEventId, lastSign } = JobSnapshotSchema.entries;

/** The part of a snapshot that moves. */
export const JobProgressSchema = v.object({
  jobId: v.string(),
  status,
  attempt,
  stage,
  phase,
  percent,
  message,
  stages,
  etaSeconds,
  elapsedSeconds,
  correlationId,
  lastEventId,
  lastSign,
  /** When asked for: the last 500 updates, oldest first. */
  history: v.optional(
    v.array(
      v.object({
        id: v.optional(EventIdSchema),
        event: v.literal('step-progress'),
        data: EVENT_SCHEMAS['step-progress'],
      }),
    ),
  ),
});
export type JobProgress = v.InferOutput<typeof JobProgressSchema>;

/** Which contents a script names, by their SHA-256. */
export const AssetHashesSchema = v.object({
  hashes: v.pipe(v.array(Sha256Schema), v.maxLength(10_000)),
});

/** Those of them that have yet to be uploaded. */
export const MissingAssetsSchema = v.object({ missing: v.array(Sha256Schema) });

/** Somebody is there. */
export const AliveSchema = v.object({ status: v.literal('alive'), protocol: v.number() });

/** Whether films can be made, and what stands in the way. */
export const ReadinessSchema = v.object({
  status: v.picklist(['ready', 'starting', 'not ready']),
  version: v.string(),
  protocol: v.number(),
  pid: v.number(),
  /** ISO 8601. */
  startedAt: v.string(),
  /** `ok`, or what is wrong, in words for people. */
  checks: v.object({
    engine: v.string(),
    ffmpeg: v.optional(v.string()),
    /** Whether the data folder can be written. */
    data: v.optional(v.string()),
    /** Whether there is room on its disk. */
    disk: v.optional(v.string()),
  }),
});
export type Readiness = v.InferOutput<typeof ReadinessSchema>;
