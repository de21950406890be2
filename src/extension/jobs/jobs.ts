import {
  AuraError,
  type CancellationResult,
  type Clock,
  type ConnectionState,
  type GenerateRequest,
  isTerminal,
  type JobSnapshot,
  systemClock,
  toAuraError,
} from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Host } from '../connection/host.ts';
import type { JobClient, JobUpdate } from '../connection/jobClient.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';
import { createDrafts, type Draft, type DraftParts } from './drafts.ts';
import type { JobMemory, RemoteFilm } from './memory.ts';
import { withLocalFiles, type WindowJob } from './windowJob.ts';

export interface StartOptions {
  /** Address of the script, remembered so that a scene's line can be shown. */
  script?: string;
  /** Key of the host that makes it; the current one by default. */
  host?: string;
  /** Where the film of a server goes on this machine. */
  place?: RemoteFilm['place'];
  /** The same key again is the same job, not another. */
  idempotencyKey?: string;
}

/** The jobs this window knows: its own, each followed on its own host to its end, even over a reload, and the history. */
export interface Jobs extends Disposable {
  /** Newest first. */
  all(): readonly WindowJob[];
  find(id: string): WindowJob | undefined;
  /** Begins a film and follows it. */
  start(request: GenerateRequest, options?: StartOptions): Promise<JobSnapshot>;
  /** A film that has not begun because something must be sent first. It is among the jobs until it is ended. */
  draft(parts: DraftParts): Draft;
  /** Cancels a job; where its server is away, as soon as that is heard again: then there is no result yet. */
  cancel(id: string): Promise<CancellationResult | undefined>;
  retry(id: string): Promise<JobSnapshot>;
  remove(id: string): Promise<void>;
  /** Asks the host of a job. */
  ask<T>(id: string, question: (client: JobClient) => Promise<T>): Promise<T>;
  /** Takes up again what this window was following before it was reloaded. Starts the engine only if there is any. */
  resume(): void;
  /** Follows nothing on this host any more, until {@link Jobs.resume}: its client is about to be another one. */
  letGo(host: string): void;
  /** Asks the current host for its jobs, so that the history is there. */
  refresh(): Promise<void>;
  /** Address of the script a job of this window was made from. */
  scriptOf(id: string): string | undefined;
  /** What becomes of a film between its server and this machine; `connection` where that is not the job's own. */
  setTransfer(id: string, transfer: WindowJob['transfer'], connection?: ConnectionState): void;
  /** A job that is known from elsewhere, e.g. from before a reload. */
  know(host: string, snapshot: JobSnapshot): void;
  readonly onDidChange: Listen<void>;
  /** A film was begun in this window, or is being sent. */
  readonly onDidStart: Listen<JobSnapshot>;
  /** A job of this window has ended; told once an attempt. */
  readonly onDidEnd: Listen<JobSnapshot>;
  /** A job can no longer be followed, for a reason that waiting does not mend. */
  readonly onDidLose: Listen<AuraError>;
}

export interface JobsParts {
  connections: Connections;
  memory: JobMemory;
  log: { warn(message: string): void };
  /** How many finished jobs to show. */
  history: number;
  clock?: Clock;
}

