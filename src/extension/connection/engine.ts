import { type AuraError, toAuraError } from '../../protocol/protocol.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';
import type { JobClient } from './jobClient.ts';

/** The engine as the extension sees it: a process of its own that is started when somebody needs it. */
export interface Engine extends Disposable {
  /** Connects on first use; many callers share one attempt. Rejects with an AuraError, and the next call tries again. */
  client(): Promise<JobClient>;
  /** Ends the process if there is one and starts it anew; unfinished jobs resume in the new one. */
  restart(): Promise<void>;
  /** Ends the process, so that the next one starts with the settings of then. */
  reset(): Promise<void>;
  /** Why the last attempt to reach it failed; absent when it did not. */
  readonly trouble: AuraError | undefined;
  /** `trouble` came or went. */
  readonly onDidChange: Listen<void>;
}

export interface EngineParts {
  /** Finds the running engine or starts one. */
  connect(): Promise<JobClient>;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

export function createEngine({ connect, stop }: EngineParts): Engine {
  const changed = createEmitter<void>();
  let connection: Promise<JobClient> | undefined;
  let trouble: AuraError | undefined;

  const setTrouble = (next: AuraError | undefined) => {
    if (trouble === next) return;
    trouble = next;
    changed.fire();
  };

  const open = async () => {
    try {
      const client = await connect();
      setTrouble(undefined);
      return client;
    } catch (error) {
      connection = undefined;
      const reason = toAuraError(error);
      setTrouble(reason);
      throw reason;
    }
  };

  const close = async () => {
    const closing = connection;
    connection = undefined;
    if (closing) await closing.then((client) => client.close()).catch(() => undefined);
  };

  const reset = async () => {
    await close();
    await stop();
    setTrouble(undefined);
  };

  return {
    client: () => (connection ??= open()),
    async restart() {
      await reset();
      await (connection ??= open());
    },
    reset,
    get trouble() {
      return trouble;
    },
    onDidChange: changed.event,
    dispose() {
      changed.dispose();
      void close();
    },
  };
}
