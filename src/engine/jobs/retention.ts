import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from './durable.ts';

/** What is kept of ended jobs. */
export interface Retention {
  jobs: number;
  days: number;
  bytes: number;
}

export const DEFAULT_RETENTION: Retention = { jobs: 100, days: 30, bytes: 5e9 };

export interface KeptJob {
  id: string;
  /** `undefined` while it has not ended: it counts, and is never expired. */
  endedAtMs: number | undefined;
  bytes: number;
}

/** Which ended jobs have to go: the too old ones, then the oldest until number and bytes fit. */
export function expiredJobs(jobs: readonly KeptJob[], limits: Retention, nowMs: number): string[] {
  const oldestFirst = jobs
    .flatMap(({ id, endedAtMs, bytes }) => (endedAtMs === undefined ? [] : { id, endedAtMs, bytes }))
    .sort((a, b) => a.endedAtMs - b.endedAtMs);
  let count = jobs.length;
  let bytes = jobs.reduce((sum, job) => sum + job.bytes, 0);
  const expired: string[] = [];
  for (const job of oldestFirst) {
    const tooOld = nowMs - job.endedAtMs > limits.days * 86_400_000;
    if (!tooOld && count <= limits.jobs && bytes <= limits.bytes) break;
    expired.push(job.id);
    count--;
    bytes -= job.bytes;
  }
  return expired;
}

/** Bytes of all files in a folder; links count as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  let sum = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await folderBytes(path);
    else if (entry.isFile())
      sum += await lstat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return sum;
}
