import { env, version, window } from 'vscode';
import { reportText } from '../jobs/report.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Puts everything that somebody who is to help must know on the clipboard. */
export function copyReport(jobs: Jobs, auraVersion: string): Command {
  return {
    id: 'aura.copyReport',
    async run(id) {
      const words = { pick: 'Report on which film?', none: 'No film has failed.' };
      const picked = await pickJob(jobs, id, ({ status }) => status === 'Failed', words);
      const job = picked && jobs.find(picked.id);
      if (!job) return;
      const { logTail } = await jobs.ask(picked.id, (client) => client.failureDetails(picked.id));
      const machine = `Aura ${auraVersion}, VS Code ${version}, ${process.platform} ${process.arch}`;
      await env.clipboard.writeText(reportText(machine, job, logTail));
      void window.setStatusBarMessage('Aura: the report is on the clipboard', 4000);
    },
  };
}
