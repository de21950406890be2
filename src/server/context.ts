import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, JobService } from '../protocol/protocol.ts';
import type { Log } from './log.ts';
import type { JobHub } from './sse/allJobs.ts';
import type { Streams } from './sse/streams.ts';
import type { JobView } from './view.ts';

/** What the routes share. */
export interface ServerContext {
  /** Resolves once the engine is ready. */
  service: Promise<JobService>;
  /** Whether the other end is on this machine: then it may name paths and sees them. */
  local: boolean;
  version: string;
  heartbeatSeconds: number;
  clock: Clock;
  log: Log;
  view: JobView;
  streams: Streams;
  hub: JobHub;
  correlationId(request: FastifyRequest): string;
}

/** An answer that is a stream: Fastify lets go of it, headers set so far are kept. */
export function hijack(reply: FastifyReply): Record<string, string> {
  reply.hijack();
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value ?? '')]),
  );
}
