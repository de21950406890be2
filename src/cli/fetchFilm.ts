import { downloadFilm } from '../client/remote/download.ts';
import { AuraError, toAuraError, type JobSnapshot } from '../protocol/protocol.ts';
import type { JobPlace } from './place/jobPlace.ts';
import type { ProgressDisplay, Transfer } from './progress/display.ts';

/**
 * Brings the film of a job here; gives the job with the film's path on this machine.
 *
 * @throws {AuraError} what kept it away; as the film is made, its remediation is how to fetch it later.
 */
export async function fetchFilm(
  place: JobPlace,
  snapshot: JobSnapshot,
  display: ProgressDisplay,
  { output, overwrite, signal }: { output: string; overwrite: boolean; signal: AbortSignal },
): Promise<JobSnapshot> {
  let last: Transfer = {
    direction: 'down',
    name: 'the film',
    file: 1,
    files: 1,
    doneBytes: 0,
    totalBytes: snapshot.output?.sizeBytes ?? 0,
  };
  try {
    const { videoPath, files } = await downloadFilm(place.service, snapshot, output, {
      signal,
      overwrite,
      onProgress({ receivedBytes, totalBytes }) {
        last = { ...last, doneBytes: receivedBytes, totalBytes };
        display.transfer(last);
      },
      onTrouble: ({ attempt, nextAtMs }) => display.transfer({ ...last, waiting: { attempt, nextAtMs } }),
    });
    display.saved(files);
    return snapshot.output ? { ...snapshot, output: { ...snapshot.output, videoPath } } : snapshot;
  } catch (thrown) {
    const error = toAuraError(thrown);
    throw new AuraError(error.code, error.message, {
      ...(error.details === undefined ? {} : { details: error.details }),
      remediation: `The film is made. Fetch it with: aura download ${snapshot.id}${place.flags}`,
      cause: thrown,
    });
  }
}