export function createJobs({ connections, memory, log, history, clock = systemClock }: JobsParts): Jobs {
  const changed = createEmitter<void>();
  const started = createEmitter<JobSnapshot>();
  const ended = createEmitter<JobSnapshot>();
  const lost = createEmitter<AuraError>();
  const known = new Map<string, WindowJob>();
  const watches = new Map<string, AbortController>();
  /** Jobs whose servers were away when they were to be cancelled. */
  const toCancel = new Set<string>();
  const drafts = createDrafts({ clock, onChange: () => changed.fire() });

  const put = (key: string, { snapshot, connection, trouble, lastHeardMs: heardMs }: JobUpdate) => {
    const { id } = snapshot;
    const { host } = connections.of(key);
    const { transfer, lastHeardMs } = known.get(id) ?? {};
    const heard = connection.kind === 'live' || connection.kind === 'polling';
    if (isTerminal(snapshot.status)) toCancel.delete(id);
    const here = host.local ? snapshot : withLocalFiles(snapshot, savedFiles(id));
    known.set(id, {
      host,
      snapshot: toCancel.has(id) ? { ...here, cancelling: true } : here,
      connection,
      lastHeardMs: heardMs ?? (heard ? clock.now() : (lastHeardMs ?? Date.parse(snapshot.lastSign))),
      ...(trouble ? { trouble } : {}),
      ...(transfer ? { transfer } : {}),
    });
    changed.fire();
    if (heard && toCancel.delete(id))
      void cancel(id).catch((error: unknown) => lost.fire(toAuraError(error)));
    if (!memory.isFollowed(id)) return;
    if (!isTerminal(snapshot.status)) return memory.know(snapshot);
    memory.unfollow(id);
    ended.fire(snapshot);
  };

  const cancel = async (id: string) => {
    const connection = connectionOf(id);
    try {
      return await connection.ask((client) => client.cancel(id));
    } catch (error) {
      const job = known.get(id);
      const away = !connection.host.local && AuraError.is(error, 'E503-UNAVAILABLE') && watches.has(id);
      if (!away || !job || isTerminal(job.snapshot.status)) throw error;
      toCancel.add(id);
      known.set(id, { ...job, snapshot: { ...job.snapshot, cancelling: true } });
      changed.fire();
      return undefined;
    }
  };

  const savedFiles = (id: string) => memory.films().find((film) => film.id === id)?.saved;

  const forget = (id: string) => {
    memory.unfollow(id);
    memory.forgetFilm(id);
    if (known.delete(id)) changed.fire();
  };

  const watch = async (id: string, key: string, last?: JobSnapshot) => {
    if (watches.has(id)) return;
    const abort = new AbortController();
    watches.set(id, abort);
    const connection = connections.of(key);
    try {
      const client = await connection.client();
      const from = last ? { signal: abort.signal, known: last } : { signal: abort.signal };
      for await (const update of client.watch(id, from)) {
        if (abort.signal.aborted) return;
        if (!connection.host.local && update.connection.kind === 'live') connection.note(undefined);
        put(key, update);
      }
    } catch (error) {
      if (abort.signal.aborted) return;
      if (AuraError.is(error, 'E404-NOT_FOUND')) {
        if (!connection.host.local && memory.isFollowed(id))
          lost.fire(goneFrom(connection.host, known.get(id)));
        return forget(id);
      }
      log.warn(`Job ${id} can no longer be followed: ${String(error)}`);
      const trouble = toAuraError(error);
      if (!connection.host.local) {
        connection.note(trouble);
        lost.fire(trouble);
      }
      const job = known.get(id);
      if (job) put(key, { snapshot: job.snapshot, connection: { kind: 'closed' }, trouble });
    } finally {
      if (watches.get(id) === abort) watches.delete(id);
    }
  };

  const follow = (snapshot: JobSnapshot, key: string) => {
    memory.follow(snapshot.id, key);
    watches.get(snapshot.id)?.abort();
    watches.delete(snapshot.id);
    known.delete(snapshot.id);
    put(key, { snapshot, connection: { kind: 'live' } });
    void watch(snapshot.id, key, snapshot);
  };

  const connectionOf = (id: string) => {
    const host = known.get(id)?.host.key;
    return host === undefined ? connections.current() : connections.of(host);
  };

  return {
    all: () => [...drafts.all(), ...known.values()].sort(byAge),
    find: (id) => known.get(id) ?? drafts.find(id),
    async start(request, { script, place, idempotencyKey, host = connections.current().host.key } = {}) {
      const key = idempotencyKey === undefined ? {} : { idempotencyKey };
      const snapshot = await connections.of(host).ask((client) => client.start(request, key));
      if (script !== undefined) memory.rememberScript(snapshot.id, script);
      if (place) memory.rememberFilm({ id: snapshot.id, host, place });
      follow(snapshot, host);
      started.fire(snapshot);
      return snapshot;
    },
    draft(parts) {
      const draft = drafts.begin(parts);
      started.fire(draft.snapshot);
      return draft;
    },
    async cancel(id) {
      return drafts.cancel(id) ? undefined : cancel(id);
    },
    async retry(id) {
      const connection = connectionOf(id);
      const snapshot = await connection.ask((client) => client.retry(id));
      follow(snapshot, connection.host.key);
      return snapshot;
    },
    async remove(id) {
      await connectionOf(id).ask((client) => client.remove(id));
      forget(id);
    },
    ask: (id, question) => connectionOf(id).ask(question),
    resume() {
      for (const { id, host, known: last } of memory.followed()) {
        // What was seen before the reload is shown at once, also while its host is away.
        if (last && !known.has(id)) put(host, { snapshot: last, connection: { kind: 'connecting' } });
        void watch(id, host, last);
      }
    },
    letGo(host) {
      for (const [id, abort] of watches) {
        if (known.get(id)?.host.key !== host) continue;
        abort.abort();
        watches.delete(id);
      }
    },
    async refresh() {
      const connection = connections.current();
      const { key } = connection.host;
      const listed = await connection.ask((client) => client.list({ limit: history }));
      const listedIds = new Set(listed.map(({ id }) => id));
      for (const [id, { host, transfer }] of known) {
        if (host.key === key && !listedIds.has(id) && !watches.has(id) && !transfer) known.delete(id);
      }
      for (const snapshot of listed) {
        if (watches.has(snapshot.id)) continue;
        put(key, { snapshot, connection: { kind: 'live' } });
        if (!isTerminal(snapshot.status)) void watch(snapshot.id, key, snapshot);
      }
      changed.fire();
    },
    scriptOf: (id) => memory.scriptOf(id),
    setTransfer(id, transfer, connection) {
      const job = known.get(id);
      if (!job) return;
      const { transfer: _before, ...rest } = job;
      known.set(id, {
        ...rest,
        snapshot: withLocalFiles(rest.snapshot, savedFiles(id)),
        ...(transfer ? { transfer } : {}),
        ...(connection ? { connection } : {}),
      });
      changed.fire();
    },
    know: (host, snapshot) => put(host, { snapshot, connection: { kind: 'closed' } }),
    onDidChange: changed.event,
    onDidStart: started.event,
    onDidEnd: ended.event,
    onDidLose: lost.event,
    dispose() {
      for (const abort of watches.values()) abort.abort();
      watches.clear();
      for (const emitter of [changed, started, ended, lost]) emitter.dispose();
      memory.dispose();
    },
  };
}

function goneFrom({ label }: Host, job: WindowJob | undefined): AuraError {
  const film = job ? `“${job.snapshot.title}”` : 'A film';
  return new AuraError('E404-NOT_FOUND', `${film} is not on ${label} any more`, {
    remediation: 'It was deleted there, or belongs to another token. Generate it again.',
  });
}

function byAge(a: JobUpdate, b: JobUpdate): number {
  return b.snapshot.createdAt.localeCompare(a.snapshot.createdAt);
}
