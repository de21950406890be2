import { DEMO_REQUEST } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Panel } from '../panel/panel.ts';
import type { Command } from './command.ts';

/** Makes a film of 12 seconds: no script, no key, no network. It stays with the job, not beside any file. */
export function runDemo(jobs: Jobs, panel: Panel): Command {
  return {
    id: 'aura.runDemo',
    async run() {
      panel.show();
      await jobs.start(DEMO_REQUEST);
    },
  };
}
