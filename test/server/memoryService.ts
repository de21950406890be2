import { createHash, randomUUID } from 'node:crypto';
import {
  applyEvent,
  AuraError,
  initialSnapshot,
  isBriefRequest,
  isTerminal,
  isTerminalEvent,
  nextEventId,
  type EventData,
  type EventName,
  type EventsFrom,
  type GenerateRequest,
  type JobEvent,
  type JobService,
  type JobSnapshot,
  type SharedJobService,
} from '../../src/protocol/protocol.ts';

interface Job {
  snapshot: JobSnapshot;
  events: JobEvent[];
  request: string;
  key: string | undefined;
  owner: string | undefined;
  changed: Set<() => void>;
}

/** The fields of an event that the job does not add by itself. */
type Draft<N extends EventName> = Omit<EventData<N>, 'jobId' | 'correlationId' | 'timestamp'>;

export interface MemoryService extends SharedJobService {
  /** Appends an event to the job's log. */
  emit<N extends EventName>(id: string, event: N, data: Draft<N>): string;
  /** Brings the job to its end. */
  complete(id: string): void;
  fail(id: string): void;
  /** Forgets the first events, as a pruned log does. */
  prune(id: string, count: number): void;
  readonly files: Map<string, { bytes: Uint8Array; type: string }>;
  readonly requests: GenerateRequest[];
  /** Event streams that are read at the moment. */
  readers(): number;
  /** Who made the job. */
  owner(id: string): string | undefined;
}

