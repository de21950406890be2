import { commands, type ExtensionContext } from 'vscode';
import type { Command } from './command.ts';

/** Opens the settings of Aura, or the one that is asked for. */
export function openSettings(extension: ExtensionContext['extension']): Command {
  return {
    id: 'aura.openSettings',
    async run(query) {
      const wanted = typeof query === 'string' && query.startsWith('aura.') ? query : `@ext:${extension.id}`;
      await commands.executeCommand('workbench.action.openSettings', wanted);
    },
  };
}
