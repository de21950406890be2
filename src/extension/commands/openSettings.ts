import { commands, env, type ExtensionContext } from 'vscode';
import type { Command } from './command.ts';

/** Opens the settings of Aura, or the one that is asked for. */
export function openSettings(extension: ExtensionContext['extension']): Command {
  return {
    id: 'aura.openSettings',
    async run(query) {
      const wanted = typeof query === 'string' && query.startsWith('aura.') ? query : `@ext:${extension.id}`;
      // Settings of a machine stand under that machine, and cannot be found among the person's own.
      const ofMachine = /^aura\.(ffmpegPath|server|reconnect)/.test(wanted) && env.remoteName !== undefined;
      if (ofMachine) await commands.executeCommand('workbench.action.openRemoteSettings', { query: wanted });
      else await commands.executeCommand('workbench.action.openSettings', wanted);
    },
  };
}
