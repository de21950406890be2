import { HEARTBEAT_HEADER } from '../../../protocol/protocol.ts';
import { encodeFrame } from '../../sse/frame.ts';
import { header, JOB_ID, ref, type Answer, type Operation, type Parameter } from '../operation.ts';

const LAST_EVENT_ID: Parameter = {
  in: 'header',
  name: 'Last-Event-ID',
  description:
    'Go on after this event. An id that the log does not hold is answered with a `job-status` that has `gap: true` and the `lastEventId` to go on from.',
  schema: { type: 'string' },
  example: '1795430400000-41',
};
const LAST_EVENT_ID_QUERY: Parameter = {
  ...LAST_EVENT_ID,
  in: 'query',
  name: 'lastEventId',
  description: 'The same for readers that cannot set a header; it wins over the header.',
};
const REPLAY: Parameter = {
  in: 'query',
  name: 'replay',
  description: '`all`: from the first event on.',
  schema: { type: 'string', enum: ['all'] },
};
const COMPAT: Parameter = {
  in: 'query',
  name: 'compat',
  description:
    '`1`: `step-progress` also has `progressPct`, `elapsedTime` and `estimatedTimeRemaining`, which older readers look for.',
  schema: { type: 'string', enum: ['1'] },
};

const base = {
  jobId: 'mwq7azto-c58dadd076',
  correlationId: 'from-the-client-1',
  timestamp: '2026-11-20T11:00:00.000Z',
};

/** An event stream whose events are of the schema named. */
export function eventStream(
  events: 'JobEvent' | 'VideoEvent',
  description: string,
  frames: readonly Parameters<typeof encodeFrame>[0][],
): Answer {
  return {
    description: `${description} It begins with \`retry: 1000\`; a \`heartbeat\` comes in the time that the header \`${HEARTBEAT_HEADER}\` names.`,
    content: [
      {
        type: 'text/event-stream',
        schema: {
          type: 'string',
          description:
            'Server-Sent Events (HTML Living Standard, 9.2); the data of each is one line of JSON.',
          contentMediaType: 'text/event-stream',
          contentSchema: { type: 'array', items: ref(events) },
        },
        examples: { start: `retry: 1000\n\n${frames.map(encodeFrame).join('')}` },
      },
    ],
    headers: {
      [HEARTBEAT_HEADER]: header('Seconds between two heartbeats; three missed ones mean a dead line.', {
        type: 'number',
      }),
      'Cache-Control': header('`no-cache, no-transform`.'),
      'X-Accel-Buffering': header('`no`: asks a proxy not to hold the stream back.'),
    },
  };
}

const STATUS = { ...base, status: 'Running', stage: 'tts', percent: 40, attempt: 1, message: 'Started' };
const PROGRESS = {
  ...base,
  stage: 'tts',
  step: 'tts',
  phase: 'tts',
  percent: 41.5,
  stagePercent: 55,
  message: 'Scene 3 of 5',
  currentItem: 3,
  totalItems: 5,
  elapsedSeconds: 12.4,
  warnings: [],
};

export const STREAM_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/jobs/:id/events',
    id: 'streamJob',
    tag: 'Streams',
    summary: 'Follow a job: every event, in order, once, and after a cut from where the reader was',
    description:
      'Without an id: a `job-status` of now, then live. It ends after `job-completed`, `job-failed` or `job-cancelled`. A reader that lags by more than 256 KB is cut off and comes back by id.',
    parameters: [JOB_ID, LAST_EVENT_ID, LAST_EVENT_ID_QUERY, REPLAY, COMPAT],
    answers: {
      200: eventStream('JobEvent', 'The events.', [
        { event: 'job-status', data: STATUS },
        { id: '1795430400000-41', event: 'step-progress', data: PROGRESS },
      ]),
      204: { description: 'The job has ended and the reader knows it: do not come back.' },
    },
    problems: ['E404-NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/api/events',
    id: 'streamAllJobs',
    tag: 'Streams',
    summary: 'Follow all active jobs',
    description: 'A `job-status` of each, then live. There is no replay: after a cut the jobs are told anew.',
    parameters: [COMPAT],
    answers: {
      200: eventStream('JobEvent', 'The events.', [
        { event: 'job-status', data: STATUS },
        { event: 'step-progress', data: { ...PROGRESS, eventId: '1795430400000-41' } },
      ]),
    },
  },
];
