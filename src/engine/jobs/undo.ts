import { lstat, rm } from 'node:fs/promises';
import type { FilmResult } from '../pipeline.ts';
import { isSystemError } from './durable.ts';

/**
 * Takes back the files of a film that was finished although its job had been cancelled. Only regular files that
 * were written since `sinceMs` are removed: an older one is not of this job.
 */
export async function undoOutputs(result: FilmResult, sinceMs: number): Promise<void> {
  const paths = new Set([
    result.output.videoPath,
    result.output.subtitlePath,
    ...result.artifacts.map(({ path }) => path),
  ]);
  for (const path of paths) {
    const found = await lstat(path).catch((error: unknown) => {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    });
    // A second of grace: some file systems keep whole seconds.
    if (found?.isFile() && found.mtimeMs >= sinceMs - 1000) await rm(path, { force: true });
  }
}
