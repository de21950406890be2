import { constants, open, realpath, type FileHandle } from 'node:fs/promises';
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { AuraError, type ArtifactContent, type JobSnapshot } from '../../protocol/protocol.ts';
import { isSystemError } from './durable.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.vtt': 'text/vtt',
  '.srt': 'application/x-subrip',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

const CHUNK_BYTES = 256 * 1024;

/**
 * Opens a file of a job: one that the job has declared, by its name, or one in its artifacts folder. Nothing outside is reached:
 * not by `..`, an absolute name, or a link. Every refusal is `E404-NOT_FOUND`, so that nothing is learnt about what exists.
 */
export async function openArtifact(
  snapshot: JobSnapshot,
  artifactsFolder: string,
  name: string,
  range?: { start: number; end?: number },
): Promise<ArtifactContent> {
  const declared = snapshot.artifacts.find((artifact) => artifact.name === name);
  const path = declared?.path ?? (await confined(artifactsFolder, name));
  if (declared && isInside(artifactsFolder, declared.path))
    await confined(artifactsFolder, relative(artifactsFolder, path));
  const file = await openRegular(path, name);
  try {
    const { size, mtimeMs } = await file.stat();
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? size - 1, size - 1);
    const wrong = !Number.isInteger(start) || start < 0 || end < start - 1 || (start >= size && size > 0);
    if (wrong || (size === 0 && range)) {
      throw new AuraError('E400-BAD_REQUEST', 'The file has no such range', { details: `${size} bytes` });
    }
    return {
      body: bodyOf(file, start, end),
      type: declared?.type ?? TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream',
      sizeBytes: size,
      range: { start, end },
      etag: `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`,
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The real path of `name` in the folder, or `E404-NOT_FOUND` when it leads elsewhere. */
async function confined(folder: string, name: string): Promise<string> {
  if (name === '' || name.includes('\0') || name.includes('\\') || isAbsolute(name)) throw notFound(name);
  const path = resolve(folder, name);
  if (!isInside(folder, path)) throw notFound(name);
  try {
    const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(path)]);
    if (!isInside(realFolder, realFile)) throw notFound(name);
    return realFile;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG')) throw notFound(name);
    throw error;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function openRegular(path: string, name: string): Promise<FileHandle> {
  // A link as the last part is refused, and a pipe does not hang us.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'ENXIO', 'EISDIR')) throw notFound(name);
    throw error;
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notFound(name);
}

function bodyOf(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  if (end < start) {
    return new ReadableStream({
      async start(controller) {
        await file.close();
        controller.close();
      },
    });
  }
  const stream = file.createReadStream({ start, end, highWaterMark: CHUNK_BYTES, autoClose: true });
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

function notFound(name: string): AuraError {
  return new AuraError('E404-NOT_FOUND', `The job has no file “${name.slice(0, 80)}”`, {
    remediation: 'Look at the names in the list of the job’s files.',
  });
}
