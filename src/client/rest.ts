import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import {
  CancellationResultSchema,
  CapabilitiesSchema,
  FailureDetailsSchema,
  FilmPlanSchema,
  JobSnapshotSchema,
  type ArtifactContent,
  type AssetStream,
  type CancellationResult,
  type Capabilities,
  type FailureDetails,
  type FilmPlan,
  type GenerateRequest,
  type JobFilter,
  type JobService,
  type JobSnapshot,
} from '../protocol/protocol.ts';
import { bodyStream } from './http/body.ts';
import type { Call, Caller, CallOptions } from './http/caller.ts';
import { header } from './http/exchange.ts';

const snapshot = JobSnapshotSchema as v.GenericSchema<unknown, JobSnapshot>;

/** Everything of a `JobService` that is asked and answered, over HTTP. Events are not: they are a stream. */
export interface RestService extends Omit<JobService, 'events'> {
  plan(request: GenerateRequest, options?: CallOptions): Promise<FilmPlan>;
  /** Always sent with a key, so that it can be repeated: a lost answer makes no second job. */
  start(
    request: GenerateRequest,
    options?: { idempotencyKey?: string; correlationId?: string } & CallOptions,
  ): Promise<JobSnapshot>;
  get(id: string, options?: CallOptions): Promise<JobSnapshot>;
  list(filter?: JobFilter, options?: CallOptions): Promise<JobSnapshot[]>;
  cancel(id: string, options?: CallOptions): Promise<CancellationResult>;
  retry(id: string, options?: CallOptions): Promise<JobSnapshot>;
  remove(id: string, options?: CallOptions): Promise<void>;
  artifact(
    id: string,
    name: string,
    range?: { start: number; end?: number },
    options?: CallOptions,
  ): Promise<ArtifactContent>;
  logs(id: string, options?: CallOptions): Promise<string>;
  failureDetails(id: string, options?: CallOptions): Promise<FailureDetails>;
  capabilities(options?: CallOptions): Promise<Capabilities>;
  missingAssets(hashes: readonly string[], options?: CallOptions): Promise<string[]>;
  putAsset(hash: string, content: Uint8Array | AssetStream, options?: CallOptions): Promise<void>;
}

/** The routes of an Aura server of ours. */
export function createRest(caller: Caller): RestService {
  const json = <T>(call: Call, schema: v.GenericSchema<unknown, T>): Promise<T> =>
    caller.json(call, (value) => v.parse(schema, value));

  return {
    plan: (request, options) => json({ ...options, ...post('/api/plan', request) }, FilmPlanSchema),
    start: (request, { idempotencyKey, correlationId, ...options } = {}) =>
      json({ ...options, ...startCall(request, idempotencyKey, correlationId) }, snapshot),
    get: (id, options) => json({ ...options, path: jobPath(id) }, snapshot),
    async list(filter, options) {
      const { jobs } = await json(
        { ...options, path: listPath(filter) },
        v.object({ jobs: v.array(snapshot) }),
      );
      return jobs;
    },
    cancel: (id, options) => json({ ...options, ...post(jobPath(id, '/cancel')) }, CancellationResultSchema),
    retry: (id, options) => json({ ...options, ...post(jobPath(id, '/retry')), once: true }, snapshot),
    async remove(id, options) {
      (await caller.raw({ ...options, method: 'DELETE', path: jobPath(id), once: true })).resume();
    },
    async artifact(id, name, range, options) {
      const path = jobPath(id, `/artifacts/${encodeURIComponent(name)}`);
      return toArtifact(await caller.raw({ ...options, path, ...rangeHeader(range) }));
    },
    logs: (id, options) => caller.text({ ...options, path: jobPath(id, '/logs') }),
    failureDetails: (id, options) =>
      json({ ...options, path: jobPath(id, '/failure-details') }, FailureDetailsSchema),
    capabilities: (options) => json({ ...options, path: '/api/capabilities' }, CapabilitiesSchema),
    async missingAssets(hashes, options) {
      const { missing } = await json(
        { ...options, ...post('/api/assets/missing', { hashes }) },
        v.object({ missing: v.array(v.string()) }),
      );
      return missing;
    },
    async putAsset(hash, content, options) {
      const put = { method: 'PUT', path: `/api/assets/${hash}`, body: content };
      const headers = { 'content-type': 'application/octet-stream' };
      (await caller.raw({ ...options, ...put, headers })).resume();
    },
  };
}

export function post(path: string, body?: unknown, headers?: Record<string, string>): Call {
  return {
    method: 'POST',
    path,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

export function startCall(request: GenerateRequest, idempotencyKey?: string, correlationId?: string): Call {
  return post('/api/jobs', request, {
    'idempotency-key': idempotencyKey ?? randomUUID(),
    ...(correlationId === undefined ? {} : { 'x-correlation-id': correlationId }),
  });
}

export function jobPath(id: string, rest = ''): string {
  return `/api/jobs/${encodeURIComponent(id)}${rest}`;
}

export function listPath(filter: JobFilter = {}): string {
  const query = new URLSearchParams();
  if (filter.status && filter.status.length > 0) query.set('status', filter.status.join(','));
  if (filter.limit !== undefined) query.set('limit', String(filter.limit));
  return `/api/jobs${query.size > 0 ? `?${query}` : ''}`;
}

export function rangeHeader(range?: { start: number; end?: number }): Pick<Call, 'headers'> {
  return range ? { headers: { range: `bytes=${range.start}-${range.end ?? ''}` } } : {};
}

export function toArtifact(incoming: IncomingMessage): ArtifactContent {
  const { headers } = incoming;
  const length = Number(headers['content-length'] ?? 0);
  const part = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header(headers, 'content-range') ?? '');
  return {
    body: bodyStream(incoming),
    type: headers['content-type'] ?? 'application/octet-stream',
    etag: headers.etag ?? '',
    sizeBytes: part ? Number(part[3]) : length,
    range: part
      ? { start: Number(part[1]), end: Number(part[2]) }
      : { start: 0, end: Math.max(0, length - 1) },
  };
}
