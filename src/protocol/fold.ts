import type { EventData, JobEvent } from './event.ts';
import { parseEventId } from './eventId.ts';
import type { JobError } from './problem.ts';
import type { JobSnapshot, JobWarning, StageProgress } from './snapshot.ts';
import {
  clampPercent,
  currentStage,
  DEFAULT_SHARES,
  overallPercent,
  STAGE_PHASES,
  STAGES,
  type ShareTable,
  type Stage,
} from './stage.ts';
import { isTerminal } from './status.ts';

/** Warnings kept in a snapshot; the oldest go first. */
const MAX_WARNINGS = 200;

/** Percent of a job that is not Done: one decimal, below 100. */
const MAX_UNFINISHED = 99.9;

/** What a job is before anything has happened to it. */
export function initialSnapshot(job: {
  id: string;
  title: string;
  correlationId: string;
  /** ISO 8601. */
  createdAt: string;
  scriptName?: string;
  shares?: ShareTable;
}): JobSnapshot {
  const shares = job.shares ?? DEFAULT_SHARES;
  return {
    id: job.id,
    title: job.title,
    ...(job.scriptName === undefined ? {} : { scriptName: job.scriptName }),
    status: 'Queued',
    attempt: 1,
    resumed: false,
    cancelling: false,
    stage: 'planning',
    phase: 'plan',
    percent: 0,
    message: '',
    stages: STAGES.map((stage) => ({ stage, percent: 0, weight: shares[stage] })),
    scenes: [],
    plan: { build: 0, total: 0, seconds: 0 },
    elapsedSeconds: 0,
    warnings: [],
    errors: [],
    completedStages: [],
    artifacts: [],
    createdAt: job.createdAt,
    correlationId: job.correlationId,
    lastSign: job.createdAt,
  };
}

/**
 * The snapshot after `event`. The engine's own snapshot is the fold of its events, so a client that has
 * seen them all has the same one.
 *
 * Pure. An event that was applied already (by its number), or is another job's, changes nothing; neither does anything but
 * a new attempt once the job has ended. Percent never falls within an attempt and is 100 only when Done.
 */
export function applyEvent(snapshot: JobSnapshot, event: JobEvent): JobSnapshot {
  if (event.data.jobId !== snapshot.id || isRepeated(snapshot, event)) return snapshot;
  if (isTerminal(snapshot.status) && event.event !== 'job-status') return withCursor(snapshot, event);
  const next = fold(snapshot, event);
  if (next === snapshot || event.id === undefined) return withCursor(next, event);
  // It was made just now: it is completed, not copied once more.
  next.lastEventId = event.id;
  return next;
}

function isRepeated(snapshot: JobSnapshot, event: JobEvent): boolean {
  if (event.id === undefined || snapshot.lastEventId === undefined) return false;
  const id = parseEventId(event.id);
  const last = parseEventId(snapshot.lastEventId);
  return id !== undefined && last !== undefined && id.seq <= last.seq;
}

function withCursor(snapshot: JobSnapshot, event: JobEvent): JobSnapshot {
  return event.id === undefined ? snapshot : { ...snapshot, lastEventId: event.id };
}

function fold(snapshot: JobSnapshot, event: JobEvent): JobSnapshot {
  switch (event.event) {
    case 'job-status':
      return foldStatus(snapshot, event.data);
    case 'film-plan':
      return foldPlan(snapshot, event.data);
    case 'step-status':
      return foldStep(snapshot, event.data);
    case 'step-progress':
      return foldProgress(snapshot, event.data);
    case 'scene-status':
      return foldScene(snapshot, event.data);
    case 'warning': {
      const { message, step, code, provider } = event.data;
      return {
        ...snapshot,
        warnings: addWarnings(snapshot.warnings, [defined({ message, step, code, provider })]),
      };
    }
    case 'step-error':
      return {
        ...snapshot,
        warnings: addWarnings(snapshot.warnings, [stepErrorWarning(event.data.step, event.data.error)]),
        lastSign: event.data.timestamp,
      };
    case 'job-completed':
      return foldCompleted(snapshot, event.data);
    case 'job-failed': {
      const { stage, errorMessage, errors } = event.data;
      const ended = end(snapshot, event.data.timestamp, event.data.elapsedSeconds);
      return { ...ended, status: 'Failed', stage, phase: STAGE_PHASES[stage], message: errorMessage, errors };
    }
    case 'job-cancelled': {
      const { stage, message, cancellation } = event.data;
      const { completedStages } = cancellation;
      const ended = end(snapshot, event.data.timestamp, event.data.elapsedSeconds);
      return {
        ...ended,
        status: 'Canceled',
        stage,
        phase: STAGE_PHASES[stage],
        message,
        cancellation,
        completedStages,
      };
    }
    default:
      return snapshot;
  }
}

