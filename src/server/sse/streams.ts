import type { Clock, EventData } from '../../protocol/protocol.ts';
import { MAX_BACKLOG_BYTES, type StreamWriter } from './writer.ts';

export interface OpenStream {
  writer: StreamWriter;
  jobId: string;
  correlationId: string;
  /** Who reads it, over TCP. */
  owner?: string | undefined;
}

/** All open streams of a server: one timer gives them their heartbeats, one call ends them. */
export interface Streams {
  readonly size: number;
  /** How many one owner reads. */
  of(owner: string | undefined): number;
  /** @returns what takes the stream out again. */
  add(stream: OpenStream): () => void;
  /** Ends every stream with a comment, those to come too; readers come back by id. */
  endAll(comment: string): void;
}

/** @param isKnown whether an owner may still read: a token can be taken back */
export function createStreams(
  clock: Clock,
  heartbeatSeconds: number,
  isKnown: (owner: string) => boolean = () => true,
): Streams {
  const open = new Set<OpenStream>();
  const counts = new Map<string | undefined, number>();
  let cancelTimer: (() => void) | undefined;
  let lastWord: string | undefined;

  function beat(): void {
    cancelTimer = clock.after(heartbeatSeconds * 1000, beat);
    const timestamp = new Date(clock.now()).toISOString();
    for (const { writer, jobId, correlationId, owner } of open) {
      if (owner !== undefined && !isKnown(owner)) {
        writer.end('the token is not known any more');
        continue;
      }
      // A reader with a full backlog learns nothing from one line more.
      if (writer.backlog() > MAX_BACKLOG_BYTES) continue;
      const data: EventData<'heartbeat'> = {
        jobId,
        correlationId,
        timestamp,
        status: 'alive',
        intervalSeconds: heartbeatSeconds,
      };
      writer.send({ event: 'heartbeat', data });
    }
  }

  return {
    get size() {
      return open.size;
    },
    of: (owner) => counts.get(owner) ?? 0,
    add(stream) {
      const { owner } = stream;
      open.add(stream);
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
      cancelTimer ??= clock.after(heartbeatSeconds * 1000, beat);
      // Its request was on its way when all were ended.
      if (lastWord !== undefined) stream.writer.end(lastWord);
      return () => {
        if (!open.delete(stream)) return;
        const left = (counts.get(owner) ?? 1) - 1;
        if (left > 0) counts.set(owner, left);
        else counts.delete(owner);
        if (open.size > 0) return;
        cancelTimer?.();
        cancelTimer = undefined;
      };
    },
    endAll(comment) {
      lastWord = comment;
      for (const { writer } of open) writer.end(comment);
    },
  };
}
