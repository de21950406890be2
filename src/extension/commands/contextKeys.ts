import { commands } from 'vscode';
import { isTerminal } from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { isLost } from '../jobs/windowJob.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';

/** Keeps the `when` clauses of package.json true: a command is offered when it can do something. */
export function createContextKeys(jobs: Jobs, connections: Connections): Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const all = jobs.all();
    const statuses = all.map(({ snapshot }) => snapshot.status);
    const done = all.filter(({ snapshot }) => snapshot.status === 'Done');
    const { host, trouble } = connections.current();
    set('aura.anyJob', statuses.length > 0);
    set(
      'aura.activeJob',
      statuses.some((status) => !isTerminal(status)),
    );
    set(
      'aura.doneJob',
      done.some(({ snapshot }) => snapshot.output?.videoPath !== ''),
    );
    set(
      'aura.filmOnServer',
      done.some(({ host }) => !host.local),
    );
    set('aura.server', !host.local);
    set('aura.canReconnect', (!host.local && trouble !== undefined) || all.some(isLost));
    set('aura.retryableJob', statuses.includes('Failed') || statuses.includes('Canceled'));
  };
  update();
  return disposeAll(jobs.onDidChange(update), connections.onDidChange(update));
}
