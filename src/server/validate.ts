import * as v from 'valibot';
import {
  AuraError,
  BriefRequestSchema,
  ScriptRequestSchema,
  type GenerateRequest,
} from '../protocol/protocol.ts';

/** @throws AuraError `E422-SCRIPT` with the path of each wrong field. */
export function validate<T>(schema: v.GenericSchema<unknown, T>, body: unknown): T {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  const fields = parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message }));
  throw new AuraError('E422-SCRIPT', 'The request has wrong fields', {
    details: fields.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('\n'),
    fields,
  });
}

/**
 * Reads a request for a film, in either form. Paths of this machine are for its own people only.
 * @throws AuraError `E422-SCRIPT`
 */
export function validateGenerate(body: unknown, local: boolean): GenerateRequest {
  const isBrief = typeof body === 'object' && body !== null && 'brief' in body;
  if (isBrief) return drop(validate(BriefRequestSchema, withoutNulls(body)));
  const request = validate(ScriptRequestSchema, body);
  if (!local) refusePaths(request);
  return drop(request);
}

/** Fields of a request that speak of the disk where the engine is. */
const LOCAL_FIELDS = ['localBase', 'localOutput', 'overwrite'] as const;

function refusePaths(request: Partial<Record<(typeof LOCAL_FIELDS)[number], unknown>>): void {
  const fields = LOCAL_FIELDS.filter((field) => request[field] !== undefined).map((path) => ({
    path,
    message: 'Only for an engine on the same machine',
  }));
  if (fields.length === 0) return;
  throw new AuraError('E422-SCRIPT', 'A server does not read or write paths of its own disk', {
    remediation: 'Upload what the script names as assets, and download the film.',
    fields,
  });
}

/** Older clients send `null` for what they leave open. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(given.map(([name, field]) => [name, withoutNulls(field)]));
}

/** Valibot types an absent field as possibly undefined; on the wire it is simply not there. */
function drop(request: object): GenerateRequest {
  return request as GenerateRequest;
}
