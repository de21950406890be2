import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, GenerateRequest, JobEvent, JobSnapshot, Transition } from '../../protocol/protocol.ts';
import { AuraError, isTerminal } from '../../protocol/protocol.ts';
import { isSystemError, syncFolder } from './durable.ts';
import { errorFields, type EngineLog } from './engineLog.ts';
import { hasLeftovers, sweepLeftovers } from './leftovers.ts';
import { isLocked, takeLock, type JobLock } from './lock.ts';
import { openRecord, type JobBook, type JobRecord } from './record.ts';
import { createJobFolder, jobFolder, readStoredJob, type StoredJob } from './storedJob.ts';

const JOB_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
// No job while it is made or taken apart: nobody sees a half one.
const MAKING = '.making-';
const LEAVING = '.leaving-';
/** A folder that is made or taken apart is in the way of nobody; after this time nobody works on it, milliseconds. */
const ABANDONED_MS = 60_000;

export interface ShelfOptions {
  /** Holds a folder per job. */
  folder: string;
  clock: Clock;
  log: EngineLog;
  keepEvents: number;
  /** Where the uploads of a job's owner lie. */
  uploads(owner: string | undefined): string;
  /** A job that was not known here. */
  onFound(record: JobRecord): void;
  onVisible(record: JobRecord, events: readonly JobEvent[], snapshot: JobSnapshot): void;
  onIllegal(jobId: string, from: string, transition: Transition): void;
}

/** All jobs of a data folder: ours, and those that other engines run. */
export interface Shelf {
  /** Reads what is on disk and not known yet, and what other engines have written. */
  look(): Promise<void>;
  all(): JobRecord[];
  find(id: string): JobRecord | undefined;
  /** Makes a job's folder and its record. The job is ours before anybody else can see it. */
  create(
    request: GenerateRequest,
    snapshot: JobSnapshot,
    book: Partial<JobBook>,
  ): Promise<{ record: JobRecord; lock: JobLock }>;
  /** Reads a job that another engine may have changed. Forgets it when it is gone. */
  refresh(record: JobRecord): Promise<void>;
  remove(record: JobRecord): Promise<void>;
  /** Removes what engines have left that were killed while they made, ended or removed a job. */
  sweep(): Promise<void>;
}

export function createShelf(options: ShelfOptions): Shelf {
  const { clock, log } = options;
  const records = new Map<string, JobRecord>();
  /** Each job has one record, also when several look for it at once. */
  const underway = new Map<string, Promise<unknown>>();

  function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const result = work().finally(() => underway.delete(id));
    underway.set(id, result);
    return result;
  }

  async function put(id: string, stored: StoredJob): Promise<JobRecord> {
    const opening: { record?: JobRecord } = {};
    const record = await openRecord({
      folder: jobFolder(options.folder, id),
      stored,
      clock,
      log,
      keepEvents: options.keepEvents,
      onVisible: (events, snapshot) => opening.record && options.onVisible(opening.record, events, snapshot),
      onIllegal: (from, transition) => options.onIllegal(id, from, transition),
    });
    opening.record = record;
    records.set(id, record);
    return record;
  }

  async function read(id: string): Promise<JobRecord | undefined> {
    try {
      const stored = await readStoredJob(jobFolder(options.folder, id));
      if (stored?.snapshot.id === id) return await put(id, stored);
    } catch (error) {
      log.warn('a job cannot be read', { jobId: id, ...errorFields(error) });
    }
    return undefined;
  }

  async function refresh(record: JobRecord): Promise<void> {
    if (record.isWriting()) return;
    const stored = await readStoredJob(record.folder);
    if (stored) await record.refresh(stored);
    else await forget(record);
  }

  async function forget(record: JobRecord): Promise<void> {
    records.delete(record.id);
    await record.detach();
  }

  /** What an engine has left that was killed between the end of a job and its tidying. */
  async function tidy(record: JobRecord): Promise<void> {
    const { root, work } = record.folder;
    if (record.isWriting() || !isTerminal(record.snapshot().status)) return;
    if (!(await hasFiles(work)) && !(await hasLeftovers(root))) return;
    const lock = await takeLock(root);
    if (!lock) return;
    try {
      await refresh(record);
      if (!isTerminal(record.snapshot().status)) return;
      await rm(work, { recursive: true, force: true });
      await sweepLeftovers(root, clock.now());
    } finally {
      await lock.release();
    }
  }

  async function make(request: GenerateRequest, stored: Omit<StoredJob, 'format'>) {
    const { id } = stored.snapshot;
    const making = jobFolder(options.folder, `${MAKING}${id}`);
    const { root } = jobFolder(options.folder, id);
    try {
      await createJobFolder(making, request, stored, options.uploads(stored.owner));
      const lock = await takeLock(making.root);
      if (!lock) throw new AuraError('E500-INTERNAL', 'A new job could not be locked');
      await rename(making.root, root);
      await syncFolder(options.folder);
      return { record: await put(id, { format: 1, ...stored }), lock: lock.movedTo(root) };
    } catch (error) {
      for (const folder of [making.root, root]) await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  return {
    async look() {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      // Before the folder is read: a job that is made meanwhile is not in what was read, and yet not gone.
      const known = [...records.values()];
      const names = (await readdir(options.folder)).filter((name) => JOB_ID.test(name));
      const present = new Set(names);
      for (const record of known) {
        if (record.isWriting()) continue;
        if (!present.has(record.id)) await forget(record);
        else if (!isTerminal(record.snapshot().status)) await refresh(record);
      }
      for (const name of names) {
        await underway.get(name)?.catch(() => undefined);
        const record = records.has(name) ? undefined : await alone(name, () => read(name));
        if (record) options.onFound(record);
      }
    },
    all: () => [...records.values()],
    find: (id) => records.get(id),
    async create(request, snapshot, book) {
      const stored = { strikes: 0, progressed: false, putDown: false, ...book, snapshot };
      return await alone(snapshot.id, () => make(request, stored));
    },
    refresh,
    async remove(record) {
      await forget(record);
      const leaving = join(options.folder, `${LEAVING}${record.id}`);
      await rename(join(options.folder, record.id), leaving).catch((error: unknown) => {
        if (!isSystemError(error, 'ENOENT')) throw error;
      });
      await rm(leaving, { recursive: true, force: true });
    },

    async sweep() {
      for (const name of await readdir(options.folder)) {
        if (!name.startsWith(MAKING) && !name.startsWith(LEAVING)) continue;
        const folder = join(options.folder, name);
        const changed = await stat(folder).catch(() => undefined);
        if (!changed || clock.now() - changed.mtimeMs < ABANDONED_MS || (await isLocked(folder))) continue;
        await rm(folder, { recursive: true, force: true });
      }
      for (const record of records.values()) await tidy(record);
    },
  };
}

async function hasFiles(folder: string): Promise<boolean> {
  return await readdir(folder).then(
    (names) => names.length > 0,
    () => false,
  );
}
