import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';

/** A part that nothing was added to for so long is nobody's any more, ms, even if a process has its owner's number. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/** A file on its way here. Its name says of which job, for which place, which version, and whose it is. */
export interface PartFile {
  /** Takes over what a process that has ended has left of it. `undefined` when there is nothing. */
  takeOver(): Promise<{ mark: string; bytes: number } | undefined>;
  /** Empty again, for the version of this mark. */
  begin(mark: string): Promise<void>;
  /** @throws Error before {@link takeOver} has found something or {@link begin} was called. */
  file(): FileHandle;
  path(): string;
  close(): Promise<void>;
  remove(): Promise<void>;
  /** Leaves it to whoever asks for the same next. */
  leave(): Promise<void>;
}

/** Of names and tags that are a server's word, what may stand in the name of a file. */
export function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** A part of the file with this extension, of a job, that is to lie at `wanted`. */
export function createPart(folder: string, wanted: string, jobId: string, extension: string): PartFile {
  const place = `.aura-${markOf(wanted)}-`;
  const stem = `${place}${markOf(jobId)}-`;
  const machine = markOf(hostname());
  const owner = `${machine}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const nameOf = (mark: string, whose: string): string =>
    join(folder, `${stem}${mark}-${whose}${extension}.part`);
  let own: { path: string; mark: string; file: FileHandle } | undefined;

  async function hold(mark: string, flags: 'r+' | 'wx'): Promise<void> {
    const path = nameOf(mark, owner);
    own = { path, mark, file: await open(path, flags, 0o644) };
  }

  async function close(): Promise<void> {
    await own?.file.close().catch(() => undefined);
  }

  function held(): { path: string; mark: string; file: FileHandle } {
    if (!own) throw new Error('The part was not begun');
    return own;
  }

  return {
    async takeOver() {
      for (const name of await readdir(folder)) {
        if (!name.startsWith(place) || !name.endsWith(`${extension}.part`)) continue;
        const [, , , mark = '', where, pid] = name.split('-');
        if (where !== machine) continue;
        const path = join(folder, name);
        const found = await stat(path).catch(() => undefined);
        if (!found || (isAlive(Number(pid)) && Date.now() - found.mtimeMs < FORGOTTEN_MS)) continue;
        // What was not yet on the disk when the machine stopped is not there, though the length says so.
        const safe = found.mtimeMs > Date.now() - uptime() * 1000;
        if (own || !safe || !name.startsWith(stem) || found.size === 0) {
          await rm(path, { force: true });
          continue;
        }
        // Of two who find it one has it.
        await rename(path, nameOf(mark, owner)).then(
          () => hold(mark, 'r+'),
          () => undefined,
        );
      }
      if (!own) return undefined;
      return { mark: own.mark, bytes: (await own.file.stat()).size };
    },
    async begin(mark) {
      await close();
      if (own) await rm(own.path, { force: true });
      await hold(mark, 'wx');
    },
    file: () => held().file,
    path: () => held().path,
    close,
    async remove() {
      await close();
      // A folder that cannot be written has nothing of ours.
      if (own) await rm(own.path, { force: true }).catch(() => undefined);
    },
    async leave() {
      await close();
      if (own) await rename(own.path, nameOf(own.mark, `${machine}-0-0`)).catch(() => undefined);
    },
  };
}

/** Nobody's is number 0. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
