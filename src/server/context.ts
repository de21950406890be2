import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, JobService, SharedJobService } from '../protocol/protocol.ts';
import type { Admission } from './limits.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { JobHub } from './sse/allJobs.ts';
import type { Streams } from './sse/streams.ts';
import type { JobView } from './view.ts';

/** What the routes share. */
export interface ServerContext {
  /** Resolves once the engine is there. It sees the jobs of everybody: for questions that are not about jobs. */
  engine: Promise<SharedJobService>;
  /** The jobs that the caller may see: on this machine all, elsewhere those that its token made. */
  service(request: FastifyRequest): Promise<JobService>;
  /** Who asks, over TCP; `undefined` for this machine's own people. */
  owner(request: FastifyRequest): string | undefined;
  /** Keeps callers within the limits. */
  admission: Admission;
  /** Whether the other end is on this machine: then it may name paths and sees them. */
  local: boolean;
  version: string;
  /** Where the engine keeps jobs, when that is to be looked after. */
  dataFolder: string | undefined;
  heartbeatSeconds: number;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  view: JobView;
  streams: Streams;
  hub: JobHub;
  correlationId(request: FastifyRequest): string;
}

const hijacked = new WeakSet<FastifyReply>();

/** Whether the answer is a stream. */
export function isStream(reply: FastifyReply): boolean {
  return hijacked.has(reply);
}

/** An answer that is a stream: Fastify lets go of it, headers set so far are kept. */
export function hijack(reply: FastifyReply): Record<string, string> {
  reply.hijack();
  hijacked.add(reply);
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value ?? '')]),
  );
}
