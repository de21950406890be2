import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isListening } from './alive.ts';

/** The right to be the one engine of a data folder. */
export interface EngineLock {
  /** Sockets that dead holders left behind. */
  readonly stale: readonly string[];
  /** May be called again. */
  release(): Promise<void>;
}

const NAME = /^engine-(\d{1,15})\.lock$/;

/**
 * Takes the lock for a process that listens at `socketPath`, or says `undefined` when a living one has it.
 *
 * Each lock is a file `engine-N.lock`; the holder is the highest number whose process still listens. A new holder
 * makes the next number, which the file system lets only one do, and then removes the lower ones. The highest file is
 * never removed, only marked as released, so that a number is not used twice and a slow starter cannot win late.
 */
export async function takeEngineLock(folder: string, socketPath: string): Promise<EngineLock | undefined> {
  const before = await lockFiles(folder);
  const stale: string[] = [];
  for (const { path } of before) {
    const holder = await readHolder(path);
    if (holder && (await isListening(holder))) return undefined;
    if (holder) stale.push(holder);
  }
  const number = (before.at(-1)?.number ?? 0) + 1;
  const path = join(folder, `engine-${number}.lock`);
  if (!(await createWhole(path, socketPath))) return undefined;
  const after = await lockFiles(folder);
  if ((after.at(-1)?.number ?? number) > number) {
    await rm(path, { force: true });
    return undefined;
  }
  for (const older of after) if (older.number < number) await rm(older.path, { force: true });
  let held = true;
  return {
    stale,
    async release() {
      if (!held) return;
      held = false;
      const released = temporary(path);
      await writeFile(released, '', { mode: 0o600 });
      await rename(released, path);
    },
  };
}

/** Lock files by number, lowest first. */
async function lockFiles(folder: string): Promise<{ number: number; path: string }[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number === undefined ? [] : [{ number: Number(number), path: join(folder, name) }];
    })
    .sort((a, b) => a.number - b.number);
}

async function readHolder(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')) || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the file with its content in one step; `false` when it is there already. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const part = temporary(path);
  await writeFile(part, content, { mode: 0o600 });
  try {
    await link(part, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

function temporary(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.part`;
}
