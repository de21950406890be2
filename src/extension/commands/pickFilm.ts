import { stat } from 'node:fs/promises';
import { AuraError } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { pickJob } from './pickJob.ts';

/**
 * Path of a finished job's film.
 *
 * @throws {AuraError} `E404-NOT_FOUND` when somebody has moved or deleted it.
 */
export async function pickFilm(jobs: Jobs, id: unknown, question: string): Promise<string | undefined> {
  const words = { pick: question, none: 'No film is finished yet.' };
  const job = await pickJob(jobs, id, ({ status }) => status === 'Done', words);
  const film = job?.output?.videoPath;
  if (job === undefined || film === undefined) return undefined;
  if (film === '') {
    const { label } = jobs.find(job.id)?.host ?? { label: 'its server' };
    throw new AuraError('E409-CONFLICT', `“${job.title}” is still on ${label}`, {
      remediation: 'Run Aura: Download Film, then open it.',
    });
  }
  const found = await stat(film).catch(() => undefined);
  if (!found) {
    const onServer = jobs.find(job.id)?.host.local === false;
    throw new AuraError('E404-NOT_FOUND', `The film ${film} is not there any more`, {
      remediation: onServer
        ? 'Run Aura: Download Film, or generate it again.'
        : 'Generate it again: scenes that have not changed come from the cache.',
    });
  }
  return film;
}
