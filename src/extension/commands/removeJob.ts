import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Takes an ended job out of the history. The film beside the script stays. */
export function removeJob(jobs: Jobs): Command {
  return {
    id: 'aura.removeJob',
    async run(id) {
      const words = { pick: 'Which film to remove from the history?', none: 'The history is empty.' };
      const job = await pickJob(jobs, id, ({ status }) => isTerminal(status), words);
      if (job) await jobs.remove(job.id);
    },
  };
}
