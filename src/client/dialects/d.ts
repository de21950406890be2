import type { Decoder } from './dialect.ts';
import { noted, sayCancelled, sayCompleted, sayFailed, sayProgress } from './say.ts';
import { stageOf } from './words.ts';

/**
 * `/api/video/{id}/stream`: `progress`, `stage-complete`, `done`, `error`. Of a cancelled job most say nothing: that is seen
 * by asking for it.
 */
export const decodeD: Decoder = (event, before) => {
  const state = noted(event, before);
  const { name, fields } = event;
  switch (name) {
    case 'progress':
      return sayProgress(event, state, {
        status: 'Running',
        stage: stageOf(fields.text('stage')),
        percent: fields.number('percentage') ?? fields.number('percent'),
        message: fields.text('message'),
      });
    case 'stage-complete':
      return sayProgress(event, state, { status: 'Running', stage: stageOf(fields.text('nextStage')) });
    case 'done':
      return sayCompleted(event, state);
    case 'error': {
      const cancelled = /^cancell?ed$/i.test(fields.text('message')?.trim() ?? '');
      return cancelled ? sayCancelled(event, state) : sayFailed(event, state);
    }
    default:
      return { events: [], state };
  }
};
