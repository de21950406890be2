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

const DAY_MS = 86_400_000;

export interface KeptJob {
  id: string;
  /** Who made it; `undefined` for this machine's own people. */
  owner?: string | undefined;
  /** `undefined` while it has not ended: it counts, and is never expired. */
  endedAtMs: number | undefined;
  bytes: number;
}

/**
 * Which ended jobs have to go: the too old ones, then, until number and bytes fit, the oldest of whoever has most. So
 * nobody loses films because somebody else makes many.
 */
export function expiredJobs(jobs: readonly KeptJob[], limits: Retention, nowMs: number): string[] {
  let left = [...jobs].sort((a, b) => (a.endedAtMs ?? 0) - (b.endedAtMs ?? 0));
  const expired: string[] = [];
  function drop(job: KeptJob): void {
    expired.push(job.id);
    left = left.filter((other) => other !== job);
  }

  for (const job of left) {
    if (job.endedAtMs !== undefined && nowMs - job.endedAtMs > limits.days * DAY_MS) drop(job);
  }
  for (;;) {
    const tooMany = left.length > limits.jobs;
    if (!tooMany && left.reduce((sum, { bytes }) => sum + bytes, 0) <= limits.bytes) return expired;
    const next = oldestOfWhoHasMost(left, ({ bytes }) => (tooMany ? 1 : bytes));
    if (!next) return expired;
    drop(next);
  }
}

/** @param jobs the oldest first */
function oldestOfWhoHasMost(jobs: readonly KeptJob[], size: (job: KeptJob) => number): KeptJob | undefined {
  const shares = new Map<string | undefined, number>();
  for (const job of jobs) shares.set(job.owner, (shares.get(job.owner) ?? 0) + size(job));
  const share = ({ owner }: KeptJob): number => shares.get(owner) ?? 0;
  const [first, ...others] = jobs.filter(({ endedAtMs }) => endedAtMs !== undefined);
  return others.reduce((most, job) => (most && share(job) <= share(most) ? most : job), first);
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
