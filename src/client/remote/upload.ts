import { AuraError, toAuraError, type JobService } from '../../protocol/protocol.ts';
import { abortable } from './abortable.ts';
import { changed, fileStream, hashFile, measure, type MediaFile } from './mediaFile.ts';
import { createPatience, type PatienceOptions } from './patience.ts';

export interface UploadProgress {
  /** The file that is being sent, as the script names it. */
  written: string;
  /** Number of it among the files that the server lacks, from 1, and how many those are. */
  file: number;
  files: number;
  /** Of all of them. */
  sentBytes: number;
  totalBytes: number;
}

export interface UploadOptions extends PatienceOptions {
  onProgress?(progress: UploadProgress): void;
}

interface Content extends MediaFile {
  hash: string;
  sizeBytes: number;
}

/** Hashes in one question. */
const MOST_HASHES = 1000;

/**
 * Sends what a script names to a server that lacks it, piece by piece, and goes on after cuts of the network.
 *
 * @returns the SHA-256 of each file by its name as written. Files that are not there are left out: the server says so, with
 * the script's line.
 * @throws {AuraError} `E422-SCRIPT` for a folder, a file that cannot be read or is no media by its name, `E413-TOO_LARGE`;
 * the signal's reason when aborted.
 */
export async function uploadMedia(
  service: Pick<JobService, 'missingAssets' | 'putAsset'>,
  files: readonly MediaFile[],
  options: UploadOptions = {},
): Promise<Record<string, string>> {
  const { signal } = options;
  const contents: Content[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    const sizeBytes = await measure(file);
    if (sizeBytes === undefined) continue;
    contents.push({ ...file, sizeBytes, hash: await hashFile(file, sizeBytes, signal) });
  }
  await send(service, await lacking(service, contents, signal), options);
  return Object.fromEntries(contents.map(({ written, hash }) => [written, hash]));
}

/** One file for each content that the server does not have. */
async function lacking(
  service: Pick<JobService, 'missingAssets'>,
  contents: readonly Content[],
  signal: AbortSignal | undefined,
): Promise<Content[]> {
  const byHash = new Map(contents.map((content) => [content.hash, content]));
  const hashes = [...byHash.keys()];
  const missing: string[] = [];
  for (let from = 0; from < hashes.length; from += MOST_HASHES) {
    const some = hashes.slice(from, from + MOST_HASHES);
    missing.push(...(await abortable(service.missingAssets(some), signal)));
  }
  return missing.flatMap((hash) => byHash.get(hash) ?? []);
}

async function send(
  service: Pick<JobService, 'putAsset'>,
  contents: readonly Content[],
  options: UploadOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  const patience = createPatience(options);
  const totalBytes = contents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let before = 0;
  for (const [index, content] of contents.entries()) {
    const { written, hash, sizeBytes } = content;
    for (let done = false; !done;) {
      let sent = 0;
      const tell = (bytes: number): void => {
        sent += bytes;
        onProgress?.({
          written,
          file: index + 1,
          files: contents.length,
          sentBytes: before + sent,
          totalBytes,
        });
      };
      tell(0);
      try {
        const stream = fileStream(content, sizeBytes, signal, tell);
        await abortable(service.putAsset(hash, stream), signal);
        done = true;
      } catch (error) {
        signal?.throwIfAborted();
        // It was what the hash says a moment ago; a file whose size or time tells of a change says so itself.
        if (AuraError.is(error, 'E422-SCRIPT') && sent === sizeBytes) throw changed(written);
        await patience.afterFailure(toAuraError(error));
      }
    }
    patience.reset();
    before += sizeBytes;
  }
}
