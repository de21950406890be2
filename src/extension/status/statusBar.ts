import { StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Clock } from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';
import { statusText } from './statusText.ts';

const TICK_MS = 1000;

/** One item while a film is being made or a server is set; nothing otherwise. */
export function createStatusBar(
  jobs: Jobs,
  connections: Connections,
  clock: Clock,
  command: string,
): Disposable {
  const item = window.createStatusBarItem('aura.status', StatusBarAlignment.Left, 10);
  item.name = 'Aura';
  item.command = command;
  let stopTicking: (() => void) | undefined;

  const update = () => {
    stopTicking?.();
    stopTicking = undefined;
    const { host, trouble } = connections.current();
    const facts = { jobs: jobs.all(), host, trouble: trouble?.message, nowMs: clock.now() };
    const status = statusText(facts);
    if (!status) return item.hide();
    item.text = status.text;
    item.tooltip = status.tooltip;
    item.accessibilityInformation = { label: status.spoken, role: 'button' };
    item.backgroundColor = status.stale ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
    if (status.ticks) stopTicking = clock.after(TICK_MS, update);
  };

  update();
  return disposeAll(item, jobs.onDidChange(update), connections.onDidChange(update), {
    dispose: () => stopTicking?.(),
  });
}
