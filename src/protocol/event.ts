import * as v from 'valibot';
import { CancellationResultSchema } from './cancellation.ts';
import { EventIdSchema, type EventId } from './eventId.ts';
import { JobErrorSchema } from './problem.ts';
import {
  ArtifactSchema,
  ChapterSchema,
  FilmFactsSchema,
  OutputSchema,
  SceneProgressSchema,
  SceneStateSchema,
  StatsSchema,
} from './snapshot.ts';
import { PhaseSchema, StageSchema } from './stage.ts';
import { JobStatusSchema } from './status.ts';

/** In the data of every event. */
const base = {
  jobId: v.string(),
  correlationId: v.string(),
  /** ISO 8601. */
  timestamp: v.string(),
};

/** The data of each event, by its name on the wire. */
export const EVENT_SCHEMAS = {
  'job-status': v.object({
    ...base,
    status: JobStatusSchema,
    stage: StageSchema,
    percent: v.number(),
    attempt: v.number(),
    message: v.string(),
    resumed: v.optional(v.boolean()),
    cancelling: v.optional(v.boolean()),
    jobsAhead: v.optional(v.number()),
    elapsedSeconds: v.optional(v.number()),
    isReconnect: v.optional(v.boolean()),
    gap: v.optional(v.boolean()),
    lastEventId: v.optional(EventIdSchema),
  }),
  /** What the film will be: sent once per attempt, when the plan is known. */
  'film-plan': v.object({
    ...base,
    title: v.string(),
    film: FilmFactsSchema,
    plan: v.object({ build: v.number(), total: v.number(), seconds: v.number() }),
    /** In parts of at most 50 scenes, from number `from` (0-based). */
    from: v.number(),
    scenes: v.array(SceneProgressSchema),
  }),
  'step-status': v.object({
    ...base,
    step: StageSchema,
    phase: PhaseSchema,
    status: v.picklist(['started', 'completed', 'skipped']),
    durationMs: v.optional(v.number()),
    cached: v.optional(v.boolean()),
  }),
  'step-progress': v.object({
    ...base,
    /** The current stage of the job. */
    stage: StageSchema,
    /** The stage this update comes from. */
    step: StageSchema,
    phase: PhaseSchema,
    percent: v.number(),
    stagePercent: v.number(),
    message: v.string(),
    unmeasured: v.optional(v.boolean()),
    substageDetail: v.optional(v.string()),
    currentItem: v.optional(v.number()),
    totalItems: v.optional(v.number()),
    etaSeconds: v.optional(v.number()),
    elapsedSeconds: v.number(),
    warnings: v.array(v.string()),
    metadata: v.optional(v.record(v.string(), v.unknown())),
  }),
  'scene-status': v.object({
    ...base,
    scene: v.string(),
    state: SceneStateSchema,
    seconds: v.optional(v.number()),
    thumbnail: v.optional(v.string()),
  }),
  warning: v.object({
    ...base,
    message: v.string(),
    step: StageSchema,
    code: v.optional(v.string()),
    provider: v.optional(v.string()),
  }),
  'step-error': v.object({ ...base, step: StageSchema, error: JobErrorSchema }),
  'job-completed': v.object({
    ...base,
    status: v.literal('Succeeded'),
    artifacts: v.array(ArtifactSchema),
    chapters: v.optional(v.array(ChapterSchema)),
    output: OutputSchema,
    stats: StatsSchema,
  }),
  'job-failed': v.object({
    ...base,
    status: v.literal('Failed'),
    stage: StageSchema,
    errorMessage: v.string(),
    errors: v.array(JobErrorSchema),
    /** At most 20 lines. */
    logs: v.array(v.string()),
    elapsedSeconds: v.optional(v.number()),
  }),
  'job-cancelled': v.object({
    ...base,
    status: v.literal('Canceled'),
    stage: StageSchema,
    message: v.string(),
    cancellation: CancellationResultSchema,
    elapsedSeconds: v.optional(v.number()),
  }),
  heartbeat: v.object({ ...base, status: v.literal('alive'), intervalSeconds: v.number() }),
  error: v.object({ ...base, message: v.string() }),
} as const;

export type EventName = keyof typeof EVENT_SCHEMAS;
export type EventData<N extends EventName> = v.InferOutput<(typeof EVENT_SCHEMAS)[N]>;

/** One event, discriminated by `event`. Heartbeats and stream errors carry no id. */
export type JobEvent = {
  [N in EventName]: { readonly id?: EventId; readonly event: N; readonly data: EventData<N> };
}[EventName];

/** An event before the journal gives it an id and the job its common fields. */
export type JobEventDraft = {
  [N in EventName]: {
    readonly event: N;
    readonly data: Omit<EventData<N>, 'jobId' | 'correlationId' | 'timestamp'>;
  };
}[EventName];

const TERMINAL: ReadonlySet<EventName> = new Set(['job-completed', 'job-failed', 'job-cancelled']);

/** Whether the event ends its attempt. Exactly one does. */
export function isTerminalEvent(event: { event: string }): boolean {
  return TERMINAL.has(event.event as EventName);
}

/** Whether the name is one of ours. */
export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENT_SCHEMAS, name);
}

/**
 * Checks what came over a wire. Unknown fields are dropped; an unknown event or wrong data gives `undefined`,
 * because a newer server may say more than we understand.
 */
export function parseEvent(name: string, data: unknown, id?: string): JobEvent | undefined {
  if (!isEventName(name)) return undefined;
  const parsed = v.safeParse(EVENT_SCHEMAS[name], data);
  if (!parsed.success) return undefined;
  return { ...(id ? { id } : {}), event: name, data: parsed.output } as JobEvent;
}
