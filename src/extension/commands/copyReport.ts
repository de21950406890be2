import { env, version, window } from 'vscode';
import type { JobSnapshot } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';
import { pickJob } from './pickJob.ts';

/** Puts everything that somebody who is to help must know on the clipboard: no text of the script, no path of the film. */
export function copyReport(jobs: Jobs, auraVersion: string): Command {
  return {
    id: 'aura.copyReport',
    async run(id) {
      const words = { pick: 'Report on which film?', none: 'No film has failed.' };
      const job = await pickJob(jobs, id, ({ status }) => status === 'Failed', words);
      if (!job) return;
      const { logTail } = await jobs.ask(job.id, (client) => client.failureDetails(job.id));
      const machine = `Aura ${auraVersion}, VS Code ${version}, ${process.platform} ${process.arch}`;
      const host = jobs.find(job.id)?.host;
      const place = host && !host.local ? [`Made on ${host.label}`] : [];
      await env.clipboard.writeText([machine, ...place, ...facts(job), '', ...logTail].join('\n'));
      void window.setStatusBarMessage('Aura: the report is on the clipboard', 4000);
    },
  };
}

function facts(job: JobSnapshot): string[] {
  const errors = job.errors.map(
    ({ code, message, details }) => `${code}: ${message}${details ? `: ${details}` : ''}`,
  );
  const where = `Stage ${job.stage}, ${job.percent} %, attempt ${job.attempt}`;
  return [...errors, where, `Job ${job.id}, correlation id ${job.correlationId}`];
}
