import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import {
  AuraError,
  RETIRE_PATH,
  systemClock,
  type Clock,
  type JobService,
  type SharedJobService,
} from '../protocol/protocol.ts';
import { MAX_JSON_BYTES, readBodies } from './body.ts';
import { trackConnections } from './connections.ts';
import type { ServerContext } from './context.ts';
import { takeCorrelationId } from './correlation.ts';
import { guardRequests, type Owners } from './guard.ts';
import { logJobs, watchJobs } from './jobWatch.ts';
import { createAdmission, DEFAULT_LIMITS, NO_LIMITS, type ServerLimits } from './limits.ts';
import { endLateBodies } from './lateBodies.ts';
import type { Log } from './log.ts';
import { answerMalformed } from './malformed.ts';
import type { Mask } from './mask.ts';
import { createMetrics } from './metrics/metrics.ts';
import { fromFastify, isFault, toProblem } from './problem.ts';
import { createRateLimit } from './rateLimit.ts';
import { watchRequests } from './requestWatch.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { assetRoutes } from './routes/assets.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/jobs.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { openApiRoutes } from './routes/openapi.ts';
import { streamRoutes } from './routes/streams.ts';
import { answerUnknown } from './routes/unknown.ts';
import { videoRoutes } from './routes/video.ts';
import { createJobHub } from './sse/allJobs.ts';
import { createStreams } from './sse/streams.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { LOCAL_VIEW, remoteView } from './view.ts';

/** How long open answers may take when the server closes, ms. */
const CLOSE_MS = 3000;
const SWEEP_MS = 20;

export interface ServerOptions {
  /** The jobs to serve; requests wait until it is there. */
  service: SharedJobService | Promise<SharedJobService>;
  /** The same before it may be asked: whose jobs are logged and counted from their first change on. `service` itself by default. */
  watched?: Promise<JobService>;
  /** One token, or several people's. */
  token: string | Tokens;
  listen: { socket: string } | { host: string; port: number };
  /** Whether callers are on this machine and may name its paths. */
  local: boolean;
  log: Log;
  /** Of the product. */
  version: string;
  /** Where the engine keeps jobs: whether it can be written and has room is part of being ready. */
  dataFolder?: string;
  /** Whether changes of jobs get lines in the log; not where another server of the same engine writes them. */
  logsJobs?: boolean;
  heartbeatSeconds?: number;
  clock?: Clock;
  /** TCP only: host names besides this machine's own, and origins of pages that may ask. */
  allowedHosts?: readonly string[];
  allowedOrigins?: readonly string[];
  /** TCP only: what callers may take; {@link DEFAULT_LIMITS}. */
  limits?: Partial<ServerLimits>;
  /** Local only: makes room for a newer version, as {@link RETIRE_PATH} says. */
  onRetire?(): Promise<void>;
  /** Folders of this machine that must not be seen elsewhere. */
  masks?: readonly Mask[] | (() => readonly Mask[]);
}

export interface AuraServer {
  /** `http://127.0.0.1:5005`, or the path of the socket. */
  readonly address: string;
  /** What is open now, and when something was last asked (ms since 1970): an engine that nobody uses ends itself. */
  activity(): { streams: number; requests: number; lastAt: number };
  /** Stops listening, ends streams with a comment, lets answers finish. The service stays open. */
  close(): Promise<void>;
}

/**
 * Serves a `JobService` over HTTP and Server-Sent Events as docs/protocol.md says. Listens when it resolves.
 * @throws Error when the address cannot be listened on.
 */
