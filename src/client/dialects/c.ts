import type { Decoder } from './dialect.ts';
import { noted, sayCancelled, sayCompleted, sayError, sayFailed, sayProgress, sayStatus } from './say.ts';
import { parseStatus, stageOf } from './words.ts';

/** `/api/jobs/{id}/progress/stream`: `job-progress`, and `job-completed` for every end. */
export const decodeC: Decoder = (event, before) => {
  const state = noted(event, before);
  const { name, fields } = event;
  const status = parseStatus(fields.text('status'));
  const stage = stageOf(fields.text('stage'));
  const percent = fields.number('percent');
  switch (name) {
    case 'job-progress': {
      const message = fields.text('message');
      if (fields.text('status')?.toLowerCase() === 'connecting') {
        return sayStatus(event, state, { status: state.status, message });
      }
      // The end has an event of its own.
      if (status === 'Done' || status === 'Failed' || status === 'Canceled') return { events: [], state };
      return sayProgress(event, state, { status, stage, percent, message });
    }
    case 'job-completed':
      if (status === 'Failed') return sayFailed(event, state, stage);
      return status === 'Canceled' ? sayCancelled(event, state, stage) : sayCompleted(event, state);
    case 'job-failed':
      return status === 'Canceled' ? sayCancelled(event, state, stage) : sayFailed(event, state, stage);
    case 'job-cancelled':
      return sayCancelled(event, state, stage);
    case 'error':
      return sayError(event, state, fields.text('message') ?? 'The server reports trouble with the stream');
    default:
      return { events: [], state };
  }
};
