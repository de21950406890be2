import { commands, window } from 'vscode';
import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Command } from './command.ts';

/** What a click on the status bar offers. */
export function statusMenu(jobs: Jobs): Command {
  return {
    id: 'aura.statusMenu',
    async run() {
      const statuses = jobs.all().map(({ snapshot }) => snapshot.status);
      const active = statuses.some((status) => !isTerminal(status));
      const items = [
        { label: '$(eye) Show Progress', command: 'aura.showProgress', offered: true },
        { label: '$(circle-slash) Cancel Job', command: 'aura.cancelJob', offered: active },
        { label: '$(play) Open Video', command: 'aura.openVideo', offered: statuses.includes('Done') },
        { label: '$(output) Open Render Log', command: 'aura.openRenderLog', offered: statuses.length > 0 },
      ];
      const picked = await window.showQuickPick(
        items.filter(({ offered }) => offered),
        { placeHolder: 'Aura' },
      );
      if (picked) await commands.executeCommand(picked.command);
    },
  };
}
