import { commands, window } from 'vscode';
import { isTerminal } from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { isLost } from '../jobs/windowJob.ts';
import type { Command } from './command.ts';

/** What a click on the status bar offers. */
export function statusMenu(jobs: Jobs, connections: Connections): Command {
  return {
    id: 'aura.statusMenu',
    async run() {
      const all = jobs.all();
      const statuses = all.map(({ snapshot }) => snapshot.status);
      const { host, trouble } = connections.current();
      const away = (!host.local && trouble !== undefined) || all.some(isLost);
      const active = statuses.some((status) => !isTerminal(status));
      const items = [
        { label: '$(eye) Show Progress', command: 'aura.showProgress', offered: true },
        { label: '$(debug-disconnect) Reconnect Now', command: 'aura.reconnect', offered: away },
        { label: '$(circle-slash) Cancel Job', command: 'aura.cancelJob', offered: active },
        { label: '$(play) Open Video', command: 'aura.openVideo', offered: statuses.includes('Done') },
        { label: '$(output) Open Render Log', command: 'aura.openRenderLog', offered: statuses.length > 0 },
        { label: '$(server) Connect to Server…', command: 'aura.connectToServer', offered: !host.local },
      ];
      const picked = await window.showQuickPick(
        items.filter(({ offered }) => offered),
        { placeHolder: 'Aura' },
      );
      if (picked) await commands.executeCommand(picked.command);
    },
  };
}
