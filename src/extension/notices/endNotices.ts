import { commands, window } from 'vscode';
import type { JobSnapshot } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { durationWords } from '../jobs/words.ts';
import type { Disposable } from '../lifetime/emitter.ts';
import type { Panel } from '../panel/panel.ts';
import type { NoticeAction } from './actions.ts';
import { showError } from './tell.ts';

/** Says that a film is done or has failed, when the panel is not there to show it. */
export function createEndNotices(jobs: Jobs, panel: Panel): Disposable {
  return jobs.onDidEnd((snapshot) => {
    if (panel.visible) return;
    if (snapshot.status === 'Done') void sayDone(snapshot);
    if (snapshot.status === 'Failed') void sayFailed(snapshot, jobs.scriptOf(snapshot.id));
  });
}

async function sayDone({ id, title, output }: JobSnapshot): Promise<void> {
  const length = output ? ` (${durationWords(output.durationSeconds)})` : '';
  const actions: readonly NoticeAction[] = [
    { title: 'Open Video', command: 'aura.openVideo', args: [id] },
    { title: 'Reveal Output', command: 'aura.revealOutput', args: [id] },
  ];
  const titles = actions.map((action) => action.title);
  const pressed = await window.showInformationMessage(`“${title}” is ready${length}.`, ...titles);
  const action = actions.find((action) => action.title === pressed);
  if (action) await commands.executeCommand(action.command, ...action.args);
}

async function sayFailed({ id, title, errors }: JobSnapshot, script: string | undefined): Promise<void> {
  const first = errors[0];
  const show: NoticeAction = { title: 'Show Progress', command: 'aura.showProgress', args: [id] };
  if (first) return showError({ ...first, message: `“${title}”: ${first.message}` }, script, [show]);
  await window.showErrorMessage(`“${title}” was not made.`);
}
