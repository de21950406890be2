import { setTimeout as sleep } from 'node:timers/promises';
import { createAuraClient, type AuraClient, type ClientOptions } from './client.ts';
import { localSource, type LocalSourceOptions } from './local/localSource.ts';
import { probe, readEndpoint } from './local/probe.ts';

export interface LocalEngineOptions extends Omit<LocalSourceOptions, 'execPath' | 'env'> {
  /** Default: this process's own binary. */
  execPath?: string;
  /** Default: this process's environment. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Changes to the client's patience. */
  policy?: ClientOptions['policy'];
}

/**
 * A client for the engine of this machine. Resolves when the engine answers, which is started if there is none; and
 * started again whenever it is found dead later.
 * @throws AuraError `E503-UNAVAILABLE` when it is silent ({@link restartLocalEngine} helps) or cannot start.
 */
export async function connectLocalEngine(options: LocalEngineOptions): Promise<AuraClient> {
  const source = localSource({
    ...options,
    execPath: options.execPath ?? process.execPath,
    env: options.env ?? process.env,
  });
  await source.find();
  return createAuraClient({
    endpoint: source,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.policy ? { policy: options.policy } : {}),
  });
}

/** How long the engine has to end by itself, ms, before it is ended. */
const GRACE_MS = 2000;

/** Ends the engine, in order if it still can, by force if not, and starts it again. Its jobs resume. */
export async function restartLocalEngine(options: LocalEngineOptions): Promise<AuraClient> {
  await stopLocalEngine(options.dataFolder);
  return connectLocalEngine(options);
}

/** Ends the engine if one runs. The process id is trusted only while something listens at the engine's own socket. */
export async function stopLocalEngine(dataFolder: string): Promise<void> {
  const endpoint = await readEndpoint(dataFolder);
  if (!endpoint) return;
  const health = await probe(endpoint, GRACE_MS);
  if (health === 'dead') return;
  // A stopped process cannot end in order.
  const steps: NodeJS.Signals[] = health === 'silent' ? ['SIGKILL'] : ['SIGTERM', 'SIGKILL'];
  for (const signal of steps) {
    signalProcess(endpoint.pid, signal);
    const deadline = Date.now() + GRACE_MS;
    while (Date.now() < deadline) {
      if (!isRunning(endpoint.pid)) return;
      await sleep(25);
    }
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
