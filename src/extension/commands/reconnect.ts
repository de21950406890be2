import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';

/** Tries the connection at once instead of after the wait. */
export function reconnect(wake: () => void, jobs: Jobs): Command {
  return {
    id: 'aura.reconnect',
    async run() {
      wake();
      jobs.resume();
      await jobs.refresh();
    },
  };
}
