import { rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AuraError } from '../../protocol/protocol.ts';

/** What the system says when the place itself is wrong, and what that means. */
const WRONG_PLACE: Readonly<Record<string, (wanted: string) => string>> = {
  EISDIR: (wanted) => `${basename(wanted)} is a folder`,
  ENOTDIR: (wanted) => `${dirname(wanted)} is not a folder`,
  EEXIST: (wanted) => `${dirname(wanted)} is not a folder`,
  ENAMETOOLONG: () => 'The name of the film is too long',
  EINVAL: (wanted) => `${basename(wanted)} is no name that this disk takes`,
};
/** `ENOENT`: a file system such as /proc says so when it takes no files. */
const LOCKED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT']);

/**
 * Sees that a film can be written to `wanted`, before any work is done for it. Makes no folder and leaves nothing.
 *
 * @throws `E400-BAD_REQUEST` or `E310-DISK_FULL`; see {@link placeProblem}.
 */
export async function checkPlace(wanted: string, jobId: string): Promise<void> {
  try {
    if ((await found(wanted))?.isDirectory()) throw systemError('EISDIR');
    // The name that is taken when this one is.
    await found(`${wanted} (2)`);
    let folder = dirname(wanted);
    while (!(await found(folder)) && dirname(folder) !== folder) folder = dirname(folder);
    if (!(await found(folder))?.isDirectory()) throw systemError('ENOTDIR');
    const trial = join(folder, `.aura-${jobId}.part`);
    try {
      await rm(trial, { force: true });
      await writeFile(trial, '', { flag: 'wx' });
    } finally {
      await rm(trial, { force: true });
    }
  } catch (error) {
    throw placeProblem(wanted, error);
  }
}

/** Trouble with the place of a film, in words that name it; anything else as it is. */
export function placeProblem(wanted: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const cause = { cause: error, ...(error instanceof Error ? { details: error.message } : {}) };
  const wrong = WRONG_PLACE[code];
  if (wrong) {
    return new AuraError('E400-BAD_REQUEST', `The film cannot be written: ${wrong(wanted)}`, {
      ...cause,
      remediation: 'Choose another name or folder for the film.',
    });
  }
  if (!LOCKED.has(code)) return error;
  return new AuraError('E310-DISK_FULL', `The film cannot be written to ${dirname(wanted)}`, {
    ...cause,
    remediation: 'Make the folder writable, or choose another one for the film. Finished scenes are kept.',
  });
}

async function found(path: string) {
  return await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
