import type { Clock, JobEvent, JobService } from '../../protocol/protocol.ts';
import type { Log } from '../log.ts';
import type { FrameForm } from './eventFrame.ts';
import type { Feeds } from './feed.ts';
import { writeJobStream } from './jobStream.ts';
import type { StreamWriter } from './writer.ts';

/** How often jobs are looked for that nobody announced here (another process started them), ms. */
const LOOK_MS = 2000;

/** Tells streams of all jobs that a job became active. */
export interface JobHub {
  /** The active jobs of an owner; streams that look again and again at about the same time share the answer. */
  active(owner: string | undefined, service: JobService, first: boolean): Promise<readonly string[]>;
  announce(jobId: string, owner: string | undefined): void;
  /** Hears of the jobs of one owner; of all without one. */
  listen(owner: string | undefined, onJob: (jobId: string) => void): () => void;
}

export function createJobHub(clock: Clock): JobHub {
  const looks = new Map<string | undefined, { at: number; ids: Promise<string[]> }>();
  const listeners = new Set<{ owner: string | undefined; onJob(jobId: string): void }>();
  async function look(service: JobService): Promise<string[]> {
    return (await service.list({ status: ['Queued', 'Running'] })).map(({ id }) => id);
  }

  return {
    active(owner, service, first) {
      const now = clock.now();
      for (const [other, { at }] of looks) if (now - at >= LOOK_MS / 2) looks.delete(other);
      const recent = (first ? undefined : looks.get(owner)) ?? { at: now, ids: look(service) };
      looks.set(owner, recent);
      return recent.ids;
    },
    announce(jobId, owner) {
      for (const listener of listeners) {
        if (listener.owner === undefined || listener.owner === owner) listener.onJob(jobId);
      }
    },
    listen(owner, onJob) {
      const listener = { owner, onJob };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Follows every active job: a `job-status` of now, then live, without ids of its own (`eventId` is in the data). No replay. */
export async function writeAllJobsStream(options: {
  service: JobService;
  /** Whose jobs; `undefined` for everybody's. */
  owner: string | undefined;
  feeds: Feeds;
  hub: JobHub;
  writer: StreamWriter;
  clock: Clock;
  view(event: JobEvent): JobEvent;
  form: FrameForm;
  log: Log;
}): Promise<void> {
  const { service, owner, feeds, hub, writer, clock, view, form, log } = options;
  const following = new Set<string>();

  async function follow(jobId: string): Promise<void> {
    if (following.has(jobId) || writer.isClosed()) return;
    following.add(jobId);
    try {
      await writeJobStream({ service, feeds, jobId, writer, view, form });
    } catch (error) {
      // Deleted meanwhile, or its log cannot be read: the others go on.
      log('warn', 'a job left the stream of all jobs', { jobId, error: String(error) });
    } finally {
      following.delete(jobId);
    }
  }

  async function look(first: boolean): Promise<void> {
    for (const id of await hub.active(owner, service, first)) void follow(id);
  }

  const stopListening = hub.listen(owner, (jobId) => void follow(jobId));
  try {
    for (let first = true; !writer.isClosed(); first = false) {
      await look(first);
      await pause(clock, LOOK_MS, writer.closed());
    }
  } finally {
    stopListening();
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
