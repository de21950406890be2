import { window, workspace } from 'vscode';
import type { Command } from './command.ts';

export function openScript(): Command {
  return {
    id: 'aura.openScript',
    async run() {
      const [file] =
        (await window.showOpenDialog({
          title: 'Open Script',
          filters: { Scripts: ['md', 'markdown', 'fountain', 'spmd', 'txt'] },
        })) ?? [];
      if (file) await window.showTextDocument(await workspace.openTextDocument(file));
    },
  };
}