/** A `JobService` in memory that does what it is told: for the tests of the transport, where no film is needed. */
export function createMemoryService(now: () => number = Date.now): MemoryService {
  const jobs = new Map<string, Job>();
  const files = new Map<string, { bytes: Uint8Array; type: string }>();
  /** Owner and hash. */
  const assets = new Set<string>();
  const requests: GenerateRequest[] = [];
  let readers = 0;

  function find(id: string): Job {
    const job = jobs.get(id);
    if (!job) throw new AuraError('E404-NOT_FOUND', 'There is no such job');
    return job;
  }

  function emit<N extends EventName>(id: string, event: N, data: Draft<N>): string {
    const job = find(id);
    const eventId = nextEventId(job.events.at(-1)?.id, now());
    const base = {
      jobId: id,
      correlationId: job.snapshot.correlationId,
      timestamp: new Date(now()).toISOString(),
    };
    const full = { id: eventId, event, data: { ...base, ...data } } as unknown as JobEvent;
    job.events.push(full);
    job.snapshot = applyEvent(job.snapshot, full);
    for (const wake of job.changed) wake();
    return eventId;
  }

  function status(job: Job, gap: boolean): JobEvent {
    const { id, correlationId, status, stage, percent, attempt, message, lastEventId } = job.snapshot;
    const timestamp = new Date(now()).toISOString();
    return {
      event: 'job-status',
      data: {
        jobId: id,
        correlationId,
        timestamp,
        status,
        stage,
        percent,
        attempt,
        message,
        lastEventId,
        ...(gap ? { isReconnect: true, gap: true } : {}),
      },
    };
  }

  async function* events(id: string, from?: EventsFrom, signal?: AbortSignal): AsyncGenerator<JobEvent> {
    const job = find(id);
    let next = job.events.length;
    if (from?.fromStart) next = 0;
    else if (from?.after === undefined) yield status(job, false);
    else {
      const index = job.events.findIndex((event) => event.id === from.after);
      if (index < 0) yield status(job, true);
      else next = index + 1;
    }
    if (isTerminal(job.snapshot.status) && next >= job.events.length && from?.fromStart !== true) {
      const last = job.events.at(-1);
      if (last && from?.after !== last.id) yield last;
      return;
    }
    readers += 1;
    try {
      for (;;) {
        if (signal?.aborted) return;
        for (let event = job.events[next]; event; event = job.events[next]) {
          next += 1;
          yield event;
          if (isTerminalEvent(event) && next === job.events.length) return;
        }
        await new Promise<void>((resolve) => {
          const done = (): void => {
            job.changed.delete(done);
            signal?.removeEventListener('abort', done);
            resolve();
          };
          job.changed.add(done);
          signal?.addEventListener('abort', done);
        });
      }
    } finally {
      readers -= 1;
    }
  }

  /** The jobs of one caller; of everybody without `owner`. */
  function serviceOf(owner: string | undefined): JobService {
    const maySee = (job: Job): boolean => owner === undefined || job.owner === owner;
    const own = (id: string): Job => {
      const job = find(id);
      if (!maySee(job)) throw new AuraError('E404-NOT_FOUND', 'There is no such job');
      return job;
    };
    return {
      async plan(request) {
        requests.push(request);
        return { scenes: [], build: 1, total: 3, seconds: 12 };
      },
      async start(request, options = {}) {
        requests.push(request);
        const text = JSON.stringify(request);
        const earlier = [...jobs.values()].find(
          (job) => job.key !== undefined && job.key === options.idempotencyKey && job.owner === owner,
        );
        if (earlier && earlier.request !== text) {
          throw new AuraError('E422-SCRIPT', 'The key was used for another request');
        }
        if (earlier) return earlier.snapshot;
        const id = randomUUID();
        const title = isBriefRequest(request) ? request.brief.topic : (request.script.title ?? 'Untitled');
        const snapshot = initialSnapshot({
          id,
          title,
          correlationId: options.correlationId ?? randomUUID(),
          createdAt: new Date(now()).toISOString(),
        });
        jobs.set(id, {
          snapshot,
          events: [],
          request: text,
          key: options.idempotencyKey,
          owner,
          changed: new Set(),
        });
        emit(id, 'job-status', {
          status: 'Running',
          attempt: 1,
          stage: 'planning',
          percent: 0,
          message: 'Reading the script',
        });
        return own(id).snapshot;
      },
      get: async (id) => own(id).snapshot,
      async list(filter = {}) {
        const found = [...jobs.values()]
          .filter(maySee)
          .map((job) => job.snapshot)
          .reverse();
        const wanted = filter.status ? found.filter((job) => filter.status?.includes(job.status)) : found;
        return wanted.slice(0, filter.limit);
      },
      async cancel(id) {
        const { snapshot } = own(id);
        if (isTerminal(snapshot.status)) throw new AuraError('E409-CONFLICT', 'The job has ended');
        const cancellation = {
          jobId: id,
          message: 'Cancelled',
          currentStatus: 'Canceled' as const,
          cleanupScheduled: false,
          providerStatuses: [],
          completedStages: [],
          warnings: [],
          correlationId: snapshot.correlationId,
        };
        emit(id, 'job-cancelled', {
          status: 'Canceled',
          stage: snapshot.stage,
          message: 'Cancelled',
          cancellation,
        });
        return cancellation;
      },
      async retry(id) {
        const { snapshot } = own(id);
        if (snapshot.status !== 'Failed' && snapshot.status !== 'Canceled') {
          throw new AuraError('E409-CONFLICT', 'Only a failed or cancelled job can be retried');
        }
        emit(id, 'job-status', {
          status: 'Running',
          attempt: snapshot.attempt + 1,
          stage: 'planning',
          percent: 0,
          message: 'Again',
        });
        return own(id).snapshot;
      },
      async remove(id) {
        if (!isTerminal(own(id).snapshot.status)) throw new AuraError('E409-CONFLICT', 'The job still runs');
        jobs.delete(id);
      },
      async artifact(id, name, range) {
        own(id);
        const file = files.get(name);
        if (!file) throw new AuraError('E404-NOT_FOUND', 'The job has no such file');
        const start = range?.start ?? 0;
        const last = range?.end ?? file.bytes.length - 1;
        const bytes = file.bytes.slice(start, last + 1);
        return {
          body: new Blob([bytes]).stream() as ReadableStream<Uint8Array>,
          type: file.type,
          sizeBytes: file.bytes.length,
          range: { start, end: last },
          etag: `"${createHash('sha256').update(file.bytes).digest('hex').slice(0, 16)}"`,
        };
      },
      async logs(id) {
        own(id);
        return 'ffmpeg version 7.0\n/data/jobs/film.mp4 ü\n';
      },
      async failureDetails(id) {
        const { snapshot } = own(id);
        const { errors, stage, correlationId } = snapshot;
        return {
          jobId: id,
          stage,
          errors,
          logTail: ['last line'],
          suggestedActions: ['Retry'],
          correlationId,
        };
      },
      async capabilities() {
        return {
          version: '0.0.0',
          ffmpeg: { path: '/usr/bin/ffmpeg', version: '7.0' },
          encoders: ['libx264'],
          voices: [],
          limits: { concurrentJobs: 1, maxScriptBytes: 1 },
        };
      },
      missingAssets: async (hashes) => hashes.filter((hash) => !assets.has(`${owner} ${hash}`)),
      async putAsset(hash, content) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of content instanceof Uint8Array ? [content] : content.chunks)
          chunks.push(chunk);
        if (createHash('sha256').update(Buffer.concat(chunks)).digest('hex') !== hash) {
          throw new AuraError('E422-SCRIPT', 'The content does not have this hash');
        }
        assets.add(`${owner} ${hash}`);
      },
      async *events(id, from, signal) {
        own(id);
        yield* events(id, from, signal);
      },
    };
  }

  return {
    files,
    requests,
    readers: () => readers,
    emit,
    owner: (id) => find(id).owner,
    forOwner: serviceOf,
    ...serviceOf(undefined),
    prune(id, count) {
      find(id).events.splice(0, count);
    },
    complete(id) {
      emit(id, 'job-completed', {
        status: 'Succeeded',
        artifacts: [{ name: 'film.mp4', path: '/data/jobs/film.mp4', type: 'video/mp4', sizeBytes: 3 }],
        output: { videoPath: '/data/jobs/film.mp4', subtitlePath: '', sizeBytes: 3, durationSeconds: 1 },
        stats: { wallSeconds: 1, filmSeconds: 1, scenesBuilt: 1, scenesCached: 0 },
      });
    },
    fail(id) {
      emit(id, 'job-failed', {
        status: 'Failed',
        stage: 'tts',
        errorMessage: 'No voice',
        errors: [{ code: 'E200-TTS', message: 'No voice', remediation: 'Choose another.' }],
        logs: [],
      });
    },
  };
}
