import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AuraError, MAX_ASSET_BYTES, type AssetStream } from '../../protocol/protocol.ts';

/** A file that a script names: as it is written there, and where it lies. */
export interface MediaFile {
  written: string;
  path: string;
}

/** Names of pictures, clips and sounds. A script of somebody else must not make us send anything else away. */
const MEDIA_NAME =
  /\.(?:a?png|jpe?g|jfif|gif|webp|avif|hei[cf]|bmp|tiff?|svg|mp4|m4v|mov|qt|3gp|webm|mkv|avi|og[gav]|opus|mp3|wav|flac|m4a|aac|aiff?)$/i;

/** Not there at all: that is the server's to say, with the script's line. */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/**
 * How large a file is; `undefined` when it is not there.
 * @throws {AuraError} `E422-SCRIPT`, `E413-TOO_LARGE` when it cannot be sent.
 */
export async function measure({ written, path }: MediaFile): Promise<number | undefined> {
  if (written.trim() === '' || written.includes('\0')) return undefined;
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (MISSING.has(error.code ?? '')) return undefined;
    throw unreadable(written, error);
  });
  if (!found) return undefined;
  if (!found.isFile()) {
    throw new AuraError('E422-SCRIPT', `“${written}” is not a file`, {
      remediation: 'Name a picture, a clip or a sound.',
    });
  }
  if (!MEDIA_NAME.test(path)) {
    throw new AuraError(
      'E422-SCRIPT',
      `“${written}” is not sent: its name is none of a picture, clip or sound`,
      {
        remediation: 'Give the file the ending of what it is, such as .png, or take it out of the script.',
      },
    );
  }
  if (found.size > MAX_ASSET_BYTES) {
    const megabytes = Math.ceil(found.size / 1024 / 1024);
    throw new AuraError('E413-TOO_LARGE', `“${written}” is too large for the server: ${megabytes} MB`, {
      remediation: `Make it smaller: ${MAX_ASSET_BYTES / 1024 / 1024} MB are the most.`,
    });
  }
  return found.size;
}

/** SHA-256 of the file, read piece by piece. */
export async function hashFile(file: MediaFile, sizeBytes: number, signal?: AbortSignal): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of pieces(file, sizeBytes, signal)) digest.update(chunk);
  return digest.digest('hex');
}

/** The file's bytes on their way. */
export function fileStream(
  file: MediaFile,
  sizeBytes: number,
  signal: AbortSignal | undefined,
  onChunk: (bytes: number) => void,
): AssetStream {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of pieces(file, sizeBytes, signal)) {
      yield chunk;
      onChunk(chunk.length);
    }
  }
  return { sizeBytes, chunks: chunks() };
}

async function* pieces(
  { written, path }: MediaFile,
  sizeBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  const source = createReadStream(path, { highWaterMark: 256 * 1024, end: Math.max(0, sizeBytes - 1) });
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      read += chunk.length;
      if (read > sizeBytes) throw changed(written);
      yield chunk;
    }
  } catch (error) {
    throw isSystem(error) ? unreadable(written, error) : error;
  }
  if (read !== sizeBytes) throw changed(written);
}

/** The file is no longer what it was when it was measured. */
export function changed(written: string): AuraError {
  return new AuraError('E422-SCRIPT', `“${written}” was changed while it was sent`, {
    remediation: 'Wait until it is saved, then try again.',
  });
}

function unreadable(written: string, error: NodeJS.ErrnoException): AuraError {
  return new AuraError('E422-SCRIPT', `“${written}” cannot be opened (${error.code ?? error.message})`, {
    remediation: 'Check the path and who may read it.',
    cause: error,
  });
}

function isSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof (error as { syscall?: unknown } | null)?.syscall === 'string';
}
