import { window } from 'vscode';
import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';

/** Takes every ended job out of the history, once a person has said so. Films beside scripts stay. */
export function clearHistory(jobs: Jobs): Command {
  return {
    id: 'aura.clearHistory',
    async run() {
      const ended = jobs
        .all()
        .map(({ snapshot }) => snapshot)
        .filter(({ status }) => isTerminal(status));
      if (ended.length === 0) return;
      const question = ended.length === 1 ? 'Clear the one ended job?' : `Clear ${ended.length} ended jobs?`;
      const detail = 'Their logs and previews are deleted. Films beside your scripts stay.';
      const answer = await window.showWarningMessage(question, { modal: true, detail }, 'Clear History');
      if (answer === undefined) return;
      for (const { id } of ended) await jobs.remove(id);
    },
  };
}
