import type { FileHandle } from 'node:fs/promises';
import {
  AuraError,
  toAuraError,
  type Artifact,
  type ArtifactContent,
  type JobService,
} from '../../protocol/protocol.ts';
import { NoAnswer } from '../http/noAnswer.ts';
import { errorFromSilence } from '../http/problem.ts';
import { RemoteError } from '../http/remoteError.ts';
import { abortable } from './abortable.ts';
import { markOf, type PartFile } from './part.ts';
import { createPatience, type PatienceOptions } from './patience.ts';

export interface FetchOptions extends PatienceOptions {
  /** Told how many bytes are here. */
  onBytes?(bytes: number): void;
}

/** What is here of a file, and of which version of it. */
interface Held {
  bytes: number;
  /** Of its `ETag`; empty where the server gives none: then nothing is gone on with. */
  mark: string | undefined;
  /** Of the whole file, once known. */
  total: number | undefined;
}

/**
 * Writes a file of a job to its part, whole. After a cut, also of this program, it asks for the rest; a file that was replaced
 * meanwhile is begun anew.
 *
 * @throws {AuraError} what the server refuses with, `E503-UNAVAILABLE` when it stays away; the signal's reason; a system error
 * of the disk as it is.
 */
export async function fetchArtifact(
  service: Pick<JobService, 'artifact'>,
  jobId: string,
  artifact: Artifact,
  part: PartFile,
  options: FetchOptions = {},
): Promise<void> {
  const { signal, onBytes } = options;
  const patience = createPatience(options);
  const left = await part.takeOver();
  const held: Held = { bytes: 0, mark: undefined, total: undefined };
  // Of a part that is whole the last byte is asked for: the answer says whether it is the same version still.
  if (left && left.mark !== '')
    Object.assign(held, {
      mark: left.mark,
      bytes: Math.max(0, Math.min(left.bytes, artifact.sizeBytes - 1)),
    });
  try {
    while (held.total === undefined || held.bytes < held.total) {
      signal?.throwIfAborted();
      const before = held.bytes;
      try {
        const range = held.bytes > 0 ? { start: held.bytes } : undefined;
        const content = await opened(service.artifact(jobId, artifact.name, range), signal);
        if (isOther(held, content)) {
          forget(held);
          await content.body.cancel();
          // All of it was asked for, and some came: to ask at once would bring the same again.
          if (!range) throw cut();
          continue;
        }
        if (content.range.start === 0) await part.begin(content.etag && markOf(content.etag));
        begin(held, content, artifact);
        await receive(content, held, part.file(), signal, onBytes);
        // Nobody has said how long it is: then its end is where it ends.
        if (held.total === 0) held.total = held.bytes;
        if (held.bytes < (held.total ?? 0)) throw cut();
      } catch (error) {
        signal?.throwIfAborted();
        if (isDisk(error)) throw error;
        if (held.bytes > 0 && error instanceof RemoteError && error.httpStatus === 416) {
          forget(held);
          continue;
        }
        if (held.bytes > before) patience.reset();
        await patience.afterFailure(
          error instanceof NoAnswer ? errorFromSilence(error, false) : toAuraError(error),
        );
      }
    }
    if (held.bytes !== held.total) throw cut();
    await part.file().truncate(held.total);
    await part.file().sync();
  } finally {
    await part.close();
  }
}

/** What comes when nobody waits for it any more is let go. */
async function opened(
  answer: Promise<ArtifactContent>,
  signal: AbortSignal | undefined,
): Promise<ArtifactContent> {
  try {
    return await abortable(answer, signal);
  } catch (error) {
    answer.then(({ body }) => body.cancel()).catch(() => undefined);
    throw error;
  }
}

/** Whether it is the rest of another version, so that all of that one is needed. */
function isOther(held: Held, { etag, range }: ArtifactContent): boolean {
  if (range.start === 0) return false;
  return (etag && markOf(etag)) !== held.mark || range.start !== held.bytes;
}

function forget(held: Held): void {
  Object.assign(held, { bytes: 0, mark: undefined, total: undefined });
}

/** Takes note of what comes. */
function begin(held: Held, { etag, range, sizeBytes }: ArtifactContent, artifact: Artifact): void {
  held.bytes = range.start;
  held.mark = etag && markOf(etag);
  // An answer may come without its length, where a proxy packs it.
  held.total = sizeBytes > 0 ? sizeBytes : artifact.sizeBytes;
}

async function receive(
  { body }: ArtifactContent,
  held: Held,
  file: FileHandle,
  signal: AbortSignal | undefined,
  onBytes: FetchOptions['onBytes'],
): Promise<void> {
  const reader = body.getReader();
  const onAbort = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (let from = 0; from < value.length;) {
        const { bytesWritten } = await file.write(value, from, value.length - from, held.bytes);
        from += bytesWritten;
        held.bytes += bytesWritten;
      }
      onBytes?.(held.bytes);
      // A server that sends more than there is would fill the disk.
      if (held.total !== undefined && held.total > 0 && held.bytes > held.total) return;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await reader.cancel().catch(() => undefined);
  }
}

function cut(): AuraError {
  return new AuraError('E503-UNAVAILABLE', 'The download broke off');
}

function isDisk(error: unknown): boolean {
  const { syscall } = error as { syscall?: unknown };
  return syscall === 'write' || syscall === 'open' || syscall === 'ftruncate';
}