export async function createServer(options: ServerOptions): Promise<AuraServer> {
  const clock = options.clock ?? systemClock;
  const { masks = [] } = options;
  const heartbeatSeconds = options.heartbeatSeconds ?? 5;
  const correlations = new WeakMap<FastifyRequest, string>();
  const tokens = typeof options.token === 'string' ? createTokens([options.token]) : options.token;
  const streams = createStreams(clock, heartbeatSeconds, tokens.knows);
  let opened: SharedJobService | undefined;
  const owners: Owners = new WeakMap();
  const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const engine = Promise.resolve(options.service);
  const owner = (request: FastifyRequest): string | undefined =>
    options.local ? undefined : owners.get(request);
  const context: ServerContext = {
    engine,
    async service(request) {
      const shared = await engine;
      if (options.local) return shared;
      const caller = owners.get(request);
      if (caller === undefined) throw new AuraError('E401-UNAUTHORIZED', 'Nobody knows who asks');
      return shared.forOwner(caller);
    },
    owner,
    admission: options.local ? NO_LIMITS : createAdmission(limits, clock, streams, owner),
    local: options.local,
    version: options.version,
    dataFolder: options.dataFolder,
    heartbeatSeconds,
    clock,
    log: options.log,
    view: options.local ? LOCAL_VIEW : remoteView(typeof masks === 'function' ? masks : () => masks),
    metrics: createMetrics({
      clock,
      version: options.version,
      openStreams: () => streams.size,
      service: () => opened,
    }),
    streams,
    hub: createJobHub(clock),
    correlationId: (request) => correlations.get(request) ?? '',
  };
  const closing = new AbortController();
  const logJob = options.logsJobs === false ? () => undefined : logJobs(options.log);
  engine.then(
    (service) => (opened = service),
    () => undefined,
  );
  const watching = (async () => {
    // Nobody may have asked yet when the engine fails to start; whoever made it reports that.
    const watched = await (options.watched ?? engine).catch(() => undefined);
    if (!watched) return;
    await watchJobs(watched, closing.signal, (event) => {
      context.metrics.job(event);
      logJob(event);
    });
  })();
  watching.catch((error: unknown) =>
    options.log('warn', 'jobs are no longer watched', { error: String(error) }),
  );

  const app = Fastify({
    logger: false,
    ...answerMalformed(context),
    bodyLimit: MAX_JSON_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: false,
    routerOptions: { maxParamLength: 500 },
  });
  readBodies(app);

  app.addHook('onRequest', async (request, reply) => {
    const correlationId = takeCorrelationId(request.headers['x-correlation-id']);
    correlations.set(request, correlationId);
    void reply.header('x-correlation-id', correlationId);
  });
  guardRequests(app, owners, {
    tokens,
    tcp: 'port' in options.listen,
    allowedHosts: options.allowedHosts ?? [],
    allowedOrigins: options.allowedOrigins ?? [],
    failedAttempts: options.local ? undefined : createRateLimit(limits.failedAttempts, clock),
  });
  endLateBodies(app, clock);
  watchRequests(app, context);
  const activity = watchActivity(app, clock, () => context.streams.size);
  answerErrors(app, context);
  answerUnknown(app);
  healthRoutes(app, context);
  jobRoutes(app, context);
  streamRoutes(app, context);
  artifactRoutes(app, context);
  assetRoutes(app, context);
  metricsRoutes(app, context);
  videoRoutes(app, context);
  openApiRoutes(app, context);

  const { onRetire } = options;
  if (onRetire) {
    app.post(RETIRE_PATH, async (_request, reply) => {
      await onRetire();
      return reply.code(202).send({ status: 'retiring' });
    });
  }

  const connections = trackConnections(app.server);
  const address = await app.listen(
    'socket' in options.listen ? { path: options.listen.socket } : options.listen,
  );
  return {
    address: 'socket' in options.listen ? options.listen.socket : address,
    activity,
    async close() {
      const force = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
      // A connection is unused only once its last answer is out.
      const sweep = setInterval(connections.closeUnused, SWEEP_MS);
      closing.abort();
      const closed = app.close();
      context.streams.endAll('the server is closing; come back with the last id');
      try {
        await closed;
      } finally {
        clearTimeout(force);
        clearInterval(sweep);
      }
    },
  };
}

function watchActivity(app: FastifyInstance, clock: Clock, streams: () => number): AuraServer['activity'] {
  let requests = 0;
  let lastAt = clock.now();
  app.addHook('onRequest', async (_request, reply) => {
    requests += 1;
    lastAt = clock.now();
    reply.raw.once('close', () => {
      requests -= 1;
      lastAt = clock.now();
    });
  });
  return () => ({ streams: streams(), requests, lastAt });
}

function answerErrors(app: FastifyInstance, context: ServerContext): void {
  app.setErrorHandler(async (thrown, request, reply) => {
    const correlationId = context.correlationId(request);
    const problem = toProblem(fromFastify(thrown), {
      instance: request.url.split('?')[0] ?? '',
      correlationId,
      local: context.local,
      now: context.clock.now(),
    });
    context.metrics.http.problem(problem.errorCode ?? '');
    if (isFault(problem.status)) {
      const error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      context.log('error', `${request.method} ${problem.instance} failed`, { correlationId, error });
    }
    if (problem.status === 503 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '1');
    if (problem.status === 429 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '10');
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(context.view.value(problem)));
  });
}
