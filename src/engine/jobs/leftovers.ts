import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from './durable.ts';

/** Half written by whoever held the lock. */
const HALF = /^(?:(?:job|request)\.json\.[0-9a-f]{8}|events\.jsonl)\.part$/;
/** These are written without the lock: somebody may be about to. */
const ANYBODYS = /^(?:cancel\.[0-9a-f]{8}\.part|lock\.\d+\.[0-9a-f]{16})$/;
const LOCK = /^lock\./;
/** Nobody takes that long to write one of them, milliseconds. */
const ABANDONED_MS = 60_000;

/** Whether an engine that was killed has left unfinished files, or its lock, in a job's folder. */
export async function hasLeftovers(root: string): Promise<boolean> {
  const names = await namesIn(root);
  return names.some((name) => HALF.test(name) || ANYBODYS.test(name) || LOCK.test(name));
}

/** Removes what an engine has left unfinished that was killed while it wrote. Only for who holds the lock of the folder. */
export async function sweepLeftovers(root: string, nowMs: number): Promise<void> {
  for (const name of await namesIn(root)) {
    const path = join(root, name);
    if (HALF.test(name)) await rm(path, { force: true });
    if (!ANYBODYS.test(name)) continue;
    const found = await stat(path).catch(() => undefined);
    if (found && nowMs - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
}
