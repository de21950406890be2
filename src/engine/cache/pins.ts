import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isGone } from './entry.ts';
import { ownerRuns, ownName } from './owner.ts';

/** What a running job uses: as long as it is not released, no process evicts it. */
export interface Pins {
  add(key: string): Promise<void>;
  /** Whether the lease stands as it was written; not when somebody has removed the store meanwhile. */
  intact(): Promise<boolean>;
  release(): Promise<void>;
}

/** A lease is a file with one key per line; it counts as long as its process runs. */
export function createPins(leases: string): Pins {
  const file = path.join(leases, ownName('.lease'));
  const pinned = new Set<string>();
  let released = false;
  return {
    async add(key) {
      if (released || pinned.has(key)) return;
      pinned.add(key);
      await mkdir(leases, { recursive: true });
      await appendFile(file, `${key}\n`);
    },
    async intact() {
      const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
      return lines.length > pinned.size;
    },
    async release() {
      released = true;
      await rm(file, { force: true });
    },
  };
}

/** Keys that any running process has pinned. Leases of dead ones are deleted. */
export async function pinnedKeys(leases: string, nowMs: number): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const name of await list(leases)) {
    const file = path.join(leases, name);
    try {
      if (!ownerRuns(name, (await stat(file)).mtimeMs, nowMs)) {
        await rm(file, { force: true });
        continue;
      }
      for (const key of (await readFile(file, 'utf8')).split('\n')) if (key) keys.add(key);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return keys;
}

/** Names in a folder; none when it does not exist. */
export async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}
