import { ProgressLocation, window } from 'vscode';
import type { Engine } from '../connection/engine.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';

/** Ends the engine, even a hanging one, and starts it anew. Unfinished jobs go on from their finished scenes. */
export function restartEngine(engine: Engine, jobs: Jobs): Command {
  return {
    id: 'aura.restartEngine',
    async run() {
      const place = { location: ProgressLocation.Window, title: 'Restarting the Aura engine' };
      await window.withProgress(place, async () => {
        await engine.restart();
        await jobs.refresh();
        jobs.resume();
      });
    },
  };
}
