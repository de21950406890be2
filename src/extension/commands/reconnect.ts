import type { Jobs } from '../jobs/jobs.ts';
import { isLost } from '../jobs/windowJob.ts';
import type { Command } from './command.ts';

/** Tries the connection at once instead of after the wait. */
export function reconnect(wake: () => void, jobs: Jobs): Command {
  return {
    id: 'aura.reconnect',
    async run() {
      wake();
      jobs.resume();
      await jobs.refresh().catch((error: unknown) => {
        // Where a job says itself that its server is away, nobody must hear it twice.
        if (!jobs.all().some(isLost)) throw error;
      });
    },
  };
}
