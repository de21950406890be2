import type { ServerResponse } from 'node:http';
import { HEARTBEAT_HEADER, type Clock } from '../../protocol/protocol.ts';
import { encodeComment, encodeFrame, type Frame, type StreamWatch } from './frame.ts';

/** A live reader that lags behind by more than this, bytes, is closed. It resumes by id and has lost nothing. */
export const MAX_BACKLOG_BYTES = 256 * 1024;
/** A reader that takes nothing at all for this long during a replay is gone. */
const STALL_MS = 60_000;

/** One open event stream. A stream has one writer; frames are written whole, so nothing comes between their lines. */
export interface StreamWriter {
  /** Whether the reader has gone or the stream was ended. */
  isClosed(): boolean;
  /** Calls back once when that happens; returns what takes it back. */
  onClose(listener: () => void): () => void;
  /** Aborted when that happens. Made when it is first asked for: it costs as much memory as all the rest of a stream. */
  closed(): AbortSignal;
  /** Bytes that the reader has not taken yet. */
  backlog(): number;
  /** @param text of the frame, where it is made already */
  send(frame: Frame, text?: string): void;
  /** Text that is counted elsewhere. */
  write(text: string): void;
  comment(text: string): void;
  /** Resolves when the reader has taken what was written, or is gone. */
  drained(): Promise<void>;
  /** Ends the stream in order. */
  end(comment?: string): void;
  /** Cuts a reader off that does not keep up. */
  destroy(): void;
}

/** Starts the stream: headers, `retry: 1000` and nothing else are on their way when this returns. */
export function openWriter(
  response: ServerResponse,
  options: {
    clock: Clock;
    heartbeatSeconds: number;
    headers?: Readonly<Record<string, string>>;
    watch?: StreamWatch;
  },
): StreamWriter {
  const { clock, watch } = options;
  let over = false;
  let onClose: (() => void)[] = [];
  let controller: AbortController | undefined;

  function leave(): void {
    if (over) return;
    over = true;
    const listeners = onClose;
    onClose = [];
    controller?.abort();
    for (const listener of listeners) listener();
  }

  response.on('close', leave);
  // A reset is the reader's way to leave; `close` follows it.
  response.on('error', leave);
  response.socket?.setNoDelay(true);
  response.writeHead(200, {
    ...options.headers,
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
    [HEARTBEAT_HEADER]: String(options.heartbeatSeconds),
  });
  response.write('retry: 1000\n\n');

  function write(text: string): void {
    if (!over && !response.writableEnded) response.write(text);
  }

  function drop(): void {
    if (!over) watch?.dropped();
    response.destroy();
    leave();
  }

  const writer: StreamWriter = {
    isClosed: () => over,
    onClose(listener) {
      onClose.push(listener);
      return () => {
        onClose = onClose.filter((other) => other !== listener);
      };
    },
    closed() {
      controller ??= new AbortController();
      if (over) controller.abort();
      return controller.signal;
    },
    backlog: () => response.writableLength,
    write,
    send(frame, text = encodeFrame(frame)) {
      write(text);
      watch?.sent(frame);
    },
    comment: (text) => write(encodeComment(text)),
    drained: () => drained(response, writer, clock, drop),
    end(comment) {
      if (over) return;
      if (comment !== undefined) write(encodeComment(comment));
      if (!response.writableEnded) response.end();
      leave();
    },
    destroy: drop,
  };
  return writer;
}

function drained(
  response: ServerResponse,
  writer: StreamWriter,
  clock: Clock,
  drop: () => void,
): Promise<void> {
  if (!response.writableNeedDrain || writer.isClosed()) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      cancelStall();
      stopListening();
      response.off('drain', settle);
      resolve();
    };
    const cancelStall = clock.after(STALL_MS, drop);
    const stopListening = writer.onClose(settle);
    response.on('drain', settle);
  });
}
