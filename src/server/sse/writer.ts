import type { ServerResponse } from 'node:http';
import { HEARTBEAT_HEADER, type Clock } from '../../protocol/protocol.ts';
import { encodeComment, encodeFrame, type Frame, type StreamWatch } from './frame.ts';

/** A live reader that lags behind by more than this, bytes, is closed. It resumes by id and has lost nothing. */
export const MAX_BACKLOG_BYTES = 256 * 1024;
/** A reader that takes nothing at all for this long during a replay is gone. */
const STALL_MS = 60_000;

/** One open event stream. A stream has one writer; frames are written whole, so nothing comes between their lines. */
export interface StreamWriter {
  /** Aborted when the reader has gone or the stream was ended. */
  readonly closed: AbortSignal;
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
  const { watch } = options;
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  // A reset is the reader's way to leave; `close` follows it.
  response.on('error', () => gone.abort());
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
    if (!gone.signal.aborted && !response.writableEnded) response.write(text);
  }

  function drop(): void {
    watch?.dropped();
    response.destroy();
    gone.abort();
  }

  return {
    closed: gone.signal,
    backlog: () => response.writableLength,
    write,
    send(frame, text = encodeFrame(frame)) {
      write(text);
      watch?.sent(frame);
    },
    comment: (text) => write(encodeComment(text)),
    drained: () => drained(response, gone.signal, options.clock, drop),
    end(comment) {
      if (comment !== undefined) write(encodeComment(comment));
      if (!response.writableEnded) response.end();
      gone.abort();
    },
    destroy: drop,
  };
}

function drained(
  response: ServerResponse,
  closed: AbortSignal,
  clock: Clock,
  drop: () => void,
): Promise<void> {
  if (!response.writableNeedDrain || closed.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const cancelStall = clock.after(STALL_MS, drop);
    const settle = (): void => {
      cancelStall();
      response.off('drain', settle);
      closed.removeEventListener('abort', settle);
      resolve();
    };
    response.on('drain', settle);
    closed.addEventListener('abort', settle);
  });
}
