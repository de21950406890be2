import {
  clampPercent,
  STAGE_PHASES,
  STAGES,
  type JobError,
  type JobEvent,
  type JobStatus,
  type Stage,
} from '../../protocol/protocol.ts';
import { artifactsOf, outputOf } from './artifacts.ts';
import type { Decoded, DialectState, Foreign } from './dialect.ts';
import { fieldsOf, type Fields } from './fields.ts';
import { percentWithin } from './words.ts';

/** An update in whatever words: where the job is now. */
export interface Update {
  status?: JobStatus | undefined;
  stage?: Stage | undefined;
  /** Of the whole, as the server says it. */
  percent?: number | undefined;
  message?: string | undefined;
  detail?: string | undefined;
  item?: number | undefined;
  items?: number | undefined;
  etaSeconds?: number | undefined;
  elapsedSeconds?: number | undefined;
  warnings?: readonly string[];
  isReconnect?: boolean | undefined;
}

/** Takes note of what every event may carry. */
export function noted({ fields }: Foreign, state: DialectState): DialectState {
  return { ...state, correlationId: fields.text('correlationId') ?? state.correlationId };
}

/** The status of now: how a stream begins, and how a status changes. */
export function sayStatus(event: Foreign, before: DialectState, update: Update): Decoded {
  const state = moved(before, update);
  const status = state.status ?? 'Running';
  const data = {
    ...base(event, state),
    status,
    stage: state.stage,
    percent: status === 'Done' ? 100 : state.percent,
    attempt: 1,
    message: update.message ?? '',
    ...(update.isReconnect === undefined ? {} : { isReconnect: update.isReconnect }),
  };
  return { events: [{ event: 'job-status', data }], state: { ...state, status } };
}

/** Progress; before it a status that has changed, and the stage that was left, as finished. */
export function sayProgress(event: Foreign, before: DialectState, update: Update): Decoded {
  const status = update.status ?? (before.status === undefined ? 'Running' : before.status);
  const opening =
    status === before.status
      ? { events: [], state: before }
      : sayStatus(event, before, { ...update, status });
  if (status !== 'Running') return opening;
  const state = moved(opening.state, update);
  const report = (step: Stage, stagePercent: number, message: string): JobEvent => ({
    event: 'step-progress',
    data: {
      ...base(event, state),
      stage: state.stage,
      step,
      phase: STAGE_PHASES[state.stage],
      percent: state.percent,
      stagePercent,
      message,
      elapsedSeconds: update.elapsedSeconds ?? Math.max(0, (event.nowMs - state.startedMs) / 1000),
      warnings: [...(update.warnings ?? [])],
      ...optional({
        substageDetail: update.detail,
        currentItem: update.item,
        totalItems: update.items,
        etaSeconds: update.etaSeconds,
      }),
    },
  });
  const message = update.message ?? '';
  const left = STAGES.slice(STAGES.indexOf(before.stage), STAGES.indexOf(state.stage));
  return {
    events: [
      ...opening.events,
      ...left.map((stage) => report(stage, 100, message)),
      report(state.stage, percentWithin(state.stage, state.percent), message),
    ],
    state,
  };
}

export function sayWarning(event: Foreign, state: DialectState, message: string, code?: string): Decoded {
  const data = { ...base(event, state), message, step: state.stage, ...optional({ code }) };
  return { events: [{ event: 'warning', data }], state };
}

/** Trouble of the stream; the job is not affected. */
export function sayError(event: Foreign, state: DialectState, message: string): Decoded {
  return { events: [{ event: 'error', data: { ...base(event, state), message } }], state };
}

export function sayCompleted(event: Foreign, state: DialectState): Decoded {
  const data = {
    ...base(event, state),
    status: 'Succeeded' as const,
    artifacts: artifactsOf(event.fields),
    output: outputOf(event.fields),
    stats: {
      wallSeconds: Math.max(0, (event.nowMs - state.startedMs) / 1000),
      filmSeconds: 0,
      scenesBuilt: 0,
      scenesCached: 0,
    },
  };
  return { events: [{ event: 'job-completed', data }], state: { ...state, status: 'Done', percent: 100 } };
}

export function sayFailed(event: Foreign, before: DialectState, stage?: Stage): Decoded {
  const state = moved(before, { stage });
  const { fields } = event;
  const errors = fields.list('errors').map((error) => jobError(fieldsOf(error)));
  const errorMessage =
    fields.text('errorMessage') ??
    fields.text('message') ??
    errors[0]?.message ??
    'The film could not be made';
  const data = {
    ...base(event, state),
    status: 'Failed' as const,
    stage: state.stage,
    errorMessage,
    errors: errors.length > 0 ? errors : [jobError(fieldsOf({ message: errorMessage }))],
    logs: fields.list('logs').map(String).slice(-20),
  };
  return { events: [{ event: 'job-failed', data }], state: { ...state, status: 'Failed' } };
}

export function sayCancelled(event: Foreign, before: DialectState, stage?: Stage): Decoded {
  const state = moved(before, { stage });
  const message = event.fields.text('message') ?? 'The job was cancelled';
  const data = {
    ...base(event, state),
    status: 'Canceled' as const,
    stage: state.stage,
    message,
    cancellation: {
      jobId: state.jobId,
      message,
      currentStatus: 'Canceled' as const,
      cleanupScheduled: false,
      providerStatuses: [],
      completedStages: [],
      warnings: [],
      correlationId: state.correlationId,
    },
  };
  return { events: [{ event: 'job-cancelled', data }], state: { ...state, status: 'Canceled' } };
}

export function jobError(fields: Fields): JobError {
  return {
    code: fields.text('code') ?? 'E500-INTERNAL',
    message: fields.text('message') ?? 'The film could not be made',
    remediation: fields.text('remediation') ?? 'Look at the server’s log, then retry.',
    ...optional({ details: fields.text('details') }),
  };
}

function base({ fields, nowMs }: Foreign, { jobId, correlationId }: DialectState) {
  const at = Date.parse(fields.text('timestamp') ?? '');
  return { jobId, correlationId, timestamp: new Date(Number.isNaN(at) ? nowMs : at).toISOString() };
}

/** Forward only: there a stage and a percent may go back, and beyond 100. */
function moved(state: DialectState, { status, stage, percent }: Update): DialectState {
  const ahead = stage !== undefined && STAGES.indexOf(stage) > STAGES.indexOf(state.stage);
  return {
    ...state,
    status: status ?? state.status,
    stage: ahead ? stage : state.stage,
    percent: Math.max(state.percent, Math.min(99.9, clampPercent(percent ?? 0))),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function optional<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Present<T>;
}
