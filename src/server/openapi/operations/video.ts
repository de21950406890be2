import { header, JOB_ID, json, type Operation } from '../operation.ts';
import { FILE_PARAMETERS, fileAnswers } from './files.ts';
import { eventStream } from './streams.ts';

const base = { timestamp: '2026-11-20T11:00:00.000Z', correlationId: 'from-the-client-1' };
const URL = '/api/video/mwq7azto-c58dadd076/download';

const download = (method: 'get' | 'head', id: string, summary: string): Operation => ({
  method,
  path: '/api/video/:id/download',
  id,
  tag: 'Older vocabulary',
  summary,
  parameters: [JOB_ID, ...FILE_PARAMETERS],
  answers: fileAnswers(method, {
    'Content-Disposition': header('`attachment`, with the film’s title as its name (RFC 6266).'),
  }),
  problems: ['E404-NOT_FOUND', 'E409-CONFLICT', 'E416-RANGE'],
});

export const VIDEO_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/video/:id/stream',
    id: 'streamVideo',
    tag: 'Older vocabulary',
    summary: 'Follow a job in four words: progress, stage-complete, done, error',
    description:
      'A cancelled job ends with `error` and the message `cancelled`. There is no replay: the first event says how the job stands.',
    parameters: [
      JOB_ID,
      {
        in: 'header',
        name: 'Last-Event-ID',
        description: 'The id of the last event tells an ended job’s reader not to come back.',
        schema: { type: 'string' },
      },
    ],
    answers: {
      200: eventStream('VideoEvent', 'The events.', [
        {
          id: '1795430400000-41',
          event: 'progress',
          data: { percentage: 41, stage: 'tts', message: 'Scene 3 of 5', ...base },
        },
        {
          id: '1795430400000-90',
          event: 'done',
          data: { jobId: 'mwq7azto-c58dadd076', videoUrl: URL, ...base },
        },
      ]),
      204: { description: 'The job has ended and the reader knows it: do not come back.' },
    },
    problems: ['E404-NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/api/video/:id/status',
    id: 'getVideoStatus',
    tag: 'Older vocabulary',
    summary: 'Tell how a job stands, in the older words',
    parameters: [JOB_ID],
    answers: { 200: { description: 'The status.', content: [json('VideoStatus')] } },
    problems: ['E404-NOT_FOUND'],
  },
  download('get', 'downloadVideo', 'Save the finished film under its title'),
  download('head', 'headVideo', 'Ask how large the finished film is'),
];
