import type { Panel } from '../panel/panel.ts';
import type { Command } from './command.ts';

export function showProgress(panel: Panel): Command {
  return { id: 'aura.showProgress', run: () => panel.show() };
}
