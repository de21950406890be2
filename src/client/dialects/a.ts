import type { Decoded, Decoder, DialectState, Foreign } from './dialect.ts';
import { seconds } from './fields.ts';
import {
  noted,
  sayCancelled,
  sayCompleted,
  sayError,
  sayFailed,
  sayProgress,
  sayStatus,
  sayWarning,
  type Update,
} from './say.ts';
import { parseStatus, stageOf, startOf } from './words.ts';

/** `/api/jobs/{id}/events` of another make: the older form and the newer, whose names begin with capitals. */
export const decodeA: Decoder = (event, before) => {
  const state = noted(event, before);
  const { name, fields } = event;
  const stage = stageOf(fields.text('stage'), fields.text('step'));
  switch (name) {
    case 'job-status':
      return sayStatus(event, state, {
        status: parseStatus(fields.text('status')),
        stage,
        percent: fields.number('percent'),
        message: fields.text('message'),
        isReconnect: fields.flag('isReconnect'),
      });
    case 'step-status':
      return sayProgress(event, state, { stage: stage ?? stageOf(fields.text('phase')) });
    case 'step-progress':
      return sayProgress(event, state, progressOf(event));
    case 'job-log':
      return logLine(event, state);
    case 'warning':
      return warning(event, state);
    case 'job-completed':
      return sayCompleted(event, state);
    case 'job-failed':
      // The stall form only says that nothing moves: the job still runs.
      return fields.has('stallDurationSeconds') ? warning(event, state) : sayFailed(event, state, stage);
    case 'job-cancelled':
      return sayCancelled(event, state, stage);
    case 'error':
      return sayError(event, state, fields.text('message') ?? 'The server reports trouble with the stream');
    default:
      return { events: [], state };
  }
};

function progressOf({ fields }: Foreign): Update {
  const phase = stageOf(fields.text('phase'));
  const stage = stageOf(fields.text('stage'), fields.text('step')) ?? phase;
  const percent = fields.number('percent') ?? fields.number('progressPct');
  return {
    status: 'Running',
    stage,
    // A server that reports only a phase says at least where that begins.
    percent: percent ?? (stage && startOf(stage)),
    message: fields.text('message'),
    detail: fields.text('substageDetail'),
    item: fields.number('currentItem'),
    items: fields.number('totalItems'),
    etaSeconds:
      fields.number('etaSeconds') ??
      fields.number('estimatedRemainingSeconds') ??
      seconds(fields.text('estimatedTimeRemaining')),
    elapsedSeconds: fields.number('elapsedSeconds') ?? seconds(fields.text('elapsedTime')),
    warnings: fields.list('warnings').map(String),
  };
}

/** A line of the log is what the job does now; one of warning or error is kept as such. */
function logLine(event: Foreign, state: DialectState): Decoded {
  const { fields } = event;
  const message = fields.text('message');
  if (message === undefined) return { events: [], state };
  const severity = fields.text('severity')?.toLowerCase();
  if (severity === 'warning' || severity === 'error') return sayWarning(event, state, message);
  return sayProgress(event, state, { stage: stageOf(fields.text('stage')), message });
}

function warning(event: Foreign, state: DialectState): Decoded {
  const { fields } = event;
  const stalled = fields.number('stallDurationSeconds');
  const message = fields.text('message') ?? fields.text('errorMessage');
  if (stalled === undefined) return message ? sayWarning(event, state, message) : { events: [], state };
  return sayWarning(event, state, message ?? `Nothing new for ${Math.round(stalled)} s`, 'E305-JOB_STALLED');
}
