import * as v from 'valibot';
import { CancellationResultSchema, CompletedStageSchema } from './cancellation.ts';
import { EventIdSchema } from './eventId.ts';
import { JobErrorSchema } from './problem.ts';
import { PhaseSchema, StageSchema } from './stage.ts';
import { JobStatusSchema } from './status.ts';

export const SceneStateSchema = v.picklist(['waiting', 'building', 'cached', 'built', 'failed']);
export type SceneState = v.InferOutput<typeof SceneStateSchema>;

export const StageProgressSchema = v.object({
  stage: StageSchema,
  /** 0–100 of this stage. */
  percent: v.number(),
  /** Its share of the whole, percent. */
  weight: v.number(),
  durationMs: v.optional(v.number()),
  /** ISO 8601; while it runs. */
  startedAt: v.optional(v.string()),
  cached: v.optional(v.boolean()),
  skipped: v.optional(v.boolean()),
  /** No percent can be measured at the moment. */
  unmeasured: v.optional(v.boolean()),
  currentItem: v.optional(v.number()),
  totalItems: v.optional(v.number()),
});
export type StageProgress = v.InferOutput<typeof StageProgressSchema>;

export const SceneProgressSchema = v.object({
  id: v.string(),
  line: v.number(),
  title: v.string(),
  seconds: v.number(),
  /** Whether `seconds` is measured; estimated otherwise. */
  measured: v.boolean(),
  state: SceneStateSchema,
  /** Name of the artifact that shows it. */
  thumbnail: v.optional(v.string()),
});
export type SceneProgress = v.InferOutput<typeof SceneProgressSchema>;

export const WarningSchema = v.object({
  message: v.string(),
  step: StageSchema,
  code: v.optional(v.string()),
  provider: v.optional(v.string()),
});
export type JobWarning = v.InferOutput<typeof WarningSchema>;

export const ArtifactSchema = v.object({
  /** `film.mp4`, `captions.vtt`, `poster.png`, … unique within the job. */
  name: v.string(),
  /** Path on this machine over the local socket, a URL path over TCP. */
  path: v.string(),
  /** Media type. */
  type: v.string(),
  sizeBytes: v.number(),
});
export type Artifact = v.InferOutput<typeof ArtifactSchema>;

export const OutputSchema = v.object({
  videoPath: v.string(),
  subtitlePath: v.string(),
  sizeBytes: v.number(),
  durationSeconds: v.number(),
});
export type Output = v.InferOutput<typeof OutputSchema>;

export const ChapterSchema = v.object({ title: v.string(), startSeconds: v.number() });
export type Chapter = v.InferOutput<typeof ChapterSchema>;

export const StatsSchema = v.object({
  wallSeconds: v.number(),
  filmSeconds: v.number(),
  scenesBuilt: v.number(),
  scenesCached: v.number(),
});

/** The film's spec, as facts for people. */
export const FilmFactsSchema = v.object({
  width: v.number(),
  height: v.number(),
  fps: v.number(),
  captions: v.string(),
  theme: v.string(),
  voice: v.string(),
});
export type FilmFacts = v.InferOutput<typeof FilmFactsSchema>;

/** A job as it stands: everything a view of it needs. The panel is a function of it. */
export const JobSnapshotSchema = v.object({
  id: v.string(),
  title: v.string(),
  /** Name of the script's file, when it has one. */
  scriptName: v.optional(v.string()),
  status: JobStatusSchema,
  /** From 1. */
  attempt: v.number(),
  resumed: v.boolean(),
  /** A cancel was asked for and is being carried out. */
  cancelling: v.boolean(),
  stage: StageSchema,
  phase: PhaseSchema,
  /** 0–100, one decimal, never falls within an attempt, 100 only when Done. */
  percent: v.number(),
  /** A sentence for people. */
  message: v.string(),
  substageDetail: v.optional(v.string()),
  stages: v.array(StageProgressSchema),
  scenes: v.array(SceneProgressSchema),
  plan: v.object({ build: v.number(), total: v.number(), seconds: v.number() }),
  film: v.optional(FilmFactsSchema),
  etaSeconds: v.optional(v.number()),
  elapsedSeconds: v.number(),
  warnings: v.array(WarningSchema),
  errors: v.array(JobErrorSchema),
  completedStages: v.array(CompletedStageSchema),
  artifacts: v.array(ArtifactSchema),
  chapters: v.optional(v.array(ChapterSchema)),
  output: v.optional(OutputSchema),
  cancellation: v.optional(CancellationResultSchema),
  stats: v.optional(StatsSchema),
  /** ISO 8601, as all times here. */
  createdAt: v.string(),
  queuedAt: v.optional(v.string()),
  /** Jobs ahead in the queue, while Queued. */
  jobsAhead: v.optional(v.number()),
  startedAt: v.optional(v.string()),
  endedAt: v.optional(v.string()),
  correlationId: v.string(),
  lastEventId: v.optional(EventIdSchema),
  /** Time of the last sign of life. */
  lastSign: v.string(),
});
export type JobSnapshot = v.InferOutput<typeof JobSnapshotSchema>;
