import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  AuraError,
  toAuraError,
  type Artifact,
  type JobService,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import { fetchArtifact } from './fetchArtifact.ts';
import { createPart, type PartFile } from './part.ts';
import type { PatienceOptions } from './patience.ts';
import { beside, settle } from './settle.ts';

export interface DownloadProgress {
  /** Of the film and its captions together. */
  receivedBytes: number;
  totalBytes: number;
}

export interface DownloadOptions extends PatienceOptions {
  /** Replace what is there; else a free name is taken: `name (2).mp4`. */
  overwrite?: boolean;
  onProgress?(progress: DownloadProgress): void;
  /** When it is stopped, what has come is kept for the next download of the same film to the same place. */
  keepWhenStopped?: boolean;
}

interface Part {
  artifact: Artifact;
  extension: string;
  part: PartFile;
}

/**
 * Brings the film of a Done job here, with its captions beside it. It appears whole or not at all; after a cut it is gone on
 * with where it stopped, also when this program was killed meanwhile.
 *
 * @param videoPath where a film made here would go; its folder is made when it is not there.
 * @returns where the film really is, and every file that was written.
 * @throws {AuraError} `E409-CONFLICT` for a job without a film or a place without a free name, `E400-BAD_REQUEST` and
 * `E310-DISK_FULL` when nothing can be written there, `E503-UNAVAILABLE` when the server stays away; the signal's reason.
 */
export async function downloadFilm(
  service: Pick<JobService, 'artifact'>,
  snapshot: JobSnapshot,
  videoPath: string,
  options: DownloadOptions = {},
): Promise<{ videoPath: string; files: string[] }> {
  const { overwrite = false, onProgress } = options;
  const folder = dirname(videoPath);
  const parts = filmFiles(snapshot).map(({ artifact, extension }): Part => {
    return { artifact, extension, part: createPart(folder, videoPath, snapshot.id, extension) };
  });
  const totalBytes = parts.reduce((sum, { artifact }) => sum + artifact.sizeBytes, 0);
  try {
    await mkdir(folder, { recursive: true });
    let before = 0;
    for (const { artifact, part } of parts) {
      const tell = (bytes: number): void => onProgress?.({ receivedBytes: before + bytes, totalBytes });
      await fetchArtifact(service, snapshot.id, artifact, part, { ...options, onBytes: tell });
      before += artifact.sizeBytes;
    }
    options.signal?.throwIfAborted();
    return await nameParts(parts, videoPath, overwrite);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw placeProblem(videoPath, error);
  } finally {
    const keeps = options.keepWhenStopped === true && options.signal?.aborted === true;
    for (const { part } of parts) await (keeps ? part.leave() : part.remove());
  }
}

/** What belongs to the editor's own player, or to nobody's film. */
const ASIDE = new Set(['preview.mp4', 'chapters.vtt']);

/** The film first; captions where the job has them. Other servers call them otherwise. */
function filmFiles({ status, artifacts }: JobSnapshot): { artifact: Artifact; extension: string }[] {
  const one = (usual: string, extension: string): { artifact: Artifact; extension: string }[] => {
    const artifact =
      artifacts.find(({ name }) => name === usual) ??
      artifacts.find(({ name }) => name.toLowerCase().endsWith(extension) && !ASIDE.has(name));
    return artifact ? [{ artifact, extension }] : [];
  };
  const film = one('film.mp4', '.mp4');
  if (film.length === 0) {
    throw new AuraError('E409-CONFLICT', 'The job has no film', {
      remediation: status === 'Done' ? 'Make the film again.' : 'Wait until the job is done, or retry it.',
    });
  }
  return [...film, ...one('captions.srt', '.srt'), ...one('captions.vtt', '.vtt')];
}

async function nameParts(
  [film, ...captions]: readonly Part[],
  wanted: string,
  overwrite: boolean,
): Promise<{ videoPath: string; files: string[] }> {
  const videoPath = await settle(film?.part.path() ?? '', wanted, overwrite);
  const files = [videoPath];
  for (const { part, extension } of captions) {
    const name = beside(videoPath, extension);
    await rename(part.path(), name);
    files.push(name);
  }
  return { videoPath, files };
}

/** What the system says when the place itself is wrong. */
const WRONG_PLACE = new Set(['EISDIR', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'EINVAL', 'ENOTEMPTY']);

function placeProblem(wanted: string, error: unknown): AuraError {
  if (!WRONG_PLACE.has((error as NodeJS.ErrnoException).code ?? '')) return toAuraError(error);
  return new AuraError('E400-BAD_REQUEST', `The film cannot be saved as ${wanted}`, {
    remediation: 'Choose another name or folder for the film.',
    details: (error as Error).message,
    cause: error,
  });
}
