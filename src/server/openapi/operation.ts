import type { ErrorCode } from '../../protocol/protocol.ts';
import type { SchemaName } from './schemas.ts';

/** A JSON Schema, or anything else that stands in the document. */
export type Json = Readonly<Record<string, unknown>>;

export type Method = 'get' | 'head' | 'post' | 'put' | 'delete';

/** What one route takes and answers. The document is made of these. */
export interface Operation {
  method: Method;
  /** As Fastify writes it: `/api/jobs/:id`. */
  path: string;
  id: string;
  tag: 'Jobs' | 'Streams' | 'Files' | 'Older vocabulary' | 'Server';
  summary: string;
  description?: string;
  parameters?: readonly Parameter[];
  body?: Body;
  /** By status: what it answers when all is well. */
  answers: Readonly<Record<number, Answer>>;
  /** Errors of its own, besides those that any request may meet. */
  problems?: readonly ErrorCode[];
  /** Needs no token. */
  open?: boolean;
}

export interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  description: string;
  required?: boolean;
  schema: Json;
  example?: unknown;
}

/** Content of a request or an answer. */
export interface Body {
  type: string;
  schema: Json;
  examples?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  description: string;
  content?: readonly Body[];
  headers?: Readonly<Record<string, Json>>;
}

export function ref(name: SchemaName): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** JSON of one of the schemas. */
export function json(name: SchemaName, examples?: Body['examples']): Body {
  return { type: 'application/json', schema: ref(name), ...(examples ? { examples } : {}) };
}

/** Text as it is, or bytes. */
export function raw(type: string): Body {
  return { type, schema: type.startsWith('text/') ? { type: 'string' } : {} };
}

export function header(description: string, schema: Json = { type: 'string' }): Json {
  return { description, schema };
}

export const JOB_ID: Parameter = {
  in: 'path',
  name: 'id',
  description: 'Of the job.',
  required: true,
  schema: { type: 'string' },
  example: 'mwq7azto-c58dadd076',
};
