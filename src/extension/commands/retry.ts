import type { Jobs } from '../jobs/jobs.ts';
import type { Panel } from '../panel/panel.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Tries a failed or cancelled job again; what was finished is reused. */
export function retry(jobs: Jobs, panel: Panel): Command {
  return {
    id: 'aura.retry',
    async run(id) {
      const words = { pick: 'Which film to retry?', none: 'No film has failed or was cancelled.' };
      const job = await pickJob(
        jobs,
        id,
        ({ status }) => status === 'Failed' || status === 'Canceled',
        words,
      );
      if (!job) return;
      panel.show();
      await jobs.retry(job.id);
    },
  };
}
