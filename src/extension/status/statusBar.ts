import { StatusBarAlignment, window } from 'vscode';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { statusText } from './statusText.ts';

/** One item while a film is being made; nothing otherwise. */
export function createStatusBar(jobs: Jobs, command: string): Disposable {
  const item = window.createStatusBarItem('aura.status', StatusBarAlignment.Left, 10);
  item.name = 'Aura';
  item.command = command;

  const update = () => {
    const status = statusText(jobs.all());
    if (!status) return item.hide();
    item.text = status.text;
    item.tooltip = status.tooltip;
    item.accessibilityInformation = { label: status.spoken, role: 'button' };
    item.show();
  };

  update();
  return disposeAll(item, jobs.onDidChange(update));
}
