import { dirname } from 'node:path';
import { commands, env, UIKind, Uri, window, workspace } from 'vscode';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';
import { pickFilm } from './pickFilm.ts';

/** Shows the film among its files: in the system's file manager, else in the Explorer, else by its path. */
export function revealOutput(jobs: Jobs): Command {
  return {
    id: 'aura.revealOutput',
    async run(id) {
      const film = await pickFilm(jobs, id, 'Which film to reveal?');
      if (film === undefined) return;
      const file = Uri.file(film);
      const onThisDesktop = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
      if (onThisDesktop) {
        await commands.executeCommand('revealFileInOS', file);
      } else if (workspace.getWorkspaceFolder(file)) {
        await commands.executeCommand('revealInExplorer', file);
      } else {
        const choice = await window.showInformationMessage(`The film lies in ${dirname(film)}`, 'Copy Path');
        if (choice) await env.clipboard.writeText(film);
      }
    },
  };
}
