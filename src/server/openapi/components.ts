import { toJsonSchemaDefs, type ConversionConfig } from '@valibot/to-json-schema';
import { ERROR_CODES, EVENT_SCHEMAS, VIDEO_EVENT_SCHEMAS } from '../../protocol/protocol.ts';
import type { Json } from './operation.ts';
import { dataName, eventDataSchemas, FRAME_NAMES, SCHEMAS } from './schemas.ts';

const CONVERSION: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  ignoreActions: ['readonly', 'brand', 'trim'],
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** What the names of the frames stand for. */
const FRAMES: Readonly<Record<(typeof FRAME_NAMES)[number], { description: string; of(): Json[] }>> = {
  JobEvent: {
    description:
      'One event of a job. Heartbeats, the opening `job-status` and errors of the stream have no id. In the stream of all jobs none has; `eventId` in the data is that of the job’s own stream.',
    of: () => Object.keys(EVENT_SCHEMAS).map((event) => frame(event, dataName(event))),
  },
  VideoEvent: {
    description: 'One event of the older vocabulary.',
    of: () => [
      ...Object.keys(VIDEO_EVENT_SCHEMAS).map((event) => frame(event, dataName(event, 'Video'))),
      frame('heartbeat', dataName('heartbeat')),
    ],
  },
};

/** `components.schemas`: every schema of the protocol, as JSON Schema 2020-12. */
export function componentSchemas(): Json {
  const definitions = { ...SCHEMAS, ...eventDataSchemas() };
  const converted = Object.entries(toJsonSchemaDefs(definitions, CONVERSION));
  const schemas: Record<string, Json> = Object.fromEntries(
    converted.map(([name, schema]) => [name, { ...schema }]),
  );
  const frames = Object.fromEntries(
    FRAME_NAMES.map((name) => [name, { description: FRAMES[name].description, oneOf: FRAMES[name].of() }]),
  );
  const { Problem: problem = {} } = schemas;
  const properties = problem['properties'] as Json;
  return {
    ...schemas,
    ...frames,
    Problem: {
      ...problem,
      description: 'An error (RFC 9457).',
      properties: { ...properties, errorCode: { type: 'string', enum: Object.keys(ERROR_CODES) } },
    },
  };
}

function frame(event: string, data: string): Json {
  return {
    type: 'object',
    properties: { id: local('EventId'), event: { const: event }, data: local(data) },
    required: ['event', 'data'],
  };
}

function local(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
