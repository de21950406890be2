import type { Jobs } from '../jobs/jobs.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';

/** The last lines of the logs of failed jobs. */
export interface LogTails extends Disposable {
  /** What is known; fetched for a failed job when it is first asked for. */
  of(id: string): readonly string[] | undefined;
  readonly onDidChange: Listen<void>;
}

export function createLogTails(jobs: Jobs, log: { debug(message: string): void }): LogTails {
  const changed = createEmitter<void>();
  /** By job and attempt. */
  const tails = new Map<string, readonly string[]>();

  const fetch = async (id: string, key: string) => {
    try {
      const { logTail } = await jobs.ask(id, (client) => client.failureDetails(id));
      tails.set(key, logTail);
      changed.fire();
    } catch (error) {
      log.debug(`No log tail of job ${id}: ${String(error)}`);
    }
  };

  return {
    of(id) {
      const snapshot = jobs.find(id)?.snapshot;
      if (snapshot?.status !== 'Failed') return undefined;
      const key = `${id} ${snapshot.attempt}`;
      const tail = tails.get(key);
      if (!tail) {
        tails.set(key, []);
        void fetch(id, key);
      }
      return tail;
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
