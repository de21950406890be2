import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuraError,
  initialSnapshot,
  isTerminal,
  systemClock,
  toAuraError,
  type Capabilities,
  type Clock,
  type EventData,
  type GenerateRequest,
  type JobEvent,
  type JobService,
  type JobSnapshot,
  type ShareTable,
} from '../protocol/protocol.ts';
import { openFolder } from './folder.ts';
import { createBroadcast } from './jobs/allJobs.ts';
import { openArtifact } from './jobs/artifacts.ts';
import { missingAssets, putAsset } from './jobs/assets.ts';
import { errorFields, silentLog, type EngineLog } from './jobs/engineLog.ts';
import { bodyHash, createIdempotencyKeys } from './jobs/idempotency.ts';
import { lastLines, readTail } from './jobs/logTail.ts';
import type { JobRecord } from './jobs/record.ts';
import { replayEvents } from './jobs/replay.ts';
import { DEFAULT_RETENTION, expiredJobs, folderBytes, type Retention } from './jobs/retention.ts';
import { createRunner } from './jobs/runner.ts';
import { createShelf } from './jobs/shelf.ts';
import type { Pipeline } from './pipeline.ts';

const KEEP_EVENTS = 10_000;
const HISTORY = 500;
const LOOK_AROUND_MS = 500;
const STALL_AFTER_MS = 30_000;
const MAX_LOG_BYTES = 1024 * 1024;

export interface EngineOptions {
  /** Holds `jobs/`, `logs/` and `assets/`; made when it is not there. Several engines may share it. */
  dataFolder: string;
  pipeline: Pipeline;
  /** Jobs at once. */
  concurrency: number;
  capabilities(): Promise<Capabilities>;
  clock?: Clock;
  log?: EngineLog;
  retention?: Partial<Retention>;
  /** Whether jobs whose engine has died are gone on with; true by default. A command that makes one film leaves them alone. */
  resumeInterrupted?: boolean;
  /** Shares of the stages in the percent of new jobs. */
  shares?: ShareTable;
  /** Silence of a running job after which a warning says so, milliseconds. */
  stallAfterMs?: number;
  /** Events the log of a job keeps. */
  keepEvents?: number;
  /** Told when something asks for a change of status that the machine forbids; tests throw here. */
  onIllegal?(jobId: string, from: string, transition: string): void;
}

/** Jobs that run in this process. */
export interface Engine extends JobService {
  /** Resolves when the data folder has been read and interrupted jobs have been taken up. */
  ready(): Promise<void>;
  /** Jobs of this process. */
  activity(): { running: number; queued: number };
  /** Calls back when {@link activity} may have changed; returns what stops it. */
  onChange(listener: () => void): () => void;
  /** `job-status` of every active job, then all events of all jobs as they come. No replay. */
  subscribeAll(signal?: AbortSignal): AsyncIterable<JobEvent>;
  /** The last 500 progress updates of a job, oldest first. */
  progressHistory(id: string): Promise<EventData<'step-progress'>[]>;
  /** Puts down running jobs, which are resumed by the next engine, and ends all streams. */
  close(): Promise<void>;
}

/**
 * The engine: jobs from a data folder, run by a pipeline. It may be used at once; calls wait until the folder is read, and
 * reject with the reason when it cannot be.
 */
