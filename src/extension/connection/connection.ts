import { type AuraError, toAuraError } from '../../protocol/protocol.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';
import type { Host } from './host.ts';
import type { JobClient } from './jobClient.ts';

/** The way to one host. Nothing is opened before somebody asks. */
export interface Connection extends Disposable {
  readonly host: Host;
  /** Connects on first use; many callers share one attempt. Rejects with an AuraError, and the next call tries again. */
  client(): Promise<JobClient>;
  /** Connects, asks, and notes what the answer says of the host. Rejects with an AuraError. */
  ask<T>(question: (client: JobClient) => Promise<T>): Promise<T>;
  /** Notes trouble that was met elsewhere, e.g. on a stream; `undefined` when the host answers. */
  note(trouble: AuraError | undefined): void;
  /** What waits for its next try tries now. */
  wake(): void;
  /** Lets go of the client: the next use connects anew. */
  close(): Promise<void>;
  /** Why the host could not be used when that was last tried; absent when it could. */
  readonly trouble: AuraError | undefined;
  /** `trouble` came or went. */
  readonly onDidChange: Listen<void>;
}

/** Trouble of a server as a whole, against that of one question. */
const TROUBLE_OF_HOST: ReadonlySet<string> = new Set([
  'E401-UNAUTHORIZED',
  'E403-FORBIDDEN',
  'E503-UNAVAILABLE',
]);

/** @param connect finds the host; rejects when it is in no state to be used. */
export function createConnection(host: Host, connect: () => Promise<JobClient>): Connection {
  const changed = createEmitter<void>();
  let connection: Promise<JobClient> | undefined;
  let opened: JobClient | undefined;
  let trouble: AuraError | undefined;

  const note = (next: AuraError | undefined) => {
    if (trouble === next) return;
    trouble = next;
    changed.fire();
  };

  const open = async () => {
    try {
      const client = await connect();
      opened = client;
      // A server is only known to be there once it has answered.
      if (host.local) note(undefined);
      return client;
    } catch (error) {
      connection = undefined;
      const reason = toAuraError(error);
      note(reason);
      throw reason;
    }
  };

  const client = () => (connection ??= open());

  const close = async () => {
    const closing = connection;
    connection = undefined;
    opened = undefined;
    if (closing) await closing.then((asked) => asked.close()).catch(() => undefined);
  };

  return {
    host,
    client,
    async ask(question) {
      const asked = await client();
      try {
        const answer = await question(asked);
        if (!host.local) note(undefined);
        return answer;
      } catch (error) {
        const reason = toAuraError(error);
        // The engine of this machine is started again when it is found dead; its troubles are told where it is started.
        if (!host.local) note(TROUBLE_OF_HOST.has(reason.code) ? reason : undefined);
        throw reason;
      }
    },
    note,
    wake: () => opened?.wake(),
    close,
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
