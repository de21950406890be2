import type { JobEvent, JobSnapshot } from '../../protocol/protocol.ts';
import { statusOf } from './statusEvent.ts';

/** Events a reader of all jobs may lag behind; then it is told how things stand instead. */
const MAX_BACKLOG = 1000;

/** Everything that becomes visible, of all jobs. */
export interface Broadcast {
  send(events: readonly JobEvent[]): void;
  /** `job-status` of every active job, then live. Ends when `signal` aborts or the broadcast is closed. */
  listen(
    active: () => readonly JobSnapshot[],
    now: () => number,
    signal?: AbortSignal,
  ): AsyncGenerator<JobEvent>;
  close(): void;
}

export function createBroadcast(): Broadcast {
  const readers = new Set<{ backlog: JobEvent[]; overrun: boolean; wake: () => void }>();
  let closed = false;
  return {
    send(events) {
      for (const reader of readers) {
        reader.backlog.push(...events);
        if (reader.backlog.length > MAX_BACKLOG) {
          reader.backlog = [];
          reader.overrun = true;
        }
        reader.wake();
      }
    },

    async *listen(active, now, signal) {
      const reader = { backlog: active().map((job) => statusOf(job, now())), overrun: false, wake() {} };
      const wake = (): void => reader.wake();
      readers.add(reader);
      signal?.addEventListener('abort', wake);
      try {
        for (;;) {
          if (closed || signal?.aborted) return;
          if (reader.overrun) {
            reader.overrun = false;
            reader.backlog = active().map((job) => statusOf(job, now(), { isReconnect: true, gap: true }));
          }
          const events = reader.backlog;
          reader.backlog = [];
          for (const event of events) yield event;
          if (reader.backlog.length > 0 || reader.overrun || closed || signal?.aborted) continue;
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
        }
      } finally {
        readers.delete(reader);
        signal?.removeEventListener('abort', wake);
      }
    },

    close() {
      closed = true;
      for (const reader of readers) reader.wake();
    },
  };
}
