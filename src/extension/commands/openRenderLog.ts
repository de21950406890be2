import { window, workspace } from 'vscode';
import type { Jobs } from '../jobs/jobs.ts';
import { renderLogAddress } from '../jobs/renderLogs.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Opens the log of a job's ffmpeg, read only. Called for no job in particular: Aura's own log. */
export function openRenderLog(jobs: Jobs, log: { show(): void }): Command {
  return {
    id: 'aura.openRenderLog',
    async run(id) {
      if (jobs.all().length === 0) return log.show();
      const words = { pick: 'The log of which film?', none: 'No film was made yet.' };
      const job = await pickJob(jobs, id, () => true, words);
      if (!job) return;
      const document = await workspace.openTextDocument(renderLogAddress(job));
      await window.showTextDocument(document, { preview: true });
    },
  };
}
