import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { JobSnapshotSchema, type GenerateRequest } from '../../protocol/protocol.ts';
import { takeAssets } from './assets.ts';
import { isSystemError, writeDurably } from './durable.ts';

/** Raised when older engines could not read a job any more; an engine leaves jobs of another format alone. */
const FORMAT = 1;

/** What `job.json` holds: the job as it stood when it was written; the log carries on from `snapshot.lastEventId`. */
const StoredJobSchema = v.object({
  format: v.literal(FORMAT),
  snapshot: JobSnapshotSchema,
  /** Resumes after a crash in a row, without a newly finished step between them. */
  strikes: v.number(),
  /** Whether the present run has finished a step that no run before it had. */
  progressed: v.boolean(),
  /** Whether the engine that ran it ended in good order. */
  putDown: v.boolean(),
  idempotency: v.optional(v.object({ key: v.string(), body: v.string() })),
  /** Who made it; absent for this machine's own people. */
  owner: v.optional(v.string()),
});
export type StoredJob = v.InferOutput<typeof StoredJobSchema>;

/** Where the things of one job lie. */
export interface JobFolder {
  readonly root: string;
  readonly job: string;
  readonly request: string;
  readonly events: string;
  readonly cancelFlag: string;
  readonly artifacts: string;
  /** Uploads that came with the request. */
  readonly assets: string;
  readonly work: string;
}

export function jobFolder(jobsFolder: string, id: string): JobFolder {
  const root = join(jobsFolder, id);
  return {
    root,
    job: join(root, 'job.json'),
    request: join(root, 'request.json'),
    events: join(root, 'events.jsonl'),
    cancelFlag: join(root, 'cancel'),
    artifacts: join(root, 'artifacts'),
    assets: join(root, 'assets'),
    work: join(root, 'work'),
  };
}

/**
 * Makes the folder of a new job. `job.json` comes last: a folder without one is no job.
 * @param uploads where the contents lie that the request names
 */
export async function createJobFolder(
  folder: JobFolder,
  request: GenerateRequest,
  job: Omit<StoredJob, 'format'>,
  uploads: string,
): Promise<void> {
  await mkdir(folder.artifacts, { recursive: true, mode: 0o700 });
  await mkdir(folder.work, { recursive: true, mode: 0o700 });
  await takeAssets(uploads, request, folder.assets);
  await writeDurably(folder.request, JSON.stringify(request));
  await writeStoredJob(folder, job);
}

export async function writeStoredJob(folder: JobFolder, job: Omit<StoredJob, 'format'>): Promise<void> {
  await writeDurably(folder.job, JSON.stringify({ format: FORMAT, ...job }));
}

/** The stored job; `undefined` when there is none, or none this version understands. */
export async function readStoredJob(folder: JobFolder): Promise<StoredJob | undefined> {
  const text = await readFile(folder.job, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = v.safeParse(StoredJobSchema, parseJson(text));
  return parsed.success ? parsed.output : undefined;
}

/** The request as it was checked when the job was made. */
export async function readStoredRequest(folder: JobFolder): Promise<GenerateRequest> {
  return JSON.parse(await readFile(folder.request, 'utf8')) as GenerateRequest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
