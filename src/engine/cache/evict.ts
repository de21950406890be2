import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isGone, readEntry, removeEntry } from './entry.ts';
import { ownerRuns, ownName } from './owner.ts';
import { list, pinnedKeys } from './pins.ts';

/** Folders of a store. */
export interface Places {
  entries: string;
  drafts: string;
  leases: string;
}

export interface Stored {
  key: string;
  folder: string;
  size: number;
  usedMs: number;
}

/** Used this recently means somebody may be about to pin it. */
const JUST_USED_MS = 60_000;

/** Everything in the store, damaged entries left out. */
export async function survey({ entries }: Places): Promise<Stored[]> {
  const found: Stored[] = [];
  for (const shelf of await list(entries)) {
    for (const key of await list(path.join(entries, shelf))) {
      const folder = path.join(entries, shelf, key);
      const entry = await readEntry(folder);
      if (entry) found.push({ key, folder, size: entry.size, usedMs: entry.usedMs });
    }
  }
  return found;
}

/**
 * When there are more than `maxBytes`, removes what was used longest ago until no more than `keepBytes` are left. What a
 * running job has pinned stays, whatever its size. Answers what is left, in bytes.
 */
export async function evict(
  places: Places,
  { maxBytes, keepBytes }: { maxBytes: number; keepBytes: number },
  nowMs: number,
): Promise<number> {
  const stored = await survey(places);
  let bytes = stored.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= maxBytes) return bytes;
  const pinned = await pinnedKeys(places.leases, nowMs);
  for (const { key, folder, size } of stored.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= keepBytes) break;
    if (pinned.has(key) || (await usedSince(folder, nowMs - JUST_USED_MS))) continue;
    await removeEntry(folder, path.join(places.drafts, ownName('.evicted')));
    bytes -= size;
  }
  return bytes;
}

/** Removes everything that no running job has pinned. Answers what it freed. */
export async function clear(places: Places, nowMs: number): Promise<{ entries: number; bytes: number }> {
  const pinned = await pinnedKeys(places.leases, nowMs);
  let [entries, bytes] = [0, 0];
  for (const { key, folder, size } of await survey(places)) {
    if (pinned.has(key)) continue;
    await removeEntry(folder, path.join(places.drafts, ownName('.cleared')));
    entries += 1;
    bytes += size;
  }
  return { entries, bytes };
}

/** Removes unfinished files and leases of processes that have died. */
export async function sweep({ drafts, leases }: Places, nowMs: number): Promise<void> {
  await pinnedKeys(leases, nowMs);
  for (const name of await list(drafts)) {
    const draft = path.join(drafts, name);
    try {
      if (!ownerRuns(name, (await stat(draft)).mtimeMs, nowMs))
        await rm(draft, { recursive: true, force: true });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

async function usedSince(folder: string, sinceMs: number): Promise<boolean> {
  const entry = await readEntry(folder);
  return entry !== undefined && entry.usedMs > sinceMs;
}
