import { createHash, randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuraError,
  isBriefRequest,
  type AssetStream,
  type GenerateRequest,
} from '../../protocol/protocol.ts';
import { isSystemError, syncFolder } from './durable.ts';

const SHA256 = /^[0-9a-f]{64}$/;
/** Name of the folder of all uploads, in the data folder. */
export const ASSETS = 'assets';
/** Where uploads of this machine's own people lie. */
const OURS = 'local';
/** Ends the name of an upload that is not whole. */
export const PART = '.part';

/** Where the uploads of `owner` lie. */
export function uploadsFolder(dataFolder: string, owner: string | undefined): string {
  return join(dataFolder, ASSETS, owner === undefined ? OURS : `of-${owner}`);
}

/** Where a content of this hash lies in `folder`, or would. `hash` is its SHA-256 in lower-case hex; anything else is `E422-SCRIPT`. */
export function assetPath(folder: string, hash: string): string {
  if (!SHA256.test(hash))
    throw new AuraError('E422-SCRIPT', 'That is not a SHA-256', { details: hash.slice(0, 80) });
  return join(folder, hash);
}

/** Those of `hashes` that are not in the folder, in their order, each once. What is there counts as used now. */
export async function missingAssets(
  folder: string,
  hashes: readonly string[],
  nowMs: number,
): Promise<string[]> {
  const unique = [...new Set(hashes)];
  const present = await Promise.all(unique.map((hash) => isThere(assetPath(folder, hash), nowMs)));
  return unique.filter((_, index) => !present[index]);
}

/**
 * Keeps a content under its SHA-256, whole or not at all.
 * @throws AuraError `E422-SCRIPT` when the bytes are not what the hash says.
 */
export async function putAsset(
  folder: string,
  hash: string,
  content: Uint8Array | AssetStream,
): Promise<void> {
  const path = assetPath(folder, hash);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = `${path}.${randomBytes(4).toString('hex')}${PART}`;
  try {
    const actual = await writeHashed(part, content);
    if (actual !== hash) {
      throw new AuraError('E422-SCRIPT', 'The content does not have the SHA-256 it was sent under', {
        remediation: 'Send it again; it was changed on the way.',
        details: `expected ${hash}, got ${actual}`,
      });
    }
    await rename(part, path);
    await syncFolder(folder);
  } finally {
    await rm(part, { force: true });
  }
}

/** Writes as the bytes come, so that a large film is never in memory whole. @returns their SHA-256 */
async function writeHashed(path: string, content: Uint8Array | AssetStream): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content.chunks) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** @throws AuraError `E422-SCRIPT` with the path of each upload that the request names and that is not there. */
export async function requireAssets(folder: string, request: GenerateRequest, nowMs: number): Promise<void> {
  const named = namedIn(request);
  const missing = new Set(
    await missingAssets(
      folder,
      named.map(([, hash]) => hash),
      nowMs,
    ),
  );
  refuse(named.filter(([, hash]) => missing.has(hash)).map(([written]) => written));
}

/**
 * Gives a job the uploads that its request names: from then on they are its own, whatever becomes of the uploads.
 * @throws AuraError `E422-SCRIPT` with the path of each that was not uploaded.
 */
export async function takeAssets(uploads: string, request: GenerateRequest, into: string): Promise<void> {
  const named = namedIn(request);
  if (named.length === 0) return;
  await mkdir(into, { recursive: true, mode: 0o700 });
  const missing: string[] = [];
  for (const [written, hash] of named) {
    if (!(await takeOne(assetPath(uploads, hash), assetPath(into, hash)))) missing.push(written);
  }
  refuse(missing);
}

function namedIn(request: GenerateRequest): [written: string, hash: string][] {
  return isBriefRequest(request) ? [] : Object.entries(request.assets ?? {});
}

function refuse(missing: readonly string[]): void {
  if (missing.length === 0) return;
  const fields = missing.map((written) => ({
    path: `assets.${written}`,
    message: 'This content was not uploaded',
  }));
  throw new AuraError('E422-SCRIPT', 'The request names files that were not uploaded', {
    remediation: 'Upload what POST /api/assets/missing lists, then send the request again.',
    details: fields.map(({ path }) => path).join('\n'),
    fields,
  });
}

async function takeOne(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return true;
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    // A file system without links, or with too many of them on one file.
    if (!isSystemError(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EXDEV')) throw error;
    await copyFile(from, to);
    return true;
  }
}

async function isThere(path: string, nowMs: number): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await utimes(path, nowMs / 1000, nowMs / 1000);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
