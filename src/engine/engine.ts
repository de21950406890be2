import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isTerminal,
  systemClock,
  type Capabilities,
  type Clock,
  type JobEvent,
  type JobSnapshot,
  type ShareTable,
  type SharedJobService,
} from '../protocol/protocol.ts';
import { openFolder } from './folder.ts';
import { createBroadcast } from './jobs/allJobs.ts';
import { ASSETS, uploadsFolder } from './jobs/assets.ts';
import { errorFields, silentLog, type EngineLog } from './jobs/engineLog.ts';
import { createIdempotencyKeys, keyOf } from './jobs/idempotency.ts';
import type { JobRecord } from './jobs/record.ts';
import { DEFAULT_RETENTION, expiredJobs, folderBytes, type Retention } from './jobs/retention.ts';
import { createRunner } from './jobs/runner.ts';
import { createShelf } from './jobs/shelf.ts';
import {
  createUploadRoom,
  DEFAULT_UPLOAD_LIMITS,
  sweepUploads,
  type UploadLimits,
} from './jobs/uploadLimits.ts';
import { byAge, createJobService, type JobHouse } from './jobService.ts';
import type { Pipeline } from './pipeline.ts';

const KEEP_EVENTS = 10_000;
const LOOK_AROUND_MS = 500;
const STALL_AFTER_MS = 30_000;
const UNFINISHED_PER_OWNER = 100;
const SWEEP_UPLOADS_MS = 3_600_000;
const OWNER = /^[a-z0-9]{1,64}$/;

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
  uploads?: Partial<UploadLimits>;
  /** Queued and running jobs that one owner may have. */
  unfinishedPerOwner?: number;
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
export interface Engine extends SharedJobService {
  /** Resolves when the data folder has been read and interrupted jobs have been taken up. */
  ready(): Promise<void>;
  /** Jobs of this process. */
  activity(): { running: number; queued: number };
  /** Calls back when {@link activity} may have changed; returns what stops it. */
  onChange(listener: () => void): () => void;
  /** `job-status` of every active job, then all events of all jobs as they come. No replay. */
  subscribeAll(signal?: AbortSignal): AsyncIterable<JobEvent>;
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
  const uploadLimits = { ...DEFAULT_UPLOAD_LIMITS, ...options.uploads };
  const listeners = new Set<() => void>();
  const broadcast = createBroadcast();
  const keys = createIdempotencyKeys();
  const sizes = new Map<string, number>();
  const closing = new AbortController();
  let stopLooking: (() => void) | undefined;
  let stopForgetting: (() => void) | undefined;
  let looking: Promise<void> | undefined;

  const shelf = createShelf({
    folder: join(dataFolder, 'jobs'),
    clock,
    log,
    keepEvents: options.keepEvents ?? KEEP_EVENTS,
    uploads,
    onFound({ id, book: { idempotency, owner } }) {
      if (idempotency) keys.know(keyOf(owner, idempotency.key), idempotency.body, id);
    },
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

  function uploads(owner: string | undefined): string {
    return uploadsFolder(dataFolder, owner);
  }

  async function open(): Promise<void> {
    await openFolder(join(dataFolder, 'logs', 'ffmpeg'), 'The data folder', 'AURA_DATA');
    await lookAround();
    await shelf.sweep();
    await sweep();
    await forgetUploads();
    if (!closing.signal.aborted) stopLooking = clock.after(LOOK_AROUND_MS, keepLooking);
  }

  /** Finds jobs that other engines have made, and takes up those that lost their engine. */
  async function lookAround(): Promise<void> {
    await shelf.look();
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

  /** Now and every hour from now on. */
  async function forgetUploads(): Promise<void> {
    await sweepUploads(join(dataFolder, ASSETS), uploadLimits, clock.now()).catch((error: unknown) => {
      log.warn('old uploads were not removed', errorFields(error));
    });
    if (!closing.signal.aborted) stopForgetting = clock.after(SWEEP_UPLOADS_MS, () => void forgetUploads());
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
      shelf.all().map(async ({ id, folder, snapshot, book }) => {
        const { endedAt, status } = snapshot();
        const ended = isTerminal(status) && endedAt !== undefined;
        if (ended && !sizes.has(id)) sizes.set(id, await folderBytes(folder.root));
        return {
          id,
          owner: book.owner,
          endedAtMs: ended ? Date.parse(endedAt) : undefined,
          bytes: sizes.get(id) ?? 0,
        };
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

  const house: JobHouse = {
    opened,
    closing: closing.signal,
    clock,
    pipeline,
    shelf,
    runner,
    keys,
    shares: options.shares,
    unfinishedPerOwner: options.unfinishedPerOwner ?? UNFINISHED_PER_OWNER,
    uploadRoom: createUploadRoom(uploadLimits),
    capabilities: () => options.capabilities(),
    ffmpegLog,
    uploads,
    discard,
  };

  return {
    ...createJobService(house),
    forOwner(owner) {
      if (!OWNER.test(owner)) throw new RangeError('An owner is 1–64 lower-case letters and digits');
      return createJobService(house, owner);
    },
    ready: () => opened,
    activity: () => runner.activity(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    subscribeAll(signal) {
      return broadcast.listen(activeJobs, () => clock.now(), signal);
    },

    async close() {
      closing.abort();
      await opened.catch(() => undefined);
      stopLooking?.();
      stopForgetting?.();
      await looking;
      await runner.close();
      broadcast.close();
    },
  };
}
