import type { Engine } from '../connection/engine.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';

/** Tries the connection at once instead of after the wait. */
export function reconnect(engine: Engine, jobs: Jobs): Command {
  return {
    id: 'aura.reconnect',
    async run() {
      const client = await engine.client();
      client.wake();
      await jobs.refresh();
      jobs.resume();
    },
  };
}
