import { stat } from 'node:fs/promises';
import { AuraError } from '../../protocol/protocol.ts';
import { isSystemError } from './durable.ts';

/** What a job fails with when one of these files or folders of its own is not there any more; `undefined` when all are. */
export async function removedMeanwhile(
  paths: readonly string[],
  cause: unknown,
): Promise<AuraError | undefined> {
  for (const path of paths) {
    const gone = await stat(path).then(
      () => false,
      (error: unknown) => isSystemError(error, 'ENOENT', 'ENOTDIR'),
    );
    if (!gone) continue;
    return new AuraError('E503-UNAVAILABLE', 'The folder of the job was removed while it ran', {
      remediation: 'Start the film again. What is in the cache is used again.',
      ...(cause instanceof Error ? { details: cause.message } : {}),
      cause,
    });
  }
  return undefined;
}
