import type { FastifyInstance } from 'fastify';
import { isStream, type ServerContext } from './context.ts';
import { isFault } from './problem.ts';
import { PROBES } from './routes/health.ts';

/** Counts every answer and writes a line about it. Never the query, a body or a token: only the route, and which job. */
export function watchRequests(app: FastifyInstance, context: ServerContext): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    const ms = reply.elapsedTime;
    context.metrics.http.answered({ method, route, status, seconds: ms / 1000, stream: isStream(reply) });
    if (PROBES.has(route) && status < 400) return;
    context.log(isFault(status) ? 'error' : status >= 400 ? 'warn' : 'info', 'request', {
      method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      correlationId: context.correlationId(request),
      owner: context.owner(request)?.slice(0, 8),
      jobId: jobIdOf(request.params),
    });
  });
}

/** The job that was asked about, when it can be one. */
function jobIdOf(params: unknown): string | undefined {
  const { id } = (params ?? {}) as { id?: string };
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}
