import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, GenerateRequest, JobEvent, JobSnapshot, Transition } from '../../protocol/protocol.ts';
import { isTerminal } from '../../protocol/protocol.ts';
import { errorFields, type EngineLog } from './engineLog.ts';
import { openRecord, type JobBook, type JobRecord } from './record.ts';
import { createJobFolder, jobFolder, readStoredJob, type StoredJob } from './storedJob.ts';

const JOB_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

export interface ShelfOptions {
  /** Holds a folder per job. */
  folder: string;
  clock: Clock;
  log: EngineLog;
  keepEvents: number;
  onVisible(record: JobRecord, events: readonly JobEvent[], snapshot: JobSnapshot): void;
  onIllegal(jobId: string, from: string, transition: Transition): void;
}

/** All jobs of a data folder: ours, and those that other engines run. */
export interface Shelf {
  /** Reads what is on disk and not known yet, and what other engines have written. Returns the records that are new here. */
  look(): Promise<JobRecord[]>;
  all(): JobRecord[];
  find(id: string): JobRecord | undefined;
  /** Makes a job's folder and its record. */
  create(request: GenerateRequest, snapshot: JobSnapshot, book: Partial<JobBook>): Promise<JobRecord>;
  /** Reads a job that another engine may have changed. Forgets it when it is gone. */
  refresh(record: JobRecord): Promise<void>;
  remove(record: JobRecord): Promise<void>;
}

export function createShelf(options: ShelfOptions): Shelf {
  const { clock, log } = options;
  const records = new Map<string, JobRecord>();

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
      if (stored?.snapshot.id === id && !records.has(id)) return await put(id, stored);
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

  return {
    async look() {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      const names = (await readdir(options.folder)).filter((name) => JOB_ID.test(name));
      const present = new Set(names);
      for (const record of records.values()) {
        if (record.isWriting()) continue;
        if (!present.has(record.id)) await forget(record);
        else if (!isTerminal(record.snapshot().status)) await refresh(record);
      }
      const found: JobRecord[] = [];
      for (const name of names) {
        const record = records.has(name) ? undefined : await read(name);
        if (record) found.push(record);
      }
      return found;
    },
    all: () => [...records.values()],
    find: (id) => records.get(id),
    async create(request, snapshot, book) {
      const folder = jobFolder(options.folder, snapshot.id);
      const stored = { strikes: 0, progressed: false, putDown: false, ...book, snapshot };
      try {
        await createJobFolder(folder, request, stored);
      } catch (error) {
        await rm(folder.root, { recursive: true, force: true });
        throw error;
      }
      return await put(snapshot.id, { format: 1, ...stored });
    },
    refresh,
    async remove(record) {
      await forget(record);
      await rm(join(options.folder, record.id), { recursive: true, force: true });
    },
  };
}
