import { mkdir } from 'node:fs/promises';
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
    await mkdir(path, { recursive: true, mode: 0o700 });
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
