import { rm, stat } from 'node:fs/promises';
import {
  AuraError,
  isTerminal,
  toAuraError,
  type CancellationResult,
  type Clock,
  type JobEventDraft,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { Pipeline } from '../pipeline.ts';
import { cancelledIdle, endIdle, failedIdle, queuedStatus } from './announcements.ts';
import { startAttempt, unwritable, type Attempt } from './attempt.ts';
import { writeDurably } from './durable.ts';
import { errorFields, type EngineLog } from './engineLog.ts';
import { takeLock, type JobLock } from './lock.ts';
import { within } from './providers.ts';
import { createQueue } from './queue.ts';
import type { JobRecord } from './record.ts';
import { removedMeanwhile } from './removed.ts';
import { fateOf } from './resume.ts';
import { readStoredRequest } from './storedJob.ts';

/** Only those near the front are told that they moved on: a line of thousands must not write thousands of events. */
const TOLD_AHEAD = 20;
const OTHERS_CANCEL_MS = 3000;

export interface RunnerOptions {
  pipeline: Pipeline;
  concurrency: number;
  clock: Clock;
  log: EngineLog;
  stallAfterMs: number;
  ffmpegLog(jobId: string): string;
  refresh(record: JobRecord): Promise<void>;
  /** A job began, ended, or its place in the line changed. */
  onActivity(): void;
  /** A job has ended and its folder is in order. */
  onEnded(record: JobRecord): void;
}

/** Runs jobs: the line, the attempts, cancel, retry, resume. */
export interface Runner {
  /** Announces a new job, whose lock we hold, and puts it in the line. Rejects when that cannot be written. */
  enter(record: JobRecord, lock: JobLock): Promise<void>;
  /** Takes over what an engine that has died left unfinished. `false` when there is nothing to take, or a live owner. */
  adopt(record: JobRecord): Promise<boolean>;
  cancel(record: JobRecord): Promise<CancellationResult>;
  retry(record: JobRecord): Promise<JobSnapshot>;
  /** Carries out cancels that other engines were asked for. */
  obeyFlags(records: readonly JobRecord[]): Promise<void>;
  /** Resolves when what a job that has ended leaves behind is in order. */
  settled(record: JobRecord): Promise<void>;
  activity(): { running: number; queued: number };
  /** Puts down what runs; it will be resumed. */
  close(): Promise<void>;
}

export function createRunner(options: RunnerOptions): Runner {
  const { clock, log } = options;
  const attempts = new Map<string, Promise<Attempt | undefined>>();
  /** Until everything that an attempt leaves behind is in order. */
  const lives = new Map<string, Promise<void>>();
  const ours = new Map<string, JobRecord>();
  const cancels = new Map<string, Promise<CancellationResult>>();
  /** Jobs on their way into the line: ours already, but neither waiting nor running. */
  const arrivals = new Map<string, Promise<unknown>>();
  let closing = false;

  const queue = createQueue(
    options.concurrency,
    (id) => {
      attempts.set(id, begin(id));
      options.onActivity();
      lives.set(id, live(id));
    },
    (id, ahead) => {
      const record = ours.get(id);
      if (record && ahead <= TOLD_AHEAD) record.emit(queuedStatus(record.upcoming(), ahead));
    },
  );

  async function live(id: string): Promise<void> {
    const attempt = await attempts.get(id);
    await attempt?.ended;
    left(id);
  }

  function left(id: string): void {
    const record = ours.get(id);
    attempts.delete(id);
    lives.delete(id);
    ours.delete(id);
    queue.finished(id);
    options.onActivity();
    if (record && isTerminal(record.snapshot().status)) options.onEnded(record);
  }

  async function begin(id: string): Promise<Attempt | undefined> {
    const record = ours.get(id);
    if (!record) return undefined;
    try {
      const request = await readStoredRequest(record.folder);
      if (closing || isTerminal(record.upcoming().status)) return undefined;
      const { pipeline, stallAfterMs } = options;
      return startAttempt({
        record,
        request,
        pipeline,
        clock,
        log,
        stallAfterMs,
        ffmpegLog: options.ffmpegLog(id),
      });
    } catch (error) {
      log.error('a job could not be started', { jobId: id, ...errorFields(error) });
      const problem = (await removedMeanwhile([record.folder.request], error)) ?? toAuraError(error);
      await endIdle(record, failedIdle(record.upcoming(), problem), 'fail');
      return undefined;
    }
  }

  async function own(record: JobRecord, lock: JobLock): Promise<void> {
    ours.set(record.id, record);
    await record.beginWriting(lock, (cause) => void broken(record, cause));
  }

  async function broken(record: JobRecord, cause: unknown): Promise<void> {
    log.error('the log of a job cannot be written', { jobId: record.id, ...errorFields(cause) });
    if (queue.remove(record.id)) await endUnwritable(record, cause);
    else (await attempts.get(record.id))?.broken(cause);
  }

  async function endUnwritable(record: JobRecord, error: unknown): Promise<void> {
    await record.endFromMemory(failedIdle(record.upcoming(), unwritable(error)));
    await record.save();
    await record.endWriting();
    left(record.id);
  }

  async function disown(record: JobRecord): Promise<void> {
    ours.delete(record.id);
    await record.endWriting(true);
  }

  async function cancelQueued(record: JobRecord): Promise<CancellationResult> {
    const { stage, elapsedSeconds } = record.upcoming();
    const cancellation = cancelledIdle(record.upcoming());
    const { message } = cancellation;
    const data = { status: 'Canceled' as const, stage, message, cancellation, elapsedSeconds };
    await endIdle(record, { event: 'job-cancelled', data }, 'cancel');
    left(record.id);
    return cancellation;
  }

  /** Another engine runs it: leaves it a flag and waits for the end. */
  async function cancelElsewhere(record: JobRecord): Promise<CancellationResult> {
    await writeDurably(record.folder.cancelFlag, '');
    const deadline = clock.now() + OTHERS_CANCEL_MS;
    while (clock.now() < deadline) {
      await options.refresh(record);
      const { cancellation, status } = record.snapshot();
      if (cancellation) return cancellation;
      if (isTerminal(status)) throw ended();
      await new Promise<void>((resolve) => clock.after(100, resolve));
    }
    throw new AuraError(
      'E503-UNAVAILABLE',
      'The engine that runs the job has not answered; the cancel is noted',
    );
  }

  async function arriving<T>(record: JobRecord, work: () => Promise<T>): Promise<T> {
    const arrival = work();
    arrivals.set(record.id, arrival);
    try {
      return await arrival;
    } finally {
      if (arrivals.get(record.id) === arrival) arrivals.delete(record.id);
    }
  }

  async function cancel(record: JobRecord): Promise<CancellationResult> {
    await Promise.allSettled([arrivals.get(record.id)]);
    if (isTerminal(record.snapshot().status)) throw ended();
    if (queue.remove(record.id)) return await cancelQueued(record);
    const attempt = await attempts.get(record.id);
    if (attempt) return await attempt.cancel();
    if (record.isWriting()) throw ended();
    if (await adopt(record, true)) {
      const { cancellation } = record.snapshot();
      if (cancellation) return cancellation;
    }
    return await cancelElsewhere(record);
  }

  async function adopt(record: JobRecord, cancelAsked = false): Promise<boolean> {
    if (closing || record.isWriting() || isTerminal(record.snapshot().status)) return false;
    const lock = await takeLock(record.folder.root);
    if (!lock) return false;
    return await arriving(record, () => takeUp(record, lock, cancelAsked));
  }

  async function takeUp(record: JobRecord, lock: JobLock, cancelAsked: boolean): Promise<boolean> {
    try {
      await options.refresh(record);
      const fate = fateOf(record.snapshot(), record.book, cancelAsked || (await isFlagged(record)));
      if (record.isRemoved() || fate.kind === 'leave') {
        await lock.release();
        return false;
      }
      await own(record, lock);
      if (fate.kind === 'cancel') await cancelQueued(record);
      else if (fate.kind === 'giveUp') await giveUp(record);
      else if (fate.kind === 'resume') await resume(record, fate.strikes);
      else enqueue(record);
      return true;
    } catch (error) {
      log.error('a job could not be taken over', { jobId: record.id, ...errorFields(error) });
      await disown(record);
      await lock.release();
      return false;
    }
  }

  async function giveUp(record: JobRecord): Promise<void> {
    const error = new AuraError(
      'E500-INTERNAL',
      'The job ended its engine again and again and was given up',
      {
        remediation: 'Look at the log and at the scene it stopped in, change that scene, then retry.',
      },
    );
    await endIdle(record, failedIdle(record.upcoming(), error), 'fail');
    left(record.id);
  }

  async function resume(record: JobRecord, strikes: number): Promise<void> {
    const { data } = queuedStatus(record.upcoming(), queue.aheadOfNew());
    const message = 'Resumed after a restart';
    record.transition('resume', { event: 'job-status', data: { ...data, resumed: true, message } });
    await record.flush();
    // Only now: a crash before the announcement was no resume and must not count as one.
    Object.assign(record.book, { strikes, progressed: false, putDown: false });
    await record.save();
    enqueue(record);
  }

  function enqueue(record: JobRecord): void {
    queue.add(record.id);
    options.onActivity();
  }

  async function settled(record: JobRecord): Promise<void> {
    await Promise.allSettled([lives.get(record.id), cancels.get(record.id)]);
  }

  async function enter(record: JobRecord, lock: JobLock): Promise<void> {
    try {
      await own(record, lock);
      record.emit(queuedStatus(record.upcoming(), queue.aheadOfNew()));
      await record.flush();
    } catch (error) {
      await disown(record);
      throw error;
    }
    enqueue(record);
  }

  async function retry(record: JobRecord): Promise<JobSnapshot> {
    const { status } = record.snapshot();
    if (!isTerminal(status) || status === 'Done') {
      throw status === 'Done'
        ? new AuraError('E409-CONFLICT', 'The job is done', { remediation: 'Its film is there: fetch it.' })
        : new AuraError('E409-CONFLICT', 'The job has not ended', {
            remediation: 'Cancel it first, or wait for its end.',
          });
    }
    await settled(record);
    if (ours.has(record.id)) throw new AuraError('E409-CONFLICT', 'The job is being retried already');
    if (record.isWriting()) await record.endWriting(true);
    await options.refresh(record);
    if (record.isRemoved()) throw new AuraError('E404-NOT_FOUND', 'There is no such job any more');
    const lock = await takeLock(record.folder.root);
    if (!lock) throw new AuraError('E409-CONFLICT', 'The job is being retried already');
    try {
      await options.refresh(record);
      await rm(record.folder.cancelFlag, { force: true });
      await own(record, lock);
      const ahead = queue.aheadOfNew();
      const { data } = queuedStatus(record.upcoming(), ahead);
      Object.assign(record.book, { strikes: 0, progressed: false, putDown: false });
      const attempt = data.attempt + 1;
      const draft: JobEventDraft = {
        event: 'job-status',
        data: { ...data, attempt, stage: 'planning', percent: 0 },
      };
      if (!record.transition('retry', draft))
        throw new AuraError('E409-CONFLICT', 'The job cannot be retried now');
      await record.flush();
      await record.save();
    } catch (error) {
      await disown(record);
      await lock.release();
      throw toAuraError(error);
    }
    const snapshot = record.snapshot();
    enqueue(record);
    return snapshot;
  }

  return {
    enter: (record, lock) => arriving(record, () => enter(record, lock)),

    adopt: (record) => adopt(record),

    async cancel(record) {
      const underway = cancels.get(record.id) ?? cancel(record).finally(() => cancels.delete(record.id));
      cancels.set(record.id, underway);
      return await underway;
    },

    retry: (record) => arriving(record, () => retry(record)),
    settled,

    async obeyFlags(records) {
      for (const record of records) {
        if (!ours.has(record.id) || cancels.has(record.id) || !(await isFlagged(record))) continue;
        await this.cancel(record).catch((error: unknown) => {
          log.info('a cancel came too late', { jobId: record.id, ...errorFields(error) });
        });
        await rm(record.folder.cancelFlag, { force: true });
      }
    },

    activity: () => ({ running: queue.running().length, queued: queue.waiting().length }),

    async close() {
      closing = true;
      const mine = [...ours.values()];
      queue.stop();
      const begun = await Promise.all(attempts.values());
      await Promise.all([...begun.map((attempt) => attempt?.putDown()), ...cancels.values()].map(settle));
      for (const record of mine) await record.endWriting(true);
    },
  };

  async function settle(work: Promise<unknown> | undefined): Promise<void> {
    await within(clock, 5000, Promise.resolve(work)).catch((error: unknown) => {
      log.warn('a job was not put down in good order', errorFields(error));
    });
  }
}

async function isFlagged(record: JobRecord): Promise<boolean> {
  return await stat(record.folder.cancelFlag).then(
    () => true,
    () => false,
  );
}

function ended(): AuraError {
  return new AuraError('E409-CONFLICT', 'The job has ended already', {
    remediation: 'There is nothing to cancel.',
  });
}
