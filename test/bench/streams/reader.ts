import { connect, type Socket } from 'node:net';
import { TOKEN } from '../../support/server.ts';
import { monotonicMs } from '../child.ts';

/** Where a stream is. */
export interface StreamPlace {
  port: number;
  path: string;
}

export interface Reader {
  /** Resolves when the first bytes of the stream are here. */
  opened: Promise<void>;
  close(): void;
}

const ID = Buffer.from('\nid:');
/** An id line is no longer. */
const ID_LINE_BYTES = 40;
/** Read synchronously, so that all readers can share it. */
const BUFFER = Buffer.allocUnsafe(256 * 1024);

/**
 * As little of a client as can tell which events came and when, so that a thousand of them cost less than the server.
 * @param onEvent is told the number of each event with an id, and when its bytes were read
 */
export function openReader(
  { port, path }: StreamPlace,
  onEvent: (seq: number, atMs: number) => void,
  lastEventId?: string,
): Reader {
  let rest: Buffer | undefined;
  let isOpen = false;
  let open: () => void = () => undefined;
  let lost: (error: Error) => void = () => undefined;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    lost = reject;
  });
  const socket: Socket = connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer: BUFFER,
      callback(length) {
        read(BUFFER.subarray(0, length), monotonicMs());
        return true;
      },
    },
  });
  const resume = lastEventId === undefined ? '' : `Last-Event-ID: ${lastEventId}\r\n`;
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\n${resume}\r\n`,
  );
  socket.on('error', lost);

  function read(fresh: Buffer, atMs: number): void {
    const bytes = rest === undefined ? fresh : Buffer.concat([rest, fresh]);
    rest = undefined;
    if (!isOpen && bytes.includes('retry:')) {
      isOpen = true;
      open();
    }
    let at = 0;
    for (;;) {
      const found = bytes.indexOf(ID, at);
      if (found < 0) break;
      const end = bytes.indexOf(0x0a, found + ID.length);
      if (end < 0) {
        at = found;
        break;
      }
      const dash = bytes.indexOf(0x2d, found);
      onEvent(Number(bytes.toString('latin1', dash + 1, end)), atMs);
      at = end;
    }
    // What may be the beginning of an id waits for the rest of it.
    const kept = bytes.subarray(Math.max(at, bytes.length - ID_LINE_BYTES));
    if (kept.length > 0) rest = Buffer.from(kept);
  }

  return { opened, close: () => socket.destroy() };
}
