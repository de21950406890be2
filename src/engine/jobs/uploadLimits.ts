import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AuraError } from '../../protocol/protocol.ts';
import { PART } from './assets.ts';
import { isSystemError } from './durable.ts';

/** What is kept of uploads. A job keeps those that it names by itself. */
export interface UploadLimits {
  /** Of one owner, bytes. */
  bytes: number;
  /** Since an upload was last asked for or used, hours. */
  hours: number;
}

export const DEFAULT_UPLOAD_LIMITS: UploadLimits = { bytes: 5e9, hours: 72 };

/** What was used within this time is about to be used again: a script's pictures are sent one after another, ms. */
const IN_USE_MS = 60 * 60_000;
/** An upload whose bytes have not come for this long was given up, ms. */
const GIVEN_UP_MS = 60 * 60_000;

interface Upload {
  path: string;
  bytes: number;
  usedAtMs: number;
}

/** The room that callers have for their uploads: what lies there, and what is on its way. */
export interface UploadRoom {
  /**
   * Keeps room for an upload of `bytes`: of what lies there, those go first that were not used for longest.
   * @returns what lets go of it, when the upload is whole or has broken off
   * @throws AuraError `E413-TOO_LARGE` when what is in use leaves no room.
   */
  hold(folder: string, bytes: number, nowMs: number): Promise<() => void>;
}

export function createUploadRoom(limits: UploadLimits): UploadRoom {
  /** Bytes that are on their way, by folder. */
  const coming = new Map<string, number>();

  function add(folder: string, bytes: number): void {
    const sum = (coming.get(folder) ?? 0) + bytes;
    if (sum > 0) coming.set(folder, sum);
    else coming.delete(folder);
  }

  return {
    async hold(folder, bytes, nowMs) {
      const uploads = (await uploadsIn(folder))
        .filter(({ path }) => !path.endsWith(PART))
        .sort((a, b) => a.usedAtMs - b.usedAtMs);
      let lying = uploads.reduce((sum, upload) => sum + upload.bytes, 0);
      const used = (): number => lying + (coming.get(folder) ?? 0);
      for (const upload of uploads) {
        if (used() + bytes <= limits.bytes || nowMs - upload.usedAtMs < IN_USE_MS) break;
        await rm(upload.path, { force: true });
        lying -= upload.bytes;
      }
      if (used() + bytes > limits.bytes) throw noRoom(used(), limits);
      add(folder, bytes);
      return () => add(folder, -bytes);
    },
  };
}

function noRoom(used: number, limits: UploadLimits): AuraError {
  return new AuraError('E413-TOO_LARGE', 'There is no more room for your files on the server', {
    details: `${megabytes(used)} of ${megabytes(limits.bytes)} MB are in use`,
    remediation: 'Use smaller files, or wait an hour: files that no job has used make room.',
  });
}

/** Removes uploads of all owners that nobody has used for long, and what is left of those that broke off. */
export async function sweepUploads(folder: string, limits: UploadLimits, nowMs: number): Promise<void> {
  for (const owner of await namesIn(folder)) {
    for (const { path, usedAtMs } of await uploadsIn(join(folder, owner))) {
      const keptMs = path.endsWith(PART) ? GIVEN_UP_MS : limits.hours * 3_600_000;
      if (nowMs - usedAtMs > keptMs) await rm(path, { force: true });
    }
  }
}

async function uploadsIn(folder: string): Promise<Upload[]> {
  const found = await Promise.all(
    (await namesIn(folder)).map(async (name) => {
      const path = join(folder, name);
      const facts = await stat(path).catch(() => undefined);
      return facts?.isFile() ? [{ path, bytes: facts.size, usedAtMs: facts.mtimeMs }] : [];
    }),
  );
  return found.flat();
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
