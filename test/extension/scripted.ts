// A client whose jobs do what a test says, and the smallest snapshot there can be.
import { AuraError, type JobSnapshot, STAGES } from '../../src/protocol/protocol.ts';
import { type Connections, createConnections } from '../../src/extension/connection/connections.ts';
import { createEngine } from '../../src/extension/connection/engine.ts';
import { localHost } from '../../src/extension/connection/host.ts';
import type { JobClient, JobUpdate } from '../../src/extension/connection/jobClient.ts';
import type { WindowJob } from '../../src/extension/jobs/windowJob.ts';
import { createEmitter } from '../../src/extension/lifetime/emitter.ts';

export function snapshotOf(id: string, changes: Partial<JobSnapshot> = {}): JobSnapshot {
  return {
    id,
    title: `Film ${id}`,
    status: 'Running',
    attempt: 1,
    resumed: false,
    cancelling: false,
    stage: 'tts',
    phase: 'tts',
    percent: 42.3,
    message: 'Speaking',
    stages: STAGES.map((stage) => ({ stage, percent: 0, weight: 0 })),
    scenes: [],
    plan: { build: 3, total: 5, seconds: 8 },
    elapsedSeconds: 3,
    warnings: [],
    errors: [],
    completedStages: [],
    artifacts: [],
    createdAt: '2026-11-20T10:00:00.000Z',
    correlationId: `c-${id}`,
    lastSign: '2026-11-20T10:00:03.000Z',
    ...changes,
  };
}

/** What is pushed is what the watcher of that job sees next. */
export interface Script {
  client: JobClient;
  push(update: JobUpdate): void;
  /** Ends the watching of a job with an error. */
  fail(id: string, error: Error): void;
  /** Names of the methods that were called, with their first argument. */
  calls: string[];
  watching(id: string): number;
}

const notScripted = () => Promise.reject(new AuraError('E500-INTERNAL', 'Not scripted'));

type Turn = { update: JobUpdate } | { error: Error };

export function scriptedClient(known: readonly JobSnapshot[] = []): Script {
  const jobs = new Map(known.map((snapshot) => [snapshot.id, snapshot]));
  const watchers = new Map<string, Set<(turn: Turn) => void>>();
  const calls: string[] = [];
  let started = 0;

  const tell = (id: string, turn: Turn) => {
    for (const watcher of watchers.get(id) ?? []) watcher(turn);
  };
  const need = (id: string) => {
    const snapshot = jobs.get(id);
    if (!snapshot) throw new AuraError('E404-NOT_FOUND', 'No such job');
    return snapshot;
  };

  const client: JobClient = {
    plan: notScripted,
    async start(request) {
      calls.push(`start ${'script' in request ? request.script.name : 'brief'}`);
      started += 1;
      const snapshot = snapshotOf(`new-${started}`, { status: 'Queued', percent: 0 });
      jobs.set(snapshot.id, snapshot);
      return snapshot;
    },
    get: async (id) => need(id),
    list: async () => [...jobs.values()],
    cancel: notScripted,
    async retry(id) {
      calls.push(`retry ${id}`);
      const snapshot = { ...need(id), status: 'Queued' as const, attempt: need(id).attempt + 1 };
      jobs.set(id, snapshot);
      return snapshot;
    },
    async remove(id) {
      jobs.delete(id);
    },
    events: () => {
      throw new AuraError('E500-INTERNAL', 'Not scripted');
    },
    artifact: notScripted,
    logs: notScripted,
    failureDetails: notScripted,
    capabilities: notScripted,
    missingAssets: notScripted,
    putAsset: notScripted,
    wake: () => undefined,
    close: () => calls.push('close'),
    async *watch(id, { signal, known } = {}) {
      calls.push(`watch ${id}${known ? ` after ${known.lastEventId ?? 'nothing'}` : ''}`);
      need(id);
      const turns = turnsUntil(signal);
      const set = watchers.get(id) ?? new Set();
      watchers.set(id, set.add(turns.add));
      try {
        for (let turn = await turns.next(); turn; turn = await turns.next()) {
          if ('error' in turn) throw turn.error;
          yield turn.update;
          if (['Done', 'Failed', 'Canceled'].includes(turn.update.snapshot.status)) return;
        }
      } finally {
        set.delete(turns.add);
      }
    },
  };

  return {
    client,
    push(update) {
      jobs.set(update.snapshot.id, update.snapshot);
      tell(update.snapshot.id, { update });
    },
    fail: (id, error) => tell(id, { error }),
    calls,
    watching: (id) => watchers.get(id)?.size ?? 0,
  };
}

/** What was added, one after the other; `undefined` once `signal` aborts. */
function turnsUntil(signal: AbortSignal | undefined) {
  const waiting: Turn[] = [];
  const wakers: (() => void)[] = [];
  const wake = () => wakers.splice(0).forEach((waker) => waker());
  signal?.addEventListener('abort', wake, { once: true });
  return {
    add(turn: Turn) {
      waiting.push(turn);
      wake();
    },
    async next(): Promise<Turn | undefined> {
      if (waiting.length === 0 && !signal?.aborted) await new Promise<void>((settle) => wakers.push(settle));
      return waiting.shift();
    },
  };
}

/** A job of this computer as a window knows it. */
export function windowJob(
  id: string,
  changes: Partial<JobSnapshot> = {},
  more: Partial<WindowJob> = {},
): WindowJob {
  const snapshot = snapshotOf(id, changes);
  return {
    snapshot,
    host: localHost('this computer'),
    connection: { kind: 'live' },
    lastHeardMs: Date.parse(snapshot.lastSign),
    ...more,
  };
}

/** Where films are made, and how that is changed. */
export interface ScriptedHosts {
  connections: Connections;
  /** Sets the server, as the setting does; `undefined` for this machine. */
  use(origin: string | undefined): void;
  /** How often each host was connected to, by its key. */
  connects: Record<string, number>;
}

/** Hosts by their key (`local`, or an origin), each a client or the reason why there is none. */
export function scriptedHosts(
  hosts: Readonly<Record<string, JobClient | AuraError>>,
  server?: string,
): ScriptedHosts {
  const changed = createEmitter<void>();
  const connects: Record<string, number> = {};
  let current = server;
  const connect = async (key: string) => {
    connects[key] = (connects[key] ?? 0) + 1;
    const host = hosts[key] ?? new AuraError('E503-UNAVAILABLE', 'Not scripted');
    if (host instanceof AuraError) throw host;
    return host;
  };
  const connections = createConnections({
    local: createEngine({ connect: () => connect('local'), stop: async () => undefined }),
    connect,
    server: () => current,
    onDidChangeServer: changed.event,
  });
  return {
    connections,
    connects,
    use(origin) {
      current = origin;
      changed.fire();
    },
  };
}

/** A memory that lives as long as the test. */
export function memoryOf(values: Record<string, unknown> = {}) {
  const map = new Map(Object.entries(values));
  return {
    get: (key: string) => map.get(key),
    update(key: string, value: unknown) {
      map.set(key, structuredClone(value));
    },
    map,
  };
}

/** Lets everything that is ready to run, run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((settle) => setImmediate(settle));
}
