import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AuraError } from '../protocol/protocol.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Makes a folder of ours unless it is there.
 *
 * @param what it is, for people: “The cache folder”
 * @param variable of the environment that names another
 * @throws `E310-DISK_FULL` when it cannot be made; a full disk as the system says it.
 */
export async function openFolder(path: string, what: string, variable: string): Promise<void> {
  try {
    await makeFolders(resolve(path));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (FULL.has(code)) throw error;
    throw new AuraError('E310-DISK_FULL', `${what} cannot be used`, {
      remediation: `Make it writable, or name another folder in the variable ${variable}.`,
      details: message,
      cause: error,
    });
  }
}

/**
 * Makes a folder and those that it lies in. Not by `mkdir` with `recursive`: that one never comes back where a file system
 * takes no folders and says that theirs are missing, as /proc does.
 */
export async function makeFolders(path: string): Promise<void> {
  const parent = dirname(path);
  try {
    await makeOne(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    await makeFolders(parent);
    await makeOne(path);
  }
}

/** Somebody else may have made it, or the system refuses to make what is there already. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) throw error;
  }
}
