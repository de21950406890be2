import * as v from 'valibot';

/** Older readers know no fractions of a percent. */
const wholeNumber = v.pipe(v.number(), v.integer());

/** In the data of every older event, beside its own fields. */
const base = {
  /** ISO 8601. */
  timestamp: v.string(),
  correlationId: v.string(),
};

/** The data of the events of `/api/video/{id}/stream`, by name: the older vocabulary. */
export const VIDEO_EVENT_SCHEMAS = {
  progress: v.object({
    /** 0–100. */
    percentage: wholeNumber,
    stage: v.string(),
    message: v.string(),
    ...base,
  }),
  'stage-complete': v.object({
    stage: v.string(),
    /** The first stage that is not finished; `complete` after the last. */
    nextStage: v.string(),
    ...base,
  }),
  /** The film is ready. */
  done: v.object({ jobId: v.string(), videoUrl: v.string(), ...base }),
  /** The job has failed, or was cancelled (`message` is `cancelled` then). */
  error: v.object({ message: v.string(), ...base }),
} as const;

/** An event of the older vocabulary. Its id is that of the event it tells of. */
export type VideoEvent = {
  [N in keyof typeof VIDEO_EVENT_SCHEMAS]: {
    readonly id?: string;
    readonly event: N;
    readonly data: v.InferOutput<(typeof VIDEO_EVENT_SCHEMAS)[N]>;
  };
}[keyof typeof VIDEO_EVENT_SCHEMAS];

/** What `/api/video/{id}/status` answers. */
export const VideoStatusSchema = v.object({
  jobId: v.string(),
  /** A cancelled job is a failed one there, with `cancelled` as its message. */
  status: v.picklist(['pending', 'processing', 'completed', 'failed']),
  /** 0–100. */
  progressPercentage: wholeNumber,
  currentStage: v.string(),
  /** What is done, in words for people. */
  processingSteps: v.array(v.string()),
  /** Where the film can be downloaded, once it is ready. */
  videoUrl: v.optional(v.string()),
  errorMessage: v.optional(v.string()),
  /** ISO 8601, as all times here. */
  createdAt: v.string(),
  completedAt: v.optional(v.string()),
  correlationId: v.string(),
});
export type VideoStatus = v.InferOutput<typeof VideoStatusSchema>;

/** What `step-progress` carries besides its own fields when a reader asks with `?compat=1`. */
export const OLDER_PROGRESS_FIELDS = {
  /** The same as `percent`. */
  progressPct: v.number(),
  /** `00:00:30`. */
  elapsedTime: v.string(),
  /** `00:00:20`; absent while it cannot be told. */
  estimatedTimeRemaining: v.optional(v.string()),
} as const;
