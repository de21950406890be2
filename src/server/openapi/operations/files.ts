import {
  header,
  JOB_ID,
  json,
  type Answer,
  type Method,
  type Operation,
  type Parameter,
} from '../operation.ts';

const HASH: Parameter = {
  in: 'path',
  name: 'hash',
  description: 'SHA-256 of the content, in lower-case hexadecimal.',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
};
const NAME: Parameter = {
  in: 'path',
  name: 'name',
  description: 'Of one of the job’s artifacts.',
  required: true,
  schema: { type: 'string' },
  example: 'film.mp4',
};

/** What a request for a file may say about what it wants of it. */
export const FILE_PARAMETERS: readonly Parameter[] = [
  {
    in: 'header',
    name: 'Range',
    description: 'One part, as `bytes=0-499`. Several parts, or what is not understood, give the whole file.',
    schema: { type: 'string' },
  },
  {
    in: 'header',
    name: 'If-Range',
    description: 'The `ETag` of the file the part is to be of; the whole file where it has changed.',
    schema: { type: 'string' },
  },
  {
    in: 'header',
    name: 'If-None-Match',
    description: '`ETag` of what the reader has.',
    schema: { type: 'string' },
  },
];

/** The answers to a request for a file. */
export function fileAnswers(method: Method, more: Answer['headers'] = {}): Operation['answers'] {
  const headers = {
    ETag: header('Changes with the content.'),
    'Accept-Ranges': header('`bytes`.'),
    'Content-Length': header('Bytes that follow.', { type: 'integer' }),
    ...more,
  };
  const content = method === 'head' ? {} : { content: [{ type: '*/*', schema: {} }] };
  return {
    200: { description: 'The file.', ...content, headers },
    206: {
      description: 'The part that was asked for.',
      ...content,
      headers: { ...headers, 'Content-Range': header('`bytes 0-499/1234`.') },
    },
    304: { description: 'The reader has it already.' },
  };
}

const artifact = (method: 'get' | 'head', id: string, summary: string): Operation => ({
  method,
  path: '/api/jobs/:id/artifacts/:name',
  id,
  tag: 'Files',
  summary,
  parameters: [JOB_ID, NAME, ...FILE_PARAMETERS],
  answers: fileAnswers(method),
  problems: ['E404-NOT_FOUND', 'E416-RANGE'],
});

export const FILE_OPERATIONS: readonly Operation[] = [
  artifact('get', 'getArtifact', 'Download a file of a job: the film, captions, poster, …'),
  artifact('head', 'headArtifact', 'Ask how large a file of a job is'),
  {
    method: 'post',
    path: '/api/assets/missing',
    id: 'findMissingAssets',
    tag: 'Files',
    summary: 'Ask which pictures, clips and sounds have yet to be uploaded',
    body: json('AssetHashes'),
    answers: { 200: { description: 'Those that are missing.', content: [json('MissingAssets')] } },
    problems: ['E400-BAD_REQUEST', 'E413-TOO_LARGE', 'E422-SCRIPT'],
  },
  {
    method: 'put',
    path: '/api/assets/:hash',
    id: 'putAsset',
    tag: 'Files',
    summary: 'Upload what a script names, by its content',
    parameters: [HASH],
    body: { type: 'application/octet-stream', schema: {} },
    answers: { 204: { description: 'It is there.' } },
    problems: ['E400-BAD_REQUEST', 'E413-TOO_LARGE', 'E422-SCRIPT', 'E310-DISK_FULL'],
  },
];
