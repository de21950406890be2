import { DEMO_REQUEST, initialSnapshot } from '../../../protocol/protocol.ts';
import { header, JOB_ID, json, raw, type Answer, type Operation, type Parameter } from '../operation.ts';

const SNAPSHOT = initialSnapshot({
  id: 'mwq7azto-c58dadd076',
  title: 'How tides work',
  correlationId: 'from-the-client-1',
  createdAt: '2026-11-20T11:00:00.000Z',
});

const SCRIPT = {
  script: { format: 'markdown', text: '# Tides\n\nThe sea rises twice a day.\n', name: 'tides.md' },
  overrides: { resolution: '720p', voice: { name: 'en-gb' } },
};
const BRIEF = {
  brief: { topic: 'How tides work', audience: 'children', language: 'en', aspect: '16:9' },
  planSpec: { targetDuration: '00:01:00', pacing: 'Conversational', density: 'Balanced' },
  voiceSpec: { voiceName: 'en-gb', rate: 1 },
  renderSpec: { res: { width: 1920, height: 1080 }, container: 'mp4', fps: 30 },
};
const REQUEST = json('GenerateRequest', { script: SCRIPT, demo: DEMO_REQUEST, brief: BRIEF });

const KEY: Parameter = {
  in: 'header',
  name: 'Idempotency-Key',
  description:
    'The same key with the same body gives the same job, however often it is sent; with another body, 422. Kept as long as the job.',
  schema: { type: 'string', pattern: String.raw`^[\x21-\x7e]{1,200}$` },
};

const ACCEPTED: Answer = {
  description: 'The job was taken on.',
  content: [json('AcceptedJob', { queued: { ...SNAPSHOT, jobId: SNAPSHOT.id } })],
  headers: { Location: header('Path of the job.') },
};

export const JOB_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/plan',
    id: 'planFilm',
    tag: 'Jobs',
    summary: 'Say what would be built, what is cached, and how long the film will be; start nothing',
    body: REQUEST,
    answers: {
      200: {
        description: 'The plan.',
        content: [
          json('FilmPlan', {
            oneOfTwo: {
              scenes: [{ id: 's1', line: 1, title: 'Tides', seconds: 4.2, cached: true }],
              build: 0,
              total: 1,
              seconds: 4.2,
            },
          }),
        ],
      },
    },
    problems: ['E400-BAD_REQUEST', 'E413-TOO_LARGE', 'E422-SCRIPT', 'E302-FFMPEG_NOT_FOUND'],
  },
  {
    method: 'post',
    path: '/api/jobs',
    id: 'startJob',
    tag: 'Jobs',
    summary: 'Make a film of a script, or of a brief',
    parameters: [KEY],
    body: REQUEST,
    answers: { 202: ACCEPTED },
    problems: ['E400-BAD_REQUEST', 'E413-TOO_LARGE', 'E422-SCRIPT', 'E310-DISK_FULL'],
  },
  {
    method: 'post',
    path: '/api/quick/demo',
    id: 'startDemo',
    tag: 'Jobs',
    summary: 'Make a fixed film of about twelve seconds that needs no key and no network',
    parameters: [KEY],
    answers: { 202: ACCEPTED },
    problems: ['E422-SCRIPT', 'E310-DISK_FULL'],
  },
  {
    method: 'get',
    path: '/api/jobs',
    id: 'listJobs',
    tag: 'Jobs',
    summary: 'List jobs, the newest first',
    parameters: [
      {
        in: 'query',
        name: 'status',
        description: 'Only jobs of this status, or of several with commas.',
        schema: { type: 'string' },
        example: 'Queued,Running',
      },
      {
        in: 'query',
        name: 'limit',
        description: 'At most so many.',
        schema: { type: 'integer', minimum: 0, maximum: 999_999 },
      },
    ],
    answers: {
      200: { description: 'The jobs.', content: [json('JobList', { one: { jobs: [SNAPSHOT], count: 1 } })] },
    },
    problems: ['E422-SCRIPT'],
  },
  {
    method: 'get',
    path: '/api/jobs/:id',
    id: 'getJob',
    tag: 'Jobs',
    summary: 'Tell how a job stands',
    parameters: [JOB_ID],
    answers: { 200: { description: 'The job.', content: [json('JobSnapshot', { queued: SNAPSHOT })] } },
    problems: ['E404-NOT_FOUND'],
  },
  {
    method: 'delete',
    path: '/api/jobs/:id',
    id: 'deleteJob',
    tag: 'Jobs',
    summary: 'Delete a job that has ended, and its files',
    parameters: [JOB_ID],
    answers: { 204: { description: 'It is gone.' } },
    problems: ['E404-NOT_FOUND', 'E409-CONFLICT'],
  },
  {
    method: 'post',
    path: '/api/jobs/:id/cancel',
    id: 'cancelJob',
    tag: 'Jobs',
    summary: 'Cancel a job; finished scenes are kept',
    parameters: [JOB_ID],
    answers: {
      202: {
        description: 'What became of it: its status after the cancel, and the answer of each provider.',
        content: [
          json('CancellationResult', {
            cancelled: {
              jobId: SNAPSHOT.id,
              message: 'Cancelled in render',
              currentStatus: 'Canceled',
              cleanupScheduled: false,
              providerStatuses: [
                {
                  providerName: 'ffmpeg',
                  providerType: 'Render',
                  supportsCancellation: true,
                  status: 'Cancelled',
                },
              ],
              completedStages: [{ stage: 'planning', rollback: 'kept' }],
              warnings: [],
              correlationId: SNAPSHOT.correlationId,
            },
          }),
        ],
      },
    },
    problems: ['E404-NOT_FOUND', 'E409-CONFLICT'],
  },
  {
    method: 'post',
    path: '/api/jobs/:id/retry',
    id: 'retryJob',
    tag: 'Jobs',
    summary: 'Try a failed or cancelled job again: the same id, the next attempt, finished work reused',
    parameters: [JOB_ID],
    answers: { 202: ACCEPTED },
    problems: ['E404-NOT_FOUND', 'E409-CONFLICT', 'E310-DISK_FULL'],
  },
  {
    method: 'get',
    path: '/api/jobs/:id/progress',
    id: 'getProgress',
    tag: 'Jobs',
    summary: 'Tell how far a job is',
    parameters: [
      JOB_ID,
      {
        in: 'query',
        name: 'history',
        description: 'With the last 500 updates.',
        schema: { type: 'string', enum: ['true', 'false'] },
      },
    ],
    answers: { 200: { description: 'The progress.', content: [json('JobProgress')] } },
    problems: ['E404-NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/api/jobs/:id/logs',
    id: 'getLog',
    tag: 'Jobs',
    summary: 'Read the ffmpeg log of a job, or what of it there is',
    parameters: [JOB_ID],
    answers: { 200: { description: 'The last megabyte.', content: [raw('text/plain')] } },
    problems: ['E404-NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/api/jobs/:id/failure-details',
    id: 'getFailureDetails',
    tag: 'Jobs',
    summary: 'Say what failed, with the end of the log and what can be done',
    parameters: [JOB_ID],
    answers: { 200: { description: 'The failure.', content: [json('FailureDetails')] } },
    problems: ['E404-NOT_FOUND', 'E409-CONFLICT'],
  },
];
