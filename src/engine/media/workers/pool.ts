import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ResourceLimits, Transferable } from 'node:worker_threads';
import { AuraError, systemClock, type Clock } from '../../../protocol/protocol.ts';
import { fromWireError } from './job.ts';
import type { AnswerMessage, JobMessage, WorkerInput, WorkerOutput } from './job.ts';

export interface WorkerPoolOptions {
  /** Threads at most; they are started when there is work. */
  size: number;
  /** Entry of the worker: see `workerUrl.ts`. */
  url: URL;
  /** Limits of a thread's memory; a thread over them ends and only its own job fails. */
  limits?: ResourceLimits;
  /** A thread that had nothing to do for so long, ms, ends and gives its memory back; without it threads stay. */
  idleMs?: number;
  clock?: Clock;
}

export interface RunOptions {
  signal?: AbortSignal;
  /** Buffers of the input that are moved instead of copied. */
  transfer?: readonly Transferable[];
}

/** Threads that do jobs of the kinds in `Handlers`, first come, first served. */
export interface WorkerPool<Handlers> {
  /**
   * Does a job. Aborting ends the thread at once, whatever it is doing, and another takes its place.
   *
   * Rejects with the signal's reason, with the handler's error, or with `E500-INTERNAL` when the thread died.
   */
  run<Kind extends keyof Handlers & string>(
    kind: Kind,
    input: WorkerInput<Handlers, Kind>,
    options?: RunOptions,
  ): Promise<WorkerOutput<Handlers, Kind>>;
  /** Ends all threads and resolves when they have ended, those of aborted jobs too; jobs still under way reject with `E998-CANCELLED`. */
  dispose(): Promise<void>;
}

interface Job {
  message: JobMessage;
  transfer: readonly Transferable[];
  /** Settles the promise once, and stops listening to the signal. */
  settle(outcome: { output: unknown } | { error: unknown }): void;
}

interface Thread {
  worker: Worker;
  job: Job | undefined;
  /** Takes back the end that comes when nothing is to be done. */
  stay(): void;
}

export function createWorkerPool<Handlers>(options: WorkerPoolOptions): WorkerPool<Handlers> {
  const { idleMs, clock = systemClock } = options;
  const threads = new Set<Thread>();
  const queue: Job[] = [];
  /** Threads told to end: one inside native code does so only when that returns, and the process with it. */
  const endings = new Set<Promise<unknown>>();
  let lastId = 0;
  let disposed = false;

  function startThread(): Thread {
    const thread: Thread = { worker: openWorker(options), job: undefined, stay: () => undefined };
    threads.add(thread);
    thread.worker.on('message', (answer: AnswerMessage) => {
      const { job } = thread;
      if (!job || job.message.id !== answer.id) return;
      thread.job = undefined;
      thread.worker.unref();
      job.settle(answer.ok ? { output: answer.output } : { error: fromWireError(answer.error) });
      dispatch();
      rest(thread);
    });
    thread.worker.on('error', (error) => lose(thread, error));
    thread.worker.on('messageerror', (error) => lose(thread, error));
    thread.worker.on('exit', (code) => lose(thread, new Error(`The thread ended with code ${code}.`)));
    return thread;
  }

  /** Lets a thread without a job end when none comes. */
  function rest(thread: Thread): void {
    if (thread.job || idleMs === undefined || disposed) return;
    thread.stay();
    thread.stay = clock.after(idleMs, () => {
      if (threads.delete(thread)) end(thread);
    });
  }

  function end({ worker }: Thread): void {
    const ending = worker.terminate().finally(() => endings.delete(ending));
    endings.add(ending);
  }

  /** Forgets a thread that died; its job fails, the others go on. */
  function lose(thread: Thread, cause: Error): void {
    if (!threads.delete(thread)) return;
    thread.stay();
    end(thread);
    thread.job?.settle({
      error: new AuraError('E500-INTERNAL', `A worker stopped while it did “${thread.job.message.kind}”`, {
        remediation: 'Retry. Finished scenes are kept; if it happens again, look at the log.',
        details: cause.message,
        cause,
      }),
    });
    thread.job = undefined;
    dispatch();
  }

  function dispatch(): void {
    if (disposed) return;
    while (queue.length > 0) {
      const idle = [...threads].find(({ job }) => job === undefined);
      if (!idle && threads.size >= options.size) return;
      const job = queue.shift();
      if (!job) return;
      give(idle ?? startThread(), job);
    }
  }

  function give(thread: Thread, job: Job): void {
    thread.stay();
    thread.job = job;
    thread.worker.ref();
    try {
      thread.worker.postMessage(job.message, job.transfer);
    } catch (error) {
      thread.job = undefined;
      thread.worker.unref();
      job.settle({ error });
    }
  }

  /** Takes a job back, wherever it is. */
  function withdraw(job: Job, reason: unknown): void {
    const waiting = queue.indexOf(job);
    if (waiting >= 0) queue.splice(waiting, 1);
    const thread = [...threads].find((candidate) => candidate.job === job);
    if (thread) {
      threads.delete(thread);
      thread.job = undefined;
      end(thread);
    }
    job.settle({ error: reason });
    dispatch();
  }

  return {
    run(kind, input, { signal, transfer = [] } = {}) {
      return new Promise((resolve, reject) => {
        if (disposed) throw new AuraError('E998-CANCELLED', 'The engine is shutting down');
        signal?.throwIfAborted();
        const abort = () => withdraw(job, signal?.reason);
        const job: Job = {
          message: { id: ++lastId, kind, input },
          transfer,
          settle(outcome) {
            signal?.removeEventListener('abort', abort);
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.output as WorkerOutput<Handlers, typeof kind>);
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        queue.push(job);
        dispatch();
      });
    },
    async dispose() {
      disposed = true;
      const reason = new AuraError('E998-CANCELLED', 'The engine is shutting down');
      const ending = [...threads];
      threads.clear();
      for (const { stay } of ending) stay();
      for (const job of queue.splice(0)) job.settle({ error: reason });
      for (const { job } of ending) job?.settle({ error: reason });
      for (const thread of ending) end(thread);
      await Promise.all(endings);
    },
  };
}

function openWorker({ url, limits }: WorkerPoolOptions): Worker {
  const resourceLimits = limits ? { resourceLimits: limits } : {};
  const worker = url.pathname.endsWith('.ts')
    ? new Worker(sourceEntry(url), { eval: true, execArgv: [], ...resourceLimits })
    : new Worker(url, resourceLimits);
  worker.unref();
  return worker;
}

/** From source: a thread does not inherit the loader that understands TypeScript, so it starts one first. */
function sourceEntry(url: URL): string {
  const folder = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const loader = new URL('dist/esm/api/index.mjs', folder);
  return `
    import(${JSON.stringify(loader.href)}).then(({ register }) => {
      register();
      return import(${JSON.stringify(url.href)});
    });
  `;
}