function foldStatus(snapshot: JobSnapshot, data: EventData<'job-status'>): JobSnapshot {
  if (data.attempt < snapshot.attempt) return snapshot;
  const refreshed = data.gap === true || data.isReconnect === true;
  const opensAttempt = data.attempt > snapshot.attempt;
  if (!opensAttempt && isTerminal(snapshot.status) && !refreshed) return snapshot;
  const base = opensAttempt ? resetForAttempt(snapshot, data.attempt) : snapshot;
  const changed = opensAttempt || data.status !== snapshot.status;
  const {
    jobsAhead: _ahead,
    etaSeconds: _eta,
    substageDetail: _detail,
    queuedAt: _queued,
    endedAt: _ended,
    ...rest
  } = base;
  const running = data.status === 'Running';
  const next: JobSnapshot = {
    ...rest,
    ...defined({
      jobsAhead: data.status === 'Queued' ? data.jobsAhead : undefined,
      etaSeconds: running ? base.etaSeconds : undefined,
      substageDetail: running ? base.substageDetail : undefined,
      queuedAt:
        data.status === 'Queued' && (changed || base.queuedAt === undefined) ? data.timestamp : base.queuedAt,
      startedAt: base.startedAt ?? (running ? data.timestamp : undefined),
      endedAt: isTerminal(data.status) ? (base.endedAt ?? data.timestamp) : undefined,
      lastEventId: data.gap === true || base.lastEventId === undefined ? data.lastEventId : base.lastEventId,
    }),
    status: data.status,
    attempt: data.attempt,
    resumed: data.resumed ?? (opensAttempt ? false : base.resumed),
    cancelling: !isTerminal(data.status) && (data.cancelling ?? (refreshed ? false : base.cancelling)),
    stage: data.stage,
    phase: STAGE_PHASES[data.stage],
    percent: raised(base.percent, data.percent, data.status === 'Done'),
    message: data.message,
    elapsedSeconds: data.elapsedSeconds ?? base.elapsedSeconds,
  };
  return refreshed || !changed ? next : { ...next, lastSign: data.timestamp };
}

/** The next attempt starts from nothing; what the job is stays. */
function resetForAttempt(snapshot: JobSnapshot, attempt: number): JobSnapshot {
  const {
    output: _output,
    cancellation: _cancellation,
    stats: _stats,
    chapters: _chapters,
    startedAt: _started,
    endedAt: _ended,
    ...kept
  } = snapshot;
  return {
    ...kept,
    attempt,
    percent: 0,
    stages: snapshot.stages.map(({ stage, weight }) => ({ stage, weight, percent: 0 })),
    scenes: snapshot.scenes.map((scene) => ({ ...scene, state: 'waiting' })),
    elapsedSeconds: 0,
    warnings: [],
    errors: [],
    completedStages: [],
    artifacts: [],
  };
}

function foldPlan(snapshot: JobSnapshot, data: EventData<'film-plan'>): JobSnapshot {
  const { title, film, plan, from, scenes, timestamp } = data;
  return {
    ...snapshot,
    title,
    film,
    plan,
    scenes: [...snapshot.scenes.slice(0, from), ...scenes],
    lastSign: timestamp,
  };
}

function foldStep(snapshot: JobSnapshot, data: EventData<'step-status'>): JobSnapshot {
  const { step, status, timestamp } = data;
  if (status === 'started') {
    const stages = updateStage(snapshot.stages, step, (stage) => ({ ...stage, startedAt: timestamp }));
    return { ...snapshot, stages, lastSign: timestamp };
  }
  const stages = updateStage(snapshot.stages, step, ({ stage, weight, currentItem, totalItems }) => ({
    stage,
    weight,
    percent: 100,
    ...defined({
      durationMs: data.durationMs,
      cached: data.cached,
      skipped: status === 'skipped' ? true : undefined,
      currentItem: totalItems ?? currentItem,
      totalItems,
    }),
  }));
  const percents = Object.fromEntries(stages.map(({ stage, percent }) => [stage, percent]));
  const weights = Object.fromEntries(stages.map(({ stage, weight }) => [stage, weight])) as Record<
    Stage,
    number
  >;
  const stage = currentStage(percents);
  const done = snapshot.completedStages.some((completed) => completed.stage === step);
  return {
    ...snapshot,
    stages,
    stage,
    phase: STAGE_PHASES[stage],
    percent: raised(snapshot.percent, overallPercent(percents, { ...DEFAULT_SHARES, ...weights }), false),
    completedStages:
      done || status === 'skipped'
        ? snapshot.completedStages
        : [...snapshot.completedStages, { stage: step, rollback: 'kept' }],
    lastSign: timestamp,
  };
}

