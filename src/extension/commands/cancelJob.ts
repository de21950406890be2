import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Stops a job. Finished scenes are kept, so that nothing is lost by it. */
export function cancelJob(jobs: Jobs): Command {
  return {
    id: 'aura.cancelJob',
    async run(id) {
      const words = { pick: 'Which film to cancel?', none: 'No film is being made.' };
      const job = await pickJob(jobs, id, ({ status }) => !isTerminal(status), words);
      if (job) await jobs.cancel(job.id);
    },
  };
}
