import { randomBytes } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import {
  PROTOCOL_MAJOR,
  systemClock,
  type Clock,
  type Endpoint,
  type SharedJobService,
} from '../../protocol/protocol.ts';
import { openFolder } from '../../engine/folder.ts';
import type { Log } from '../log.ts';
import { createServer, type AuraServer } from '../server.ts';
import { deferred } from './deferred.ts';
import { removeEndpointFile, writeEndpointFile } from './endpointFile.ts';
import { watchIdle } from './idle.ts';
import { takeEngineLock, type EngineLock } from './lock.ts';
import { newSocketPath, type SocketPlace } from './socketPath.ts';

/** An engine that nobody needs ends after this time, ms. */
const IDLE_MS = 60_000;
/** Once a newer version has taken over, the engine ends this soon after its last job and client, ms. */
const RETIRED_IDLE_MS = 2000;

/** A service with an end of its own. */
export interface ClosableService extends SharedJobService {
  /** Unfinished jobs of this process. */
  activity(): { running: number; queued: number };
  /** Running jobs are left so that the next engine resumes them. */
  close(): Promise<void>;
}

export interface LocalServerOptions {
  dataFolder: string;
  version: string;
  /** Makes the engine, once it is sure that this process is the one. */
  createService(): Promise<ClosableService>;
  log: Log;
  /** Where to listen; a fresh private path otherwise. */
  socketPath?: string;
  /** The engine ends itself after this time without job and client, ms. */
  idleMs?: number;
  /** The same once a newer version has asked for room, ms. */
  retiredIdleMs?: number;
  heartbeatSeconds?: number;
  logsJobs?: boolean;
  clock?: Clock;
  env?: Readonly<Record<string, string | undefined>>;
}

export interface LocalServer {
  readonly endpoint: Endpoint;
  /** Resolves when the engine has ended itself or was closed. */
  readonly ended: Promise<void>;
  /** Ends gracefully; may be called again. */
  close(reason: string): Promise<void>;
}

/**
 * Runs the engine of this machine on a private socket. Of several that start at once, one wins; for the others this is
 * `undefined`. What dead engines left behind is replaced.
 * @throws AuraError when there is no place to listen at, or whatever `createService` throws.
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer | undefined> {
  const { dataFolder, version, log } = options;
  const clock = options.clock ?? systemClock;
  await openFolder(dataFolder, 'The data folder', 'AURA_DATA');
  const socketPath = await newSocketPath(thisPlace(options.env ?? process.env), options.socketPath);
  const token = randomBytes(32).toString('base64url');
  const service = deferred<SharedJobService>();
  const retiring: Parts['retiring'] = { ask: async () => undefined };
  const server = await createServer({
    service: service.promise,
    token,
    listen: { socket: socketPath },
    local: true,
    log,
    version,
    dataFolder,
    clock,
    onRetire: () => retiring.ask(),
    logsJobs: options.logsJobs ?? true,
    ...(options.heartbeatSeconds === undefined ? {} : { heartbeatSeconds: options.heartbeatSeconds }),
  });
  let lock: EngineLock | undefined;
  let engine: ClosableService | undefined;
  const endpoint: Endpoint = {
    socketPath,
    token,
    pid: process.pid,
    startedAt: new Date(clock.now()).toISOString(),
    version,
    protocol: PROTOCOL_MAJOR,
  };
  try {
    if (process.platform !== 'win32') await chmod(socketPath, 0o600);
    // It listens before it takes the lock: that it listens is how others see that the holder lives.
    lock = await takeEngineLock(dataFolder, socketPath);
    if (!lock) {
      await server.close();
      return undefined;
    }
    for (const path of lock.stale) await removeStaleSocket(path, socketPath);
    engine = await options.createService();
    await writeEndpointFile(dataFolder, endpoint);
  } catch (error) {
    service.reject(error);
    await Promise.all([server.close(), engine?.close()]);
    await lock?.release();
    throw error;
  }
  service.resolve(engine);
  log('info', 'the engine listens', { socketPath, pid: process.pid, version });
  return run(options, { server, engine, lock, endpoint, clock, retiring });
}

interface Parts {
  server: AuraServer;
  engine: ClosableService;
  lock: EngineLock;
  endpoint: Endpoint;
  clock: Clock;
  /** What to do when a newer version asks for room. */
  retiring: { ask: () => Promise<void> };
}

/** A server that listens, until it ends. */
function run(options: LocalServerOptions, parts: Parts): LocalServer {
  const { dataFolder, log } = options;
  const { server, engine, lock, endpoint, clock, retiring } = parts;
  const ended = deferred<void>();
  let closing: Promise<void> | undefined;
  let retired = false;
  let stopWatching = watch(options.idleMs ?? IDLE_MS, 'idle');

  function watch(idleMs: number, reason: string): () => void {
    return watchIdle({
      server,
      unfinished: () => engine.activity().running + engine.activity().queued,
      clock,
      idleMs,
      onIdle: () => void close(reason),
    });
  }

  /** Lets a newer version take over: new jobs go there, those of this process are ended here. */
  async function retire(): Promise<void> {
    if (retired || closing) return;
    retired = true;
    log('info', 'the engine makes room for a newer version');
    await removeEndpointFile(dataFolder, endpoint);
    await lock.release();
    stopWatching();
    stopWatching = watch(options.retiredIdleMs ?? RETIRED_IDLE_MS, 'retired');
  }

  async function finish(reason: string): Promise<void> {
    log('info', 'the engine ends', { reason });
    stopWatching();
    await removeEndpointFile(dataFolder, endpoint);
    // Streams first, so that readers get their last comment; but a slow reader must not keep the engine from ending.
    await Promise.all([server.close(), engine.close()]);
    await lock.release();
    log('info', 'the engine has ended', { reason });
  }

  function close(reason: string): Promise<void> {
    closing ??= finish(reason).then(ended.resolve, ended.reject);
    return closing;
  }

  retiring.ask = retire;
  return { endpoint, ended: ended.promise, close };
}

/** Only what lies where sockets of ours lie is removed. */
async function removeStaleSocket(path: string, ours: string): Promise<void> {
  if (process.platform === 'win32' || path === ours || dirname(path) !== dirname(ours)) return;
  await rm(path, { force: true });
}

function thisPlace(env: Readonly<Record<string, string | undefined>>): SocketPlace {
  return { platform: process.platform, env, temp: tmpdir(), uid: process.getuid?.() };
}
