import { window } from 'vscode';
import type { JobSnapshot } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { percentWords } from '../jobs/words.ts';

/**
 * The job a command is for: the one it was called with, else the only one that fits, else the one that a person picks.
 *
 * @param none What to say when none fits.
 */
export async function pickJob(
  jobs: Jobs,
  id: unknown,
  fits: (snapshot: JobSnapshot) => boolean,
  words: { pick: string; none: string },
): Promise<JobSnapshot | undefined> {
  if (typeof id === 'string') {
    const asked = jobs.find(id)?.snapshot;
    if (asked) return asked;
  }
  const fitting = jobs
    .all()
    .map(({ snapshot }) => snapshot)
    .filter(fits);
  if (fitting.length === 0) {
    void window.showInformationMessage(words.none);
    return undefined;
  }
  if (fitting.length === 1) return fitting[0];
  const items = fitting.map((snapshot) => ({
    label: snapshot.title,
    description: facts(snapshot),
    snapshot,
  }));
  const picked = await window.showQuickPick(items, { placeHolder: words.pick });
  return picked?.snapshot;
}

function facts(snapshot: JobSnapshot): string {
  const state = snapshot.status === 'Running' ? percentWords(snapshot.percent) : snapshot.status;
  return [snapshot.scriptName, state].filter((part) => part !== undefined).join(' · ');
}