function foldProgress(snapshot: JobSnapshot, data: EventData<'step-progress'>): JobSnapshot {
  const { etaSeconds, substageDetail } = data;
  // Copied whole and then changed, as this is what happens most: a copy that leaves fields out takes V8 ten times as long.
  const next =
    etaSeconds === undefined || substageDetail === undefined ? withoutOutlook(snapshot) : { ...snapshot };
  if (etaSeconds !== undefined) next.etaSeconds = etaSeconds;
  if (substageDetail !== undefined) next.substageDetail = substageDetail;
  next.stages = updateStage(snapshot.stages, data.step, (stage) => stageProgress(stage, data));
  next.stage = data.stage;
  next.phase = data.phase;
  next.percent = raised(snapshot.percent, data.percent, false);
  next.message = data.message;
  next.elapsedSeconds = data.elapsedSeconds;
  // Mostly the echo of a `warning` that named its own step.
  const unknown = data.warnings.filter(
    (message) => !snapshot.warnings.some((warning) => warning.message === message),
  );
  next.warnings = addWarnings(
    snapshot.warnings,
    unknown.map((message) => ({ message, step: data.step })),
  );
  next.lastSign = data.timestamp;
  return next;
}

/** A copy without what only the last update of progress knew. */
function withoutOutlook(snapshot: JobSnapshot): JobSnapshot {
  if (snapshot.etaSeconds === undefined && snapshot.substageDetail === undefined) return { ...snapshot };
  const { etaSeconds: _eta, substageDetail: _detail, ...rest } = snapshot;
  return rest;
}

function stageProgress(stage: StageProgress, data: EventData<'step-progress'>): StageProgress {
  const { unmeasured, currentItem, totalItems } = data;
  const next = stage.unmeasured === undefined ? { ...stage } : withoutUnmeasured(stage);
  if (unmeasured !== undefined) next.unmeasured = unmeasured;
  if (currentItem !== undefined) next.currentItem = currentItem;
  if (totalItems !== undefined) next.totalItems = totalItems;
  next.percent = Math.max(stage.percent, clampPercent(data.stagePercent));
  return next;
}

function withoutUnmeasured({ unmeasured: _unmeasured, ...stage }: StageProgress): StageProgress {
  return stage;
}

function foldScene(snapshot: JobSnapshot, data: EventData<'scene-status'>): JobSnapshot {
  const index = snapshot.scenes.findIndex((scene) => scene.id === data.scene);
  const scene = snapshot.scenes[index];
  if (!scene) return { ...snapshot, lastSign: data.timestamp };
  const measured = data.seconds === undefined ? {} : { seconds: data.seconds, measured: true };
  const next = { ...scene, state: data.state, ...measured, ...defined({ thumbnail: data.thumbnail }) };
  return { ...snapshot, scenes: snapshot.scenes.with(index, next), lastSign: data.timestamp };
}

function foldCompleted(snapshot: JobSnapshot, data: EventData<'job-completed'>): JobSnapshot {
  const { artifacts, chapters, output, stats, timestamp } = data;
  return {
    ...end(snapshot, timestamp, stats.wallSeconds),
    ...defined({ chapters }),
    status: 'Done',
    stage: 'finalize',
    phase: 'complete',
    percent: 100,
    message: 'The film is ready',
    stages: snapshot.stages.map((stage) => ({ ...withoutUnmeasured(stage), percent: 100 })),
    artifacts,
    output,
    stats,
  };
}

function end(snapshot: JobSnapshot, endedAt: string, elapsedSeconds: number | undefined): JobSnapshot {
  const { etaSeconds: _eta, jobsAhead: _ahead, substageDetail: _detail, ...rest } = snapshot;
  return {
    ...rest,
    cancelling: false,
    endedAt,
    elapsedSeconds: elapsedSeconds ?? snapshot.elapsedSeconds,
    lastSign: endedAt,
  };
}

function updateStage(
  stages: readonly StageProgress[],
  step: Stage,
  update: (stage: StageProgress) => StageProgress,
): StageProgress[] {
  return stages.map((stage) => (stage.stage === step ? update(stage) : stage));
}

function addWarnings(known: JobWarning[], more: readonly JobWarning[]): JobWarning[] {
  if (more.length === 0) return known;
  const added = more.filter(
    ({ message, step }) => !known.some((warning) => warning.message === message && warning.step === step),
  );
  return [...known, ...added].slice(-MAX_WARNINGS);
}

function stepErrorWarning(step: Stage, error: JobError): JobWarning {
  return { message: error.message, step, code: error.code };
}

function raised(before: number, reported: number, done: boolean): number {
  if (done) return 100;
  const rounded = Math.round(clampPercent(reported) * 10) / 10;
  return Math.max(before, Math.min(rounded, MAX_UNFINISHED));
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> & PresentOf<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T> &
    PresentOf<T>;
}

/** The fields that cannot be undefined stay required. */
type PresentOf<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
