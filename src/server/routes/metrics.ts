import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../context.ts';

/** For Prometheus. It needs the token as everything else does: what runs here is nobody else's business. */
export function metricsRoutes(app: FastifyInstance, context: ServerContext): void {
  app.get('/api/metrics', async (_request, reply) => {
    const text = await context.metrics.text();
    return reply.type(context.metrics.type).header('cache-control', 'no-store').send(text);
  });
}
