import { EventEmitter, Uri, workspace } from 'vscode';
import { isTerminal, type JobSnapshot } from '../../protocol/protocol.ts';
import type { Jobs } from './jobs.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';

const SCHEME = 'aura-log';

/** Address of the document that shows a job's log; its last part is what the tab says. */
export function renderLogAddress({ id, title }: Pick<JobSnapshot, 'id' | 'title'>): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${title.replaceAll(/[\\/]/g, '-')}.log`, query: id });
}

/** Gives the editor the logs of jobs as documents that cannot be changed. An open one is read again when its job ends. */
export function createRenderLogs(jobs: Jobs, scheme = SCHEME): Disposable {
  const changed = new EventEmitter<Uri>();
  const open = new Map<string, Uri>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent(address) {
      const job = jobs.find(address.query);
      if (job && !isTerminal(job.snapshot.status)) open.set(address.query, address);
      const text = await jobs.ask(address.query, (client) => client.logs(address.query));
      return text === '' ? 'Nothing has been logged yet.\n' : text;
    },
  });
  const refreshing = jobs.onDidEnd(({ id }) => {
    const address = open.get(id);
    if (open.delete(id) && address) changed.fire(address);
  });
  return disposeAll(changed, provider, refreshing);
}