export function createEngine(options: EngineOptions): Engine {
  const { dataFolder, pipeline } = options;
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  const retention = { ...DEFAULT_RETENTION, ...options.retention };
  const listeners = new Set<() => void>();
  const broadcast = createBroadcast();
  const keys = createIdempotencyKeys();
  const sizes = new Map<string, number>();
  const closing = new AbortController();
  let stopLooking: (() => void) | undefined;
  let looking: Promise<void> | undefined;

  const shelf = createShelf({
    folder: join(dataFolder, 'jobs'),
    clock,
    log,
    keepEvents: options.keepEvents ?? KEEP_EVENTS,
    onVisible: (_record, events) => broadcast.send(events),
    onIllegal(jobId, from, transition) {
      log.error('a change of status was refused', { jobId, from, transition });
      options.onIllegal?.(jobId, from, transition);
    },
  });

  const runner = createRunner({
    pipeline,
    concurrency: options.concurrency,
    clock,
    log,
    stallAfterMs: options.stallAfterMs ?? STALL_AFTER_MS,
    ffmpegLog,
    refresh: (record) => shelf.refresh(record),
    onActivity() {
      for (const listener of listeners) listener();
    },
    onEnded: (record) => void afterEnd(record),
  });

  const opened = open();
  // Whoever calls is told; an engine that nobody calls must not end the process.
  opened.catch(() => undefined);

  function ffmpegLog(id: string): string {
    return join(dataFolder, 'logs', 'ffmpeg', `${id}.log`);
  }

  async function open(): Promise<void> {
    await openFolder(join(dataFolder, 'logs', 'ffmpeg'), 'The data folder', 'AURA_DATA');
    await lookAround();
    await shelf.sweep();
    await sweep();
    if (!closing.signal.aborted) stopLooking = clock.after(LOOK_AROUND_MS, keepLooking);
  }

  /** Finds jobs that other engines have made, and takes up those that lost their engine. */
  async function lookAround(): Promise<void> {
    for (const record of await shelf.look()) {
      const key = record.book.idempotency;
      if (key) keys.know(key.key, key.body, record.id);
    }
    if (options.resumeInterrupted === false) return;
    const orphans = shelf
      .all()
      .filter((record) => !record.isWriting() && !isTerminal(record.snapshot().status))
      .sort(byAge);
    for (const record of orphans) await runner.adopt(record);
  }

  function keepLooking(): void {
    looking = lookAgain().finally(() => {
      if (!closing.signal.aborted) stopLooking = clock.after(LOOK_AROUND_MS, keepLooking);
    });
  }

  async function lookAgain(): Promise<void> {
    try {
      await runner.obeyFlags(shelf.all());
      await lookAround();
    } catch (error) {
      log.warn('the data folder cannot be read', errorFields(error));
    }
  }

  async function afterEnd(record: JobRecord): Promise<void> {
    try {
      sizes.delete(record.id);
      await sweep();
    } catch (error) {
      log.warn('old jobs were not removed', errorFields(error));
    }
  }

  /** Removes what is beyond the retention. */
  async function sweep(): Promise<void> {
    const kept = await Promise.all(
      shelf.all().map(async ({ id, folder, snapshot }) => {
        const { endedAt, status } = snapshot();
        const ended = isTerminal(status) && endedAt !== undefined;
        if (ended && !sizes.has(id)) sizes.set(id, await folderBytes(folder.root));
        return { id, endedAtMs: ended ? Date.parse(endedAt) : undefined, bytes: sizes.get(id) ?? 0 };
      }),
    );
    for (const id of expiredJobs(kept, retention, clock.now())) {
      const record = shelf.find(id);
      if (record) await discard(record);
    }
  }

  async function discard(record: JobRecord): Promise<void> {
    keys.forget(record.id);
    sizes.delete(record.id);
    await shelf.remove(record);
    await rm(ffmpegLog(record.id), { force: true });
  }

  function activeJobs(): JobSnapshot[] {
    const snapshots = shelf.all().map((record) => record.snapshot());
    return snapshots.filter(({ status }) => !isTerminal(status));
  }

  async function find(id: string): Promise<JobRecord> {
    await opened;
    if (!shelf.find(id)) await shelf.look();
    const record = shelf.find(id);
    if (!record) throw new AuraError('E404-NOT_FOUND', 'There is no such job');
    return record;
  }

  async function create(
    request: GenerateRequest,
    correlationId: string,
    idempotency?: { key: string; body: string },
  ): Promise<string> {
    const { title, scriptName } = pipeline.outline(request);
    const nowMs = clock.now();
    const snapshot = initialSnapshot({
      id: newJobId(nowMs),
      title,
      correlationId,
      createdAt: new Date(nowMs).toISOString(),
      ...(scriptName === undefined ? {} : { scriptName }),
      ...(options.shares === undefined ? {} : { shares: options.shares }),
    });
    const { record, lock } = await shelf.create(request, snapshot, idempotency ? { idempotency } : {});
    try {
      await runner.enter(record, lock);
    } catch (error) {
      await shelf.remove(record);
      throw error;
    }
    return record.id;
  }

  return {
    ready: () => opened,
    activity: () => runner.activity(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async plan(request) {
      return await pipeline.plan(request);
    },

    async start(request, { idempotencyKey, correlationId = randomUUID() } = {}) {
      await opened;
      if (closing.signal.aborted) throw new AuraError('E503-UNAVAILABLE', 'The engine is closing');
      try {
        if (idempotencyKey === undefined)
          return (await find(await create(request, correlationId))).snapshot();
        const body = bodyHash(request);
        const key = { key: idempotencyKey, body };
        const id = await keys.once(idempotencyKey, body, () => create(request, correlationId, key));
        return (await find(id)).snapshot();
      } catch (error) {
        throw toAuraError(error);
      }
    },

    async get(id) {
      const record = await find(id);
      if (!record.isWriting() && !isTerminal(record.snapshot().status)) await shelf.refresh(record);
      return record.snapshot();
    },

    async list(filter = {}) {
      await opened;
      await shelf.look();
      const { status, limit } = filter;
      const snapshots = shelf
        .all()
        .sort((a, b) => byAge(b, a))
        .map((record) => record.snapshot())
        .filter((snapshot) => !status || status.includes(snapshot.status));
      return limit === undefined ? snapshots : snapshots.slice(0, Math.max(0, limit));
    },

    cancel: async (id) => await runner.cancel(await find(id)),
    retry: async (id) => await runner.retry(await find(id)),

    async remove(id) {
      const record = await find(id);
      if (!isTerminal(record.snapshot().status)) {
        throw new AuraError('E409-CONFLICT', 'The job has not ended', { remediation: 'Cancel it first.' });
      }
      await runner.settled(record);
      await discard(record);
    },

    async *events(id, from = {}, signal) {
      const record = await find(id);
      const until = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      yield* replayEvents({ record, clock, refresh: (other) => shelf.refresh(other) }, from, until);
    },

    async artifact(id, name, range) {
      const record = await find(id);
      return await openArtifact(record.snapshot(), record.folder.artifacts, name, range);
    },

    logs: async (id) => await readTail(ffmpegLog((await find(id)).id), MAX_LOG_BYTES),

    async failureDetails(id) {
      const { status, stage, errors, correlationId } = (await find(id)).snapshot();
      if (status !== 'Failed') throw new AuraError('E409-CONFLICT', 'The job has not failed');
      const logTail = lastLines(await readTail(ffmpegLog(id), MAX_LOG_BYTES), 20);
      const suggestedActions = [...new Set(errors.map(({ remediation }) => remediation))];
      return { jobId: id, stage, errors, logTail, suggestedActions, correlationId };
    },

    capabilities: () => options.capabilities(),
    missingAssets: (hashes) => missingAssets(dataFolder, hashes),
    putAsset: (hash, content) => putAsset(dataFolder, hash, content),

    subscribeAll(signal) {
      return broadcast.listen(activeJobs, () => clock.now(), signal);
    },

    async progressHistory(id) {
      const reader = await (await find(id)).reader();
      try {
        let history: EventData<'step-progress'>[] = [];
        for (let next = reader.firstSeq(); ;) {
          const read = await reader.read(next);
          if (read.next === next) return history;
          const updates = read.events.flatMap((event) =>
            event.event === 'step-progress' ? [event.data] : [],
          );
          history = [...history, ...updates].slice(-HISTORY);
          next = read.next;
        }
      } finally {
        await reader.release();
      }
    },

    async close() {
      closing.abort();
      await opened.catch(() => undefined);
      stopLooking?.();
      await looking;
      await runner.close();
      broadcast.close();
    },
  };
}

/** Sorts by age, and two of one millisecond in one and the same way every time. */
function newJobId(nowMs: number): string {
  return `${Math.floor(nowMs).toString(36)}-${randomBytes(5).toString('hex')}`;
}

function byAge(a: JobRecord, b: JobRecord): number {
  return ageKey(a.snapshot()) < ageKey(b.snapshot()) ? -1 : 1;
}

function ageKey({ createdAt, id }: JobSnapshot): string {
  return `${createdAt} ${id}`;
}
