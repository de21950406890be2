import { commands, env, Uri } from 'vscode';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';
import { pickFilm } from './pickFilm.ts';

/** Opens the film in the person's own player; where the editor runs on another machine, in the editor. */
export function openVideo(jobs: Jobs): Command {
  return {
    id: 'aura.openVideo',
    async run(id) {
      const film = await pickFilm(jobs, id, 'Which film to open?');
      if (film === undefined) return;
      const file = Uri.file(film);
      if (env.remoteName === undefined && (await env.openExternal(file))) return;
      await commands.executeCommand('vscode.open', file);
    },
  };
}
