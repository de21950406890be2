import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { isSystemError } from './durable.ts';
import { isAlive, ownIdentity } from './processIdentity.ts';

// A lock is a file `lock.N`. A dead owner's lock is not removed and made anew (two could do that at once and both
// believe in theirs): the next number is made instead, which only one can, and then looked at again for live others.

const LOCK_NAME = /^lock\.(\d{1,9})$/;

const LockSchema = v.object({ pid: v.number(), started: v.string(), boot: v.string(), token: v.string() });
type LockContent = v.InferOutput<typeof LockSchema>;

export interface JobLock {
  release(): Promise<void>;
  /** The same lock, after its folder was given another name. */
  movedTo(folder: string): JobLock;
}

/**
 * Takes the lock of a job's folder; `undefined` when a live process has it. Of two that try at the same moment,
 * at most one gets it; it may be that neither does.
 */
export async function takeLock(folder: string): Promise<JobLock | undefined> {
  const before = await readLocks(folder);
  if (await anyAlive(before)) return undefined;
  const identity = await ownIdentity();
  const token = randomBytes(8).toString('hex');
  const number = Math.max(0, ...before.map((lock) => lock.number)) + 1;
  const path = join(folder, `lock.${number}`);
  if (!(await createWhole(path, { ...identity, token }))) return undefined;
  const others = (await readLocks(folder)).filter((lock) => lock.content?.token !== token);
  const newer = others.filter(
    (lock) => !before.some((old) => old.number === lock.number && sameOwner(old, lock)),
  );
  if (await anyAlive(newer)) {
    await rm(path, { force: true });
    return undefined;
  }
  for (const dead of before) await rm(join(folder, `lock.${dead.number}`), { force: true });
  return heldLock(folder, basename(path));
}

function heldLock(folder: string, name: string): JobLock {
  return {
    release: () => rm(join(folder, name), { force: true }),
    movedTo: (elsewhere) => heldLock(elsewhere, name),
  };
}

/** Whether a live process has the folder's lock. */
export async function isLocked(folder: string): Promise<boolean> {
  return await anyAlive(await readLocks(folder));
}

interface FoundLock {
  number: number;
  /** `undefined` when it cannot be read: it was released meanwhile. */
  content: LockContent | undefined;
}

async function readLocks(folder: string): Promise<FoundLock[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  const numbers = names.flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? []).map(Number);
  return await Promise.all(
    numbers.map(async (number) => ({ number, content: await readLock(join(folder, `lock.${number}`)) })),
  );
}

async function readLock(path: string): Promise<LockContent | undefined> {
  const text = await readFile(path, 'utf8').catch(() => 'null');
  try {
    const parsed = v.safeParse(LockSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

async function anyAlive(locks: readonly FoundLock[]): Promise<boolean> {
  const alive = await Promise.all(
    locks.map(async ({ content }) => content !== undefined && (await isAlive(content))),
  );
  return alive.includes(true);
}

function sameOwner(a: FoundLock, b: FoundLock): boolean {
  return a.content?.token === b.content?.token;
}

/** Makes a file that is whole from its first moment on; `false` when the name is taken. */
async function createWhole(path: string, content: LockContent): Promise<boolean> {
  const part = `${path}.${content.token}`;
  await writeFile(part, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
  try {
    await link(part, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    // A file system without links (FAT): the file is not whole at once there, but still only one can make it.
    if (isSystemError(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) return await createExclusively(path, content);
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

async function createExclusively(path: string, content: LockContent): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}
