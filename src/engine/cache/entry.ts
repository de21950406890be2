import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What is recorded beside the data of an entry, in the same folder. */
interface Facts {
  file: string;
  size: number;
  sha256: string;
}

const FACTS = 'entry.json';

/** An entry as it was found: its data file exists and has the recorded size. */
export interface Entry {
  path: string;
  size: number;
  sha256: string;
  /** Last use. */
  usedMs: number;
}

/** Reads an entry's folder; `undefined` when there is none or it is not whole. */
export async function readEntry(folder: string): Promise<Entry | undefined> {
  try {
    const facts = JSON.parse(await readFile(path.join(folder, FACTS), 'utf8')) as Partial<Facts>;
    const { file, size, sha256 } = facts;
    if (typeof file !== 'string' || typeof sha256 !== 'string' || path.basename(file) !== file)
      return undefined;
    const data = path.join(folder, file);
    const [found, used] = await Promise.all([stat(data), stat(path.join(folder, FACTS))]);
    if (!found.isFile() || found.size !== size) return undefined;
    return { path: data, size, sha256, usedMs: used.mtimeMs };
  } catch (error) {
    if (error instanceof SyntaxError || isGone(error)) return undefined;
    throw error;
  }
}

/** Makes the folder `draft`, which holds the data file, ready to be published. */
export async function sealEntry(draft: string, file: string): Promise<void> {
  const data = path.join(draft, file);
  const handle = await open(data, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const { size } = await stat(data);
  const facts: Facts = { file, size, sha256: await sha256Of(data) };
  await writeFile(path.join(draft, FACTS), JSON.stringify(facts));
}

/** Marks an entry as used now. */
export async function touchEntry(folder: string, now: Date): Promise<void> {
  try {
    await utimes(path.join(folder, FACTS), now, now);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Moves a sealed draft to its place. Answers false when there is an entry already. */
export async function publishEntry(draft: string, folder: string): Promise<boolean> {
  try {
    await rename(draft, folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) {
      return false;
    }
    throw error;
  }
}

/** Takes an entry away at once, then deletes it at leisure. `aside` is a new path on the same disk. */
export async function removeEntry(folder: string, aside: string): Promise<void> {
  try {
    await rename(folder, aside);
  } catch (error) {
    if (isGone(error)) return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
