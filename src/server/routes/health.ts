import type { FastifyInstance } from 'fastify';
import { PROTOCOL_MAJOR } from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';

/** Open without a token: says only that somebody is there. */
export const LIVE_PATH = '/api/health/live';
const READY_PATH = '/api/health/ready';
/** Asked again and again by machines; the log leaves them out while all is well. */
export const PROBES: ReadonlySet<string> = new Set([LIVE_PATH, READY_PATH, '/api/metrics']);

/** Whether the server lives, whether it can make films, and what it can do. */
export function healthRoutes(app: FastifyInstance, context: ServerContext): void {
  const { version, clock } = context;
  const startedAt = new Date(clock.now()).toISOString();

  app.get(LIVE_PATH, async () => ({ status: 'alive', protocol: PROTOCOL_MAJOR }));

  app.get(READY_PATH, async (_request, reply) => {
    const starting = Symbol('starting');
    const service = await Promise.race([context.engine, Promise.resolve(starting)]);
    if (typeof service === 'symbol') {
      return reply
        .code(503)
        .header('retry-after', '1')
        .send({ status: 'starting', version, checks: { engine: 'starting' } });
    }
    const { ffmpeg } = await service.capabilities();
    const ready = ffmpeg !== undefined;
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      version,
      protocol: PROTOCOL_MAJOR,
      pid: process.pid,
      startedAt,
      checks: { engine: 'ok', ffmpeg: ready ? 'ok' : 'missing' },
    });
  });

  app.get('/api/capabilities', async () => {
    const capabilities = await (await context.engine).capabilities();
    if (context.local || !capabilities.ffmpeg) return capabilities;
    return { ...capabilities, ffmpeg: { ...capabilities.ffmpeg, path: 'ffmpeg' } };
  });
}
