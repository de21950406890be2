import type { AuraError, ConnectionState } from '../../protocol/protocol.ts';
import { isLost } from './connection.ts';
import type { ProgressDisplay } from './display.ts';

/**
 * A display for programs, a line of JSON each: every event as `{"id", "event", "data"}`, every change of the connection as
 * `{"connection"}` with its `trouble`, a job that was started as `{"snapshot"}`, where the film lies at the end as `{"saved"}`, files on their way as `{"transfer"}` at each whole percent.
 */
export function jsonDisplay(write: (line: string) => void, withConnection: boolean): ProgressDisplay {
  const last = new Map<string, string>();

  /** The same is not said twice. */
  function once(key: string, value: string, line: object): void {
    if (last.get(key) === value) return;
    last.set(key, value);
    write(JSON.stringify(line, wholeMs));
  }

  /** Times are whole milliseconds. */
  function wholeMs(key: string, value: unknown): unknown {
    return key.endsWith('Ms') && typeof value === 'number' ? Math.round(value) : value;
  }

  function tellConnection(connection: ConnectionState, trouble: AuraError | undefined): void {
    if (!withConnection) return;
    const line = {
      connection,
      ...(trouble && { trouble: { code: trouble.code, message: trouble.message } }),
    };
    // One line for each try, not for each step of it.
    const key = { ...line, connection: { ...connection, nextAtMs: 0, untilMs: 0 } };
    once('connection', JSON.stringify(key), line);
  }

  return {
    keepsWarnings: true,
    update({ event, connection, trouble }) {
      if (event) write(JSON.stringify(event));
      tellConnection(connection, trouble);
    },
    reaching(connection, trouble) {
      if (isLost(connection)) tellConnection(connection, trouble);
    },
    transfer(transfer) {
      const { direction, file, doneBytes, totalBytes, waiting } = transfer;
      const percent = Math.floor((doneBytes / Math.max(1, totalBytes)) * 100);
      once('transfer', JSON.stringify([direction, file, percent, waiting]), { transfer });
    },
    started: (snapshot) => write(JSON.stringify({ snapshot })),
    saved: (files) => write(JSON.stringify({ saved: files })),
    cancelling: () => undefined,
    finish: () => undefined,
  };
}
