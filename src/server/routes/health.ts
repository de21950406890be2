import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { PROTOCOL_MAJOR, type Readiness } from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';
import { checkDataFolder } from '../dataFolder.ts';

/** Open without a token: says only that somebody is there. */
export const LIVE_PATH = '/api/health/live';
const READY_PATH = '/api/health/ready';
/** Asked again and again by machines; the log leaves them out while all is well. */
export const PROBES: ReadonlySet<string> = new Set([LIVE_PATH, READY_PATH, '/api/metrics']);

/** Many monitors ask with `HEAD`. */
const PROBE_METHODS: HTTPMethods[] = ['GET', 'HEAD'];

/** Whether the server lives, whether it can make films, and what it can do. */
export function healthRoutes(app: FastifyInstance, context: ServerContext): void {
  const { version, clock } = context;
  const startedAt = new Date(clock.now()).toISOString();

  app.route({
    method: PROBE_METHODS,
    url: LIVE_PATH,
    handler: async () => ({ status: 'alive', protocol: PROTOCOL_MAJOR }),
  });

  async function readiness(_request: FastifyRequest, reply: FastifyReply): Promise<Readiness> {
    const about = { version, protocol: PROTOCOL_MAJOR, pid: process.pid, startedAt };
    const starting = Symbol('starting');
    const service = await Promise.race([context.engine, Promise.resolve(starting)]);
    if (typeof service === 'symbol') {
      void reply.code(503).header('retry-after', '1');
      return { status: 'starting', ...about, checks: { engine: 'starting' } };
    }
    const { ffmpeg } = await service.capabilities();
    const checks = {
      engine: 'ok',
      ffmpeg: ffmpeg ? 'ok' : 'missing',
      ...(context.dataFolder === undefined ? {} : await checkDataFolder(context.dataFolder)),
    };
    const ready = Object.values(checks).every((check) => check === 'ok');
    if (!ready) void reply.code(503).header('retry-after', '10');
    return { status: ready ? 'ready' : 'not ready', ...about, checks };
  }

  app.route({ method: PROBE_METHODS, url: READY_PATH, handler: readiness });

  app.get('/api/capabilities', async () => {
    const capabilities = await (await context.engine).capabilities();
    if (context.local || !capabilities.ffmpeg) return capabilities;
    return { ...capabilities, ffmpeg: { ...capabilities.ffmpeg, path: 'ffmpeg' } };
  });
}
