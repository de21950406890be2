import {
  AuraError,
  type CancellationResult,
  type GenerateRequest,
  isTerminal,
  type JobSnapshot,
  toAuraError,
} from '../../protocol/protocol.ts';
import type { Engine } from '../connection/engine.ts';
import type { JobUpdate } from '../connection/jobClient.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';
import type { JobMemory } from './memory.ts';

/** The jobs this window knows: its own, followed to their end even over a reload, and the history. */
export interface Jobs extends Disposable {
  /** Newest first. */
  all(): readonly JobUpdate[];
  find(id: string): JobUpdate | undefined;
  /** Begins a film and follows it. `script` is remembered, so that a scene's line can be shown. */
  start(request: GenerateRequest, script?: string): Promise<JobSnapshot>;
  cancel(id: string): Promise<CancellationResult>;
  retry(id: string): Promise<JobSnapshot>;
  remove(id: string): Promise<void>;
  /** Takes up again what this window was following before it was reloaded. Starts the engine only if there is any. */
  resume(): void;
  /** Asks the engine for its jobs, so that the history is there. */
  refresh(): Promise<void>;
  /** Address of the script a job of this window was made from. */
  scriptOf(id: string): string | undefined;
  readonly onDidChange: Listen<void>;
  /** A film was begun in this window. */
  readonly onDidStart: Listen<JobSnapshot>;
  /** A job of this window has ended; told once an attempt. */
  readonly onDidEnd: Listen<JobSnapshot>;
}

export interface JobsParts {
  engine: Engine;
  memory: JobMemory;
  log: { warn(message: string): void };
  /** How many finished jobs to show. */
  history: number;
}

export function createJobs({ engine, memory, log, history }: JobsParts): Jobs {
  const changed = createEmitter<void>();
  const started = createEmitter<JobSnapshot>();
  const ended = createEmitter<JobSnapshot>();
  const known = new Map<string, JobUpdate>();
  const watches = new Map<string, AbortController>();

  const put = (update: JobUpdate) => {
    known.set(update.snapshot.id, update);
    changed.fire();
    if (isTerminal(update.snapshot.status) && memory.isFollowed(update.snapshot.id)) {
      memory.unfollow(update.snapshot.id);
      ended.fire(update.snapshot);
    }
  };

  const forget = (id: string) => {
    memory.unfollow(id);
    if (known.delete(id)) changed.fire();
  };

  const watch = async (id: string) => {
    if (watches.has(id)) return;
    const abort = new AbortController();
    watches.set(id, abort);
    try {
      const client = await engine.client();
      for await (const update of client.watch(id, { signal: abort.signal })) {
        if (abort.signal.aborted) return;
        put(update);
      }
    } catch (error) {
      if (abort.signal.aborted) return;
      if (AuraError.is(error, 'E404-NOT_FOUND')) return forget(id);
      log.warn(`Job ${id} can no longer be followed: ${String(error)}`);
      const last = known.get(id);
      if (last) put({ ...last, connection: { kind: 'closed' }, trouble: toAuraError(error) });
    } finally {
      if (watches.get(id) === abort) watches.delete(id);
    }
  };

  const follow = (snapshot: JobSnapshot) => {
    memory.follow(snapshot.id);
    stopWatching(snapshot.id);
    put({ snapshot, connection: { kind: 'live' } });
    void watch(snapshot.id);
  };

  const stopWatching = (id: string) => {
    watches.get(id)?.abort();
    watches.delete(id);
  };

  return {
    all: () => [...known.values()].sort(byAge),
    find: (id) => known.get(id),
    async start(request, script) {
      const client = await engine.client();
      const snapshot = await client.start(request);
      if (script !== undefined) memory.rememberScript(snapshot.id, script);
      follow(snapshot);
      started.fire(snapshot);
      return snapshot;
    },
    cancel: async (id) => (await engine.client()).cancel(id),
    async retry(id) {
      const snapshot = await (await engine.client()).retry(id);
      follow(snapshot);
      return snapshot;
    },
    async remove(id) {
      await (await engine.client()).remove(id);
      forget(id);
    },
    resume() {
      for (const id of memory.followed()) void watch(id);
    },
    async refresh() {
      const client = await engine.client();
      const listed = await client.list({ limit: history });
      const listedIds = new Set(listed.map(({ id }) => id));
      for (const id of known.keys()) if (!listedIds.has(id) && !watches.has(id)) known.delete(id);
      for (const snapshot of listed) {
        if (watches.has(snapshot.id)) continue;
        put({ snapshot, connection: { kind: 'live' } });
        if (!isTerminal(snapshot.status)) void watch(snapshot.id);
      }
      changed.fire();
    },
    scriptOf: (id) => memory.scriptOf(id),
    onDidChange: changed.event,
    onDidStart: started.event,
    onDidEnd: ended.event,
    dispose() {
      for (const abort of watches.values()) abort.abort();
      watches.clear();
      for (const emitter of [changed, started, ended]) emitter.dispose();
    },
  };
}

function byAge(a: JobUpdate, b: JobUpdate): number {
  return b.snapshot.createdAt.localeCompare(a.snapshot.createdAt);
}
