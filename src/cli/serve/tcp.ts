import { AuraError, type JobService, type SharedJobService } from '../../protocol/protocol.ts';
import { deferred } from '../../server/local/deferred.ts';
import { startLocalServer, type ClosableService, type LocalServer } from '../../server/local/localServer.ts';
import { jsonLine, textLine, type Log } from '../../server/log.ts';
import { createServer, type AuraServer } from '../../server/server.ts';
import { isLoopback, listenError } from './address.ts';
import { ffmpegFolder, masksOf } from './masks.ts';
import { openDataFolder, openTokens, type TokenSource } from './tokens.ts';

export interface TcpOptions {
  dataFolder: string;
  cacheFolder: string;
  version: string;
  host: string;
  port: number;
  token?: string;
  tokenFile?: string;
  /** Pages that may ask, by their origin. */
  origins: readonly string[];
  /** Host names by which the server may be asked for. */
  hosts: readonly string[];
  /** A local socket as well, for the editors of this machine; at this path or a fresh one. */
  socket?: string | true;
  json: boolean;
  createService(log: Log): Promise<ClosableService & { ready(): Promise<void> }>;
}

/** What runs, in the order in which it is closed. */
interface Running {
  server: AuraServer;
  local: LocalServer | undefined;
  engine: ClosableService;
  tokens: TokenSource;
  closing: AbortController;
}

/**
 * `aura serve`: serves films over TCP until SIGTERM or Ctrl-C. Then streams end with a comment, running jobs are put down,
 * and the next process goes on with them. A second Ctrl-C does not wait. SIGHUP reads the token file again.
 * @throws AuraError `E400-BAD_REQUEST` for what the command line has to change.
 */
export async function serveTcp(options: TcpOptions): Promise<number> {
  const { json } = options;
  const log: Log = (level, message, fields) =>
    void process.stderr.write(`${(json ? jsonLine : textLine)(new Date(), level, message, fields)}\n`);
  const running = await start(options, log);
  const ended = deferred<void>();
  let closing = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (closing) process.exit(130);
    closing = true;
    log('info', 'the server ends; running jobs go on when it is started again', { signal });
    close(running).then(ended.resolve, ended.reject);
  };
  const onHangUp = (): void => void running.tokens.reload();
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGHUP', onHangUp);
  try {
    process.stdout.write(`${greeting(options, running).join('\n')}\n`);
    await ended.promise;
    log('info', 'the server has ended');
    return 0;
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    process.off('SIGHUP', onHangUp);
  }
}

async function start(options: TcpOptions, log: Log): Promise<Running> {
  const { dataFolder, host, port, version } = options;
  await openDataFolder(dataFolder);
  const tokens = await openTokens(options, log);
  const service = deferred<SharedJobService>();
  const watched = deferred<JobService>();
  const closing = new AbortController();
  let masks = await masksOf(options);
  /** Its place stands in every log of a render: nobody is answered about jobs before it is known. */
  async function openDoors(opened: ClosableService): Promise<void> {
    const folder = await ffmpegFolder(opened, log, closing.signal);
    if (folder !== undefined) masks = [...masks, { folder, as: '$FFMPEG' }];
    service.resolve(opened);
  }

  let server: AuraServer | undefined;
  let engine: (ClosableService & { ready(): Promise<void> }) | undefined;
  try {
    // It listens before it has an engine: where the port is taken no job is touched.
    server = await createServer({
      service: service.promise,
      watched: watched.promise,
      token: tokens.tokens,
      listen: { host, port },
      local: false,
      log,
      version,
      dataFolder,
      allowedHosts: options.hosts,
      allowedOrigins: options.origins,
      masks: () => masks,
    }).catch((error: unknown) => {
      throw listenError(error, host, port);
    });
    engine = await options.createService(log);
    // Before it has read its folder: jobs that it takes up are told of too.
    watched.resolve(engine);
    await engine.ready().catch((error: unknown) => {
      throw asUsage(error);
    });
    const local = options.socket === undefined ? undefined : await openSocket(options, engine, log);
    void openDoors(engine);
    return { server, local, engine, tokens, closing };
  } catch (error) {
    service.reject(error);
    watched.reject(error);
    tokens.close();
    await Promise.all([server?.close(), engine?.close()]);
    throw error;
  }
}

/** The socket of this machine's editors, over the same engine. It does not end with them. */
async function openSocket(options: TcpOptions, engine: ClosableService, log: Log): Promise<LocalServer> {
  const { dataFolder, version, socket } = options;
  const local = await startLocalServer({
    dataFolder,
    version,
    log,
    logsJobs: false,
    createService: async () => ({ ...engine, close: async () => undefined }),
    idleMs: Infinity,
    ...(typeof socket === 'string' ? { socketPath: socket } : {}),
  });
  if (local) return local;
  throw new AuraError('E400-BAD_REQUEST', 'An engine of this data folder has its socket already', {
    details: dataFolder,
    remediation: 'Close the editors that use it, name another folder with --data, or leave --socket out.',
  });
}

async function close({ server, local, engine, tokens, closing }: Running): Promise<void> {
  closing.abort();
  tokens.close();
  // Streams first, so that readers get their last comment; but a slow reader must not keep the engine from ending.
  await Promise.all([server.close(), local?.close('the server ends'), engine.close()]);
}

function greeting(options: TcpOptions, { server, local, tokens }: Running): string[] {
  const url = server.address;
  const { file, made } = tokens;
  const socketPath = local?.endpoint.socketPath;
  const open = !isLoopback(options.host);
  if (options.json) {
    return [
      JSON.stringify({ event: 'listening', url, token: made, tokenFile: file, socketPath, pid: process.pid }),
    ];
  }
  return [
    `listening on ${url}`,
    ...(made === undefined ? [] : [`token ${made}`]),
    ...(file === undefined
      ? []
      : [made === undefined ? `the token is in ${file}` : `it is kept in ${file} and not shown again`]),
    ...(socketPath === undefined ? [] : [`editors of this machine: ${socketPath}`]),
    ...(open
      ? ['The network may reach this server: put TLS in front of it, or tokens can be read on the way.']
      : []),
  ];
}

/** A data folder that cannot be used is for the command line to change. */
function asUsage(error: unknown): unknown {
  if (!AuraError.is(error)) return error;
  const { message, remediation, details, cause } = error;
  return new AuraError('E400-BAD_REQUEST', message, {
    remediation,
    cause,
    ...(details === undefined ? {} : { details }),
  });
}
