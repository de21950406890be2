import { type Connection, createConnection } from './connection.ts';
import { type Host, localHost } from './host.ts';
import type { JobClient } from './jobClient.ts';

/** The engine of this machine as the extension sees it: a process of its own that is started when somebody needs it. */
export interface Engine extends Connection {
  /** Ends the process if there is one and starts it anew; unfinished jobs resume in the new one. */
  restart(): Promise<void>;
  /** Ends the process, so that the next one starts with the settings of then. */
  reset(): Promise<void>;
}

export interface EngineParts {
  host?: Host;
  /** Finds the running engine or starts one. */
  connect(): Promise<JobClient>;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

export function createEngine({ host = localHost('this computer'), connect, stop }: EngineParts): Engine {
  const connection = createConnection(host, connect);

  const reset = async () => {
    await connection.close();
    await stop();
    connection.note(undefined);
  };

  return {
    ...connection,
    get trouble() {
      return connection.trouble;
    },
    async restart() {
      await reset();
      await connection.client();
    },
    reset,
  };
}
