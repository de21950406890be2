import { AuraError, systemClock, type Clock, type Endpoint } from '../../protocol/protocol.ts';
import type { Target, TargetSource } from '../endpoint.ts';
import { probe, readEndpoint, retire, toTarget } from './probe.ts';
import { engineLogTail, spawnEngine, type EngineCommand, type StartedEngine } from './spawnEngine.ts';
import { isOlder } from './version.ts';

export interface LocalTimes {
  /** A started engine must listen after this time, ms. */
  startMs: number;
  /** An engine that listens must answer within this time, ms; else it is silent. */
  answerMs: number;
  /** Between two looks, ms. */
  lookMs: number;
}

const TIMES: LocalTimes = { startMs: 30_000, answerMs: 4000, lookMs: 50 };

export interface LocalSourceOptions extends EngineCommand {
  log(message: string): void;
  /** Of this product: an engine of an older one is asked to make room. Absent: any engine will do. */
  version?: string;
  clock?: Clock;
  times?: Partial<LocalTimes>;
}

/**
 * Finds the engine of this machine, and starts it when there is none. Several may look at once; one start serves all.
 * `find` rejects with `E503-UNAVAILABLE` for an engine that is alive but silent (never is a second one started), and
 * for one that cannot start (with the tail of its log).
 */
export function localSource(options: LocalSourceOptions): TargetSource {
  const times = { ...TIMES, ...options.times };
  const clock = options.clock ?? systemClock;
  let finding: Promise<Target> | undefined;

  async function look(): Promise<Target> {
    const there = await existing();
    return toTarget(there ?? (await start()));
  }

  /** The engine that listens now. @throws AuraError when it does not answer. */
  async function existing(): Promise<Endpoint | undefined> {
    const endpoint = await readEndpoint(options.dataFolder);
    if (!endpoint) return undefined;
    const health = await probe(endpoint, times.answerMs);
    if (health === 'silent') throw silentEngine(endpoint);
    if (health === 'dead') return undefined;
    const { version } = options;
    if (version === undefined || !isOlder(endpoint.version, version)) return endpoint;
    // It finishes its jobs while ours starts beside it.
    const makesRoom = await retire(endpoint, times.answerMs);
    options.log(`engine ${endpoint.version} ${makesRoom ? 'makes room' : 'stays'} for ${version}`);
    return makesRoom ? undefined : endpoint;
  }

  async function start(): Promise<Endpoint> {
    const deadline = clock.now() + times.startMs;
    let engine: StartedEngine | undefined;
    while (clock.now() < deadline) {
      if (!engine) {
        engine = spawnEngine(options);
        options.log(`engine started, pid ${engine.pid ?? 'none'}`);
      }
      await pause(clock, times.lookMs);
      const endpoint = await existing();
      if (endpoint) return endpoint;
      const ended = engine.ended();
      if (!ended) continue;
      if (ended.code !== 0) throw cannotStart(options.dataFolder, ended.why);
      // Another engine was first. It will say where it is, or it was just ending: then it is our turn again.
      await pause(clock, 10 * times.lookMs);
      if (await existing()) continue;
      engine = undefined;
    }
    throw cannotStart(options.dataFolder, `it did not listen within ${times.startMs / 1000} s`);
  }

  return {
    local: true,
    find() {
      finding ??= look().finally(() => {
        finding = undefined;
      });
      return finding;
    },
    // Nothing is remembered: every `find` asks the engine itself.
    lost: () => undefined,
  };
}

function silentEngine(endpoint: Endpoint): AuraError {
  return new AuraError('E503-UNAVAILABLE', 'The Aura engine does not answer', {
    details: `Process ${endpoint.pid} listens but is silent: it may be stopped, or the machine very busy.`,
    remediation: 'Wait a moment, or restart the engine. Finished scenes are kept.',
  });
}

function cannotStart(dataFolder: string, why: string): AuraError {
  return new AuraError('E503-UNAVAILABLE', 'The Aura engine cannot start', {
    details: `${why}\n${engineLogTail(dataFolder)}`,
    remediation: 'Look at the engine’s log, then try again.',
  });
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
