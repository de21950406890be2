import assert from 'node:assert/strict';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../../src/server/openapi/document.ts';
import type { Message } from '../../support/http.ts';

type Json = Readonly<Record<string, unknown>>;

interface DocumentedResponse {
  content?: Record<string, { schema: Json }>;
  headers?: Record<string, unknown>;
}

interface DocumentedOperation {
  operationId: string;
  security?: unknown[];
  parameters: { $ref?: string; in?: string; name?: string }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, DocumentedResponse>;
}

/** The document, and a way to hold real answers against it. */
export interface Documented {
  /** `GET /api/jobs/{id}` and what stands about it. */
  readonly operations: ReadonlyMap<string, DocumentedOperation>;
  /** Fails unless the answer is one that the document names, and its body nothing but what is written there. */
  check(method: string, path: string, response: Response): Promise<void>;
  /** The same for an event of a stream. */
  checkEvent(schema: 'JobEvent' | 'VideoEvent', message: Message): void;
  /** `GET /api/jobs/{id} 200` for each that was checked. */
  readonly seen: ReadonlySet<string>;
}

export function readDocument(): Documented {
  const document = strict(structuredClone(openApiDocument('0.0.0'))) as {
    paths: Record<string, Record<string, DocumentedOperation>>;
  };
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  ajv.addSchema({ ...document, $id: 'http://document.invalid/openapi.json' });
  const operations = new Map<string, DocumentedOperation>();
  const matchers: [RegExp, string][] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    matchers.push([
      new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      path,
    ]);
    for (const [method, operation] of Object.entries(methods)) {
      operations.set(`${method.toUpperCase()} ${path}`, operation);
    }
  }
  const compiled = new Map<string, ValidateFunction>();
  const seen = new Set<string>();

  function validate(pointer: string, value: unknown, about: string): void {
    const check =
      compiled.get(pointer) ?? ajv.compile({ $ref: `http://document.invalid/openapi.json#${pointer}` });
    compiled.set(pointer, check);
    assert.ok(check(value), `${about}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(value)}`);
  }

  return {
    operations,
    seen,
    async check(method, path, response) {
      const pattern = matchers.find(([matcher]) => matcher.test(path))?.[1] ?? assert.fail(path);
      const about = `${method} ${pattern} ${response.status}`;
      const operation = operations.get(`${method} ${pattern}`) ?? assert.fail(about);
      const documented = operation.responses[response.status] ?? assert.fail(`${about} is not documented`);
      seen.add(about);
      for (const name of Object.keys(documented.headers ?? {})) {
        assert.ok(response.headers.has(name), `${about} has ${name}`);
      }
      const type = response.headers.get('content-type')?.split(';')[0] ?? '';
      const types = Object.keys(documented.content ?? {});
      if (types.length === 0 || types.includes('*/*') || type === 'text/event-stream' || method === 'HEAD')
        return;
      assert.ok(types.includes(type), `${about} is ${type}`);
      const text = await response.text();
      const at = [
        pattern,
        method.toLowerCase(),
        'responses',
        String(response.status),
        'content',
        type,
        'schema',
      ];
      const pointer = ['paths', ...at].map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'));
      const value: unknown = type.endsWith('json') ? JSON.parse(text) : text;
      validate(`/${pointer.map(encodeURIComponent).join('/')}`, value, about);
      if (type !== 'application/problem+json') return;
      const { correlationId, status } = value as { correlationId: string; status: number };
      assert.equal(correlationId, response.headers.get('x-correlation-id'), about);
      assert.equal(status, response.status);
      assert.ok(!/\n\s+at /.test(text), `${about} has no stack`);
    },
    checkEvent(schema, { id, event, json }) {
      const value = { ...(id ? { id } : {}), event, data: json };
      validate(`/components/schemas/${schema}`, value, `${schema} ${String(event)}`);
    },
  };
}

/** Makes objects closed: what is not written is an error. Parts of an `allOf` stay open, for the other parts' sake. */
function strict(value: unknown, open = false): unknown {
  if (Array.isArray(value)) return value.map((one) => strict(one, open));
  if (typeof value !== 'object' || value === null) return value;
  const closed = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'examples' ? field : strict(field, key === 'allOf'),
    ]),
  );
  const isObject =
    closed['type'] === 'object' && 'properties' in closed && !('additionalProperties' in closed);
  return isObject && !open ? { ...closed, additionalProperties: false } : closed;
}
