import { commands } from 'vscode';
import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Disposable } from '../lifetime/emitter.ts';

/** Keeps the `when` clauses of package.json true: a command is offered when it can do something. */
export function createContextKeys(jobs: Jobs): Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const statuses = jobs.all().map(({ snapshot }) => snapshot.status);
    set('aura.anyJob', statuses.length > 0);
    set(
      'aura.activeJob',
      statuses.some((status) => !isTerminal(status)),
    );
    set('aura.doneJob', statuses.includes('Done'));
    set('aura.retryableJob', statuses.includes('Failed') || statuses.includes('Canceled'));
  };
  update();
  return jobs.onDidChange(update);
}
