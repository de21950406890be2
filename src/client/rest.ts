import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import {
  AuraError,
  CancellationResultSchema,
  CapabilitiesSchema,
  FailureDetailsSchema,
  FilmPlanSchema,
  JobSnapshotSchema,
  type ArtifactContent,
  type JobService,
  type JobSnapshot,
} from '../protocol/protocol.ts';
import type { Target, TargetSource } from './endpoint.ts';
import { bodyStream, readText } from './http/body.ts';
import { exchange, header, NoAnswer, type Exchange } from './http/exchange.ts';
import { errorFromAnswer, errorFromSilence } from './http/problem.ts';

/** Until an answer begins, ms; planning a large script takes its time. */
const HEAD_MS = 60_000;
/** Silence in the middle of an answer, ms. */
const BODY_MS = 30_000;

const snapshot = JobSnapshotSchema as v.GenericSchema<unknown, JobSnapshot>;

/** A request, and whether doing it twice does harm. */
interface Call extends Omit<Exchange, 'headTimeoutMs'> {
  headTimeoutMs?: number;
  once?: boolean;
}

/** Everything of a `JobService` that is asked and answered, over HTTP. Events are not: they are a stream. */
export type RestService = Omit<JobService, 'events'>;

export function createRest(source: TargetSource): RestService {
  /** Sends, and once more if the connection was lost and sending again does no harm. @throws AuraError */
  async function call(options: Call): Promise<IncomingMessage> {
    for (let tries = 1; ; tries += 1) {
      const target = await source.find();
      try {
        return await answered(target, options);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        if (error.reason === 'refused') source.lost(target);
        const resendable = typeof options.body !== 'object' || options.body instanceof Uint8Array;
        const again =
          resendable && (error.reason === 'refused' || (error.reason === 'broken' && !options.once));
        // Over the network the caller decides whether to try again; the engine of this machine is started again.
        if (!again || !source.local || tries >= 2) throw errorFromSilence(error, source.local);
      }
    }
  }

  async function json<T>(options: Call, schema: v.GenericSchema<unknown, T>): Promise<T> {
    const incoming = await call(options);
    const text = await whole(incoming, source.local);
    return parse(text, schema);
  }

  return {
    plan: (request) => json(post('/api/plan', request), FilmPlanSchema),
    start: (request, options = {}) =>
      json(
        post('/api/jobs', request, {
          // Always a key, so that a request whose answer was lost can be sent again.
          'idempotency-key': options.idempotencyKey ?? randomUUID(),
          ...(options.correlationId === undefined ? {} : { 'x-correlation-id': options.correlationId }),
        }),
        snapshot,
      ),
    get: (id) => json({ path: job(id) }, snapshot),
    async list(filter = {}) {
      const query = new URLSearchParams();
      if (filter.status && filter.status.length > 0) query.set('status', filter.status.join(','));
      if (filter.limit !== undefined) query.set('limit', String(filter.limit));
      const text = query.size > 0 ? `?${query}` : '';
      const { jobs } = await json({ path: `/api/jobs${text}` }, v.object({ jobs: v.array(snapshot) }));
      return jobs;
    },
    cancel: (id) => json(post(job(id, '/cancel')), CancellationResultSchema),
    retry: (id) => json({ ...post(job(id, '/retry')), once: true }, snapshot),
    async remove(id) {
      (await call({ method: 'DELETE', path: job(id), once: true })).resume();
    },
    async artifact(id, name, range) {
      const path = job(id, `/artifacts/${encodeURIComponent(name)}`);
      const headers = range && { range: `bytes=${range.start}-${range.end ?? ''}` };
      return toArtifact(await call({ path, ...(headers ? { headers } : {}) }));
    },
    logs: async (id) => whole(await call({ path: job(id, '/logs') }), source.local),
    failureDetails: (id) => json({ path: job(id, '/failure-details') }, FailureDetailsSchema),
    capabilities: () => json({ path: '/api/capabilities' }, CapabilitiesSchema),
    async missingAssets(hashes) {
      const { missing } = await json(
        post('/api/assets/missing', { hashes }),
        v.object({ missing: v.array(v.string()) }),
      );
      return missing;
    },
    async putAsset(hash, content) {
      const put = { method: 'PUT', path: `/api/assets/${hash}`, body: content };
      (await call({ ...put, headers: { 'content-type': 'application/octet-stream' } })).resume();
    },
  };
}

function post(path: string, body?: unknown, headers?: Record<string, string>): Call {
  return {
    method: 'POST',
    path,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function job(id: string, rest = ''): string {
  return `/api/jobs/${encodeURIComponent(id)}${rest}`;
}

async function answered(target: Target, options: Call): Promise<IncomingMessage> {
  const incoming = await exchange(target, { headTimeoutMs: HEAD_MS, bodyTimeoutMs: BODY_MS, ...options });
  const status = incoming.statusCode ?? 0;
  if (status >= 200 && status < 300) return incoming;
  throw errorFromAnswer(status, header(incoming.headers, 'content-type'), await readText(incoming));
}

async function whole(incoming: IncomingMessage, local: boolean): Promise<string> {
  try {
    return await readText(incoming);
  } catch (error) {
    throw error instanceof NoAnswer ? errorFromSilence(error, local) : error;
  }
}

function parse<T>(text: string, schema: v.GenericSchema<unknown, T>): T {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw new AuraError('E503-UNAVAILABLE', 'The answer is not from an Aura server', {
      details: text.slice(0, 200),
      remediation: 'Check the server’s address: a login page or a proxy may stand in between.',
      cause: error,
    });
  }
}

function toArtifact(incoming: IncomingMessage): ArtifactContent {
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
