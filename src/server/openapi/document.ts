import { ERROR_CODES, type ErrorCode } from '../../protocol/protocol.ts';
import { componentSchemas } from './components.ts';
import { header, ref, type Answer, type Body, type Json, type Operation } from './operation.ts';
import { FILE_OPERATIONS } from './operations/files.ts';
import { JOB_OPERATIONS } from './operations/jobs.ts';
import { SERVER_OPERATIONS } from './operations/server.ts';
import { STREAM_OPERATIONS } from './operations/streams.ts';
import { VIDEO_OPERATIONS } from './operations/video.ts';

export const OPERATIONS: readonly Operation[] = [
  ...JOB_OPERATIONS,
  ...STREAM_OPERATIONS,
  ...FILE_OPERATIONS,
  ...VIDEO_OPERATIONS,
  ...SERVER_OPERATIONS,
];

const TAGS: Readonly<Record<Operation['tag'], string>> = {
  Jobs: 'Films in the making.',
  Streams: 'What happens, as it happens (Server-Sent Events).',
  Files: 'What a job has made, and what a script needs.',
  'Older vocabulary': 'For clients that were written for older servers.',
  Server: 'About the server itself.',
};

/** Any request may meet these. */
const COMMON: readonly ErrorCode[] = [
  'E403-FORBIDDEN',
  'E429-TOO_MANY_REQUESTS',
  'E500-INTERNAL',
  'E503-UNAVAILABLE',
];

const DESCRIPTION = `Turns a script into a narrated, captioned film, and tells how far it is.

Every request but \`/api/health/live\` needs the server’s token: \`Authorization: Bearer …\`. A job belongs to the token that
made it; for others it is 404. Every answer carries \`X-Correlation-ID\`: the caller’s own where it is well-formed. Errors are
\`application/problem+json\` with an \`errorCode\` and a \`remediation\`; an unknown address is 404, a wrong method 405 with \`Allow\`.`;

/** The OpenAPI 3.1 document of the server. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method]: operationObject(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Aura',
      version,
      description: DESCRIPTION,
      license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
    },
    servers: [{ url: '/', description: 'This server.' }],
    security: [{ token: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token that the server was given, or printed when it started.',
        },
      },
      parameters: {
        CorrelationId: {
          in: 'header',
          name: 'X-Correlation-ID',
          description: 'Comes back in the answer, in every event of the job and in its ffmpeg log.',
          schema: { type: 'string', pattern: String.raw`^[\w.:-]{1,128}$` },
        },
      },
      headers: {
        CorrelationId: header('The caller’s own where it was well-formed, else a new one.'),
        Authenticate: header('`Bearer`.'),
        RetryAfter: header('Seconds to wait before the next try.', { type: 'integer' }),
      },
      schemas: componentSchemas(),
    },
  };
}

function operationObject(operation: Operation): Json {
  const { id, tag, summary, description, parameters = [], body, answers, problems = [], open } = operation;
  const codes: ErrorCode[] = [...(open ? [] : (['E401-UNAUTHORIZED'] as const)), ...COMMON, ...problems];
  const answered = Object.entries(answers).map(([status, answer]) => [status, answerObject(answer)] as const);
  const refused = [...byStatus(codes)].filter(([status]) => !(Number(status) in answers));
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    parameters: [{ $ref: '#/components/parameters/CorrelationId' }, ...parameters],
    ...(body ? { requestBody: { required: true, content: content([body]) } } : {}),
    responses: Object.fromEntries([
      ...answered,
      ...refused.map(([status, of]) => [String(status), problemObject(status, of)] as const),
    ]),
    ...(open ? { security: [] } : {}),
  };
}

function byStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = ERROR_CODES[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

function answerObject({ description, content: bodies, headers }: Answer): Json {
  return {
    description,
    headers: { 'X-Correlation-ID': { $ref: '#/components/headers/CorrelationId' }, ...headers },
    ...(bodies ? { content: content(bodies) } : {}),
  };
}

function problemObject(status: number, codes: readonly ErrorCode[]): Json {
  const waits = status === 429 || status === 503;
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: {
      'X-Correlation-ID': { $ref: '#/components/headers/CorrelationId' },
      ...(waits ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
      ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/Authenticate' } } : {}),
    },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            ref('Problem'),
            { type: 'object', properties: { status: { const: status }, errorCode: { enum: codes } } },
          ],
        },
      },
    },
  };
}

function content(bodies: readonly Body[]): Json {
  return Object.fromEntries(
    bodies.map(({ type, schema, examples }) => [
      type,
      {
        schema,
        ...(examples
          ? {
              examples: Object.fromEntries(
                Object.entries(examples).map(([name, value]) => [name, { value }]),
              ),
            }
          : {}),
      },
    ]),
  );
}
