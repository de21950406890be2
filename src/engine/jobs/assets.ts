import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AuraError, type AssetStream } from '../../protocol/protocol.ts';
import { isSystemError, writeDurably } from './durable.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Where an uploaded content lies, or would. `hash` is its SHA-256 in lower-case hex; anything else is `E422-SCRIPT`. */
export function assetPath(dataFolder: string, hash: string): string {
  if (!SHA256.test(hash))
    throw new AuraError('E422-SCRIPT', 'That is not a SHA-256', { details: hash.slice(0, 80) });
  return join(dataFolder, 'assets', hash.slice(0, 2), hash);
}

/** Those of `hashes` that have not been uploaded, in their order, each once. */
export async function missingAssets(dataFolder: string, hashes: readonly string[]): Promise<string[]> {
  const unique = [...new Set(hashes)];
  const present = await Promise.all(unique.map((hash) => exists(assetPath(dataFolder, hash))));
  return unique.filter((_, index) => !present[index]);
}

/**
 * Keeps a content under its SHA-256, whole or not at all. Holds no more than a piece of it in memory.
 *
 * @throws {AuraError} `E422-SCRIPT` when the bytes are not what the hash says.
 */
export async function putAsset(
  dataFolder: string,
  hash: string,
  content: Uint8Array | AssetStream,
): Promise<void> {
  const path = assetPath(dataFolder, hash);
  const chunks = checked(content instanceof Uint8Array ? [content] : content.chunks, hash);
  if (await exists(path)) {
    // The sender is heard to the end: an answer in the middle would be lost on the way.
    for await (const _ of chunks);
    return;
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeDurably(path, chunks);
}

/** The same bytes; fails after the last when they are not those of the hash. */
async function* checked(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  hash: string,
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  for await (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
  const actual = digest.digest('hex');
  if (actual === hash) return;
  throw new AuraError('E422-SCRIPT', 'The content does not have the SHA-256 it was sent under', {
    remediation: 'Send it again; it was changed on the way.',
    details: `expected ${hash}, got ${actual}`,
  });
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    (error: unknown) => {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
      throw error;
    },
  );
}
