import { commands, window } from 'vscode';
import type { JobError, JobSnapshot } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { durationWords } from '../jobs/words.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';
import type { Panel } from '../panel/panel.ts';
import type { Downloads } from '../transfer/downloads.ts';
import { errorSentence, type NoticeAction } from './actions.ts';
import { showError, type Tell } from './tell.ts';

/** Says that a film is done or has failed, when the panel is not there to show it. A server's film is done when it is here. */
export function createEndNotices(jobs: Jobs, downloads: Downloads, panel: Panel, tell: Tell): Disposable {
  return disposeAll(
    jobs.onDidEnd((snapshot) => {
      if (panel.visible) return;
      if (snapshot.status === 'Done' && !downloads.isBringing(snapshot.id)) void sayDone(snapshot);
      if (snapshot.status === 'Failed') void sayFailed(snapshot, jobs.scriptOf(snapshot.id));
    }),
    downloads.onDidSave((snapshot) => {
      if (!panel.visible) void sayDone(snapshot);
    }),
    downloads.onDidFail(({ snapshot, error }) => {
      if (!panel.visible) void sayNotSaved(snapshot, error);
    }),
    jobs.onDidLose((error) => tell(error, { command: 'jobs' })),
  );
}

async function sayNotSaved({ id, title }: JobSnapshot, error: JobError): Promise<void> {
  const again: NoticeAction = { title: 'Download Again', command: 'aura.downloadFilm', args: [id] };
  const message = errorSentence({
    ...error,
    message: `“${title}” is made, and not saved here: ${error.message}`,
  });
  const pressed = await window.showErrorMessage(message, again.title);
  if (pressed === again.title) await commands.executeCommand(again.command, ...again.args);
}

async function sayDone({ id, title, output }: JobSnapshot): Promise<void> {
  const length = output ? ` (${durationWords(output.durationSeconds)})` : '';
  const here = output?.videoPath !== '';
  const actions: readonly NoticeAction[] = here
    ? [
        { title: 'Open Video', command: 'aura.openVideo', args: [id] },
        { title: 'Reveal Output', command: 'aura.revealOutput', args: [id] },
      ]
    : [
        { title: 'Download Film…', command: 'aura.downloadFilm', args: [id] },
        { title: 'Show Progress', command: 'aura.showProgress', args: [id] },
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
