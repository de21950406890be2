import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AuraError } from '../../protocol/protocol.ts';
import { isListening } from './alive.ts';

/** A longer path is silently cut by the system, and two engines would meet at one socket. */
const MAX_PATH_BYTES = 100;

export interface SocketPlace {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** `os.tmpdir()`. */
  temp: string;
  /** `process.getuid()`; absent on Windows. */
  uid: number | undefined;
}

/**
 * Where the engine listens: at `wanted`, or a fresh name in a folder that is ours alone; on Windows a pipe nobody can
 * guess. A socket that a dead engine left at `wanted` is removed.
 * @throws AuraError `E503-UNAVAILABLE` when the place is somebody else's, open to others, taken, or its path too long.
 */
export async function newSocketPath(place: SocketPlace, wanted?: string): Promise<string> {
  const { platform, env, temp, uid } = place;
  if (platform === 'win32') return wanted ?? `\\\\.\\pipe\\aura-${randomBytes(16).toString('hex')}`;
  const folder = join(env['XDG_RUNTIME_DIR'] || temp, `aura-${uid ?? 'user'}`);
  const path = wanted ?? join(folder, `${randomBytes(4).toString('hex')}.sock`);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new AuraError('E503-UNAVAILABLE', 'The path of the engine’s socket is too long', {
      details: `${path} (${Buffer.byteLength(path)} bytes; at most ${MAX_PATH_BYTES})`,
      remediation: 'Set XDG_RUNTIME_DIR or TMPDIR to a folder with a shorter path.',
    });
  }
  if (wanted === undefined) await ensurePrivateFolder(folder, uid);
  else await clearSocket(wanted);
  return path;
}

async function clearSocket(path: string): Promise<void> {
  const facts = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!facts) return;
  if (facts.isSocket() && !(await isListening(path))) {
    await rm(path, { force: true });
    return;
  }
  throw new AuraError('E503-UNAVAILABLE', 'The path of the engine’s socket is taken', {
    details: path,
    remediation: 'Name another path, or end the process that listens there.',
  });
}

async function ensurePrivateFolder(folder: string, uid: number | undefined): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700, recursive: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new AuraError('E503-UNAVAILABLE', 'The folder of the engine’s socket cannot be made', {
        details: (error as Error).message,
        remediation: 'Set XDG_RUNTIME_DIR or TMPDIR to a folder you can write to.',
        cause: error,
      });
    }
  }
  const facts = await lstat(folder);
  const ours = facts.isDirectory() && (uid === undefined || facts.uid === uid);
  if (ours && (facts.mode & 0o077) === 0) return;
  throw new AuraError('E503-UNAVAILABLE', 'The folder of the engine’s socket is not private', {
    details: `${folder} must be a folder of yours with mode 0700`,
    remediation: `Remove ${folder}, then try again.`,
  });
}
