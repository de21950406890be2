import { isTerminal, type JobStatus } from '../../protocol/protocol.ts';
import type { Decoder } from './dialect.ts';
import { noted, sayCancelled, sayCompleted, sayError, sayFailed, sayProgress, sayStatus } from './say.ts';
import { parseStatus, stageOf } from './words.ts';

/** `/api/jobs/{id}/stream`: `connected`, `progress`, `complete`. */
export const decodeB: Decoder = (event, before) => {
  const state = noted(event, before);
  const { name, fields } = event;
  const status = parseStatus(fields.text('status'));
  const stage = stageOf(fields.text('stage'));
  switch (name) {
    case 'connected':
      return sayStatus(event, state, { status: state.status });
    case 'progress':
      // How it ended is said by `complete`.
      if (status !== undefined && isTerminal(status)) return { events: [], state };
      return sayProgress(event, state, { status, stage, percent: fields.number('percent') });
    case 'complete': {
      const ending: JobStatus = status ?? (fields.flag('success') === false ? 'Failed' : 'Done');
      if (ending === 'Canceled') return sayCancelled(event, state, stage);
      if (ending === 'Failed' || fields.flag('success') === false) return sayFailed(event, state, stage);
      return sayCompleted(event, state);
    }
    case 'error':
      return sayError(event, state, fields.text('message') ?? 'The server reports trouble with the stream');
    default:
      return { events: [], state };
  }
};
