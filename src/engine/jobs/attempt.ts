import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  STAGE_TITLES,
  AuraError,
  toAuraError,
  type CancellationResult,
  type Clock,
  type GenerateRequest,
  type JobEventDraft,
  type ShareTable,
  type Stage,
} from '../../protocol/protocol.ts';
import type { FilmResult, Pipeline } from '../pipeline.ts';
import { assetPath } from './assets.ts';
import { boundedChapters, boundedError } from './bounded.ts';
import { createJobContext } from './context.ts';
import { isSystemError } from './durable.ts';
import { errorFields, type EngineLog } from './engineLog.ts';
import { lastLines, readTail } from './logTail.ts';
import { oneDecimal } from './progress/aggregator.ts';
import { createProviderRegister, stopProvider, within } from './providers.ts';
import type { JobRecord } from './record.ts';
import { removedMeanwhile } from './removed.ts';
import { rollbackMarks } from './rollback.ts';
import { startStopwatch } from './stopwatch.ts';

// Together well under the two seconds in which a job must be Canceled.
const PROVIDER_WAIT_MS = 1000;
const PIPELINE_WAIT_MS = 400;
const CLEANUP_WAIT_MS = 200;
const LOG_TAIL_BYTES = 64 * 1024;

export interface AttemptOptions {
  record: JobRecord;
  request: GenerateRequest;
  pipeline: Pipeline;
  clock: Clock;
  log: EngineLog;
  ffmpegLog: string;
  stallAfterMs: number;
}

/** One run of the pipeline for a job. It ends in exactly one way: complete, failed, cancelled, or put down to be resumed. */
export interface Attempt {
  /** Resolves when the job has ended (its terminal event is visible) or was put down. */
  readonly ended: Promise<void>;
  cancel(): Promise<CancellationResult>;
  /** Stops without ending the job: it will be resumed. */
  putDown(): Promise<void>;
  /** The log cannot be written any more. */
  broken(error: unknown): void;
}

type Ending = 'completed' | 'failed' | 'cancelled' | 'putDown';

export function startAttempt(options: AttemptOptions): Attempt {
  const { record, clock, log } = options;
  const before = record.upcoming();
  const controller = new AbortController();
  const providers = createProviderRegister(controller.signal);
  const elapsedSeconds = startStopwatch(clock, before.elapsedSeconds);
  const workFolder = join(record.folder.work, `${before.attempt}-${randomBytes(4).toString('hex')}`);
  const { context, failedStage, close } = createJobContext({
    jobId: record.id,
    correlationId: before.correlationId,
    attempt: before.attempt,
    signal: controller.signal,
    artifactsFolder: record.folder.artifacts,
    workFolder,
    ffmpegLog: options.ffmpegLog,
    assetPath: (sha256) => assetPath(record.folder.assets, sha256),
    fromElsewhere: record.book.owner !== undefined,
    clock,
    shares: Object.fromEntries(before.stages.map(({ stage, weight }) => [stage, weight])) as ShareTable,
    announced: {
      stages: Object.fromEntries(before.stages.map(({ stage, percent }) => [stage, percent])),
      percent: before.percent,
    },
    providers,
    elapsedSeconds,
    commit,
    stallAfterMs: options.stallAfterMs,
    emit: (draft) => record.emit(draft),
  });

  let ending: Ending | undefined;
  /** The folders of the attempt have been made. */
  let prepared = false;
  /** The film is getting its name: only its own work ends the attempt now. */
  let committed = false;
  let cancelling: Promise<CancellationResult> | undefined;
  const { promise: ended, resolve: resolveEnded } = deferred();

  /** Whoever comes first decides how the attempt ends. */
  function claim(as: Ending): boolean {
    if (ending) return false;
    ending = as;
    close();
    return true;
  }

  function commit(): void {
    if (ending) throw new AuraError('E998-CANCELLED', 'The job was cancelled');
    committed = true;
  }

  /** For all but the work itself. */
  function interrupt(as: Ending): boolean {
    return !committed && claim(as);
  }

  record.transition('start', {
    event: 'job-status',
    data: {
      ...announcement(),
      status: 'Running',
      message: before.resumed ? 'Resumed after a restart' : 'Started',
    },
  });
  const work = runPipeline();
  const settled = work.then(complete, fail).catch((unexpected: unknown) => {
    log.error('a job was not ended in good order', { jobId: record.id, ...errorFields(unexpected) });
  });

  async function runPipeline(): Promise<FilmResult> {
    // An attempt that was cut off by a crash has left its own there.
    await rm(record.folder.work, { recursive: true, force: true, maxRetries: 2 });
    await mkdir(workFolder, { recursive: true });
    await mkdir(record.folder.artifacts, { recursive: true });
    prepared = true;
    return await options.pipeline.run(options.request, context);
  }

  function announcement() {
    const { stage, percent, attempt, resumed } = record.upcoming();
    return {
      stage,
      percent,
      attempt,
      ...(resumed ? { resumed } : {}),
      elapsedSeconds: oneDecimal(elapsedSeconds()),
    };
  }

  async function complete(result: FilmResult): Promise<void> {
    if (!claim('completed')) return;
    const { artifacts, chapters, output, filmSeconds, scenesBuilt, scenesCached } = result;
    const stats = { wallSeconds: oneDecimal(elapsedSeconds()), filmSeconds, scenesBuilt, scenesCached };
    const data = {
      status: 'Succeeded' as const,
      artifacts: [...artifacts],
      chapters: boundedChapters(chapters),
      output,
      stats,
    };
    await finish({ event: 'job-completed', data }, 'complete');
  }

  async function fail(cause: unknown): Promise<void> {
    if (!claim('failed')) return;
    await finish(await failure(cause), 'fail');
  }

  async function failure(cause: unknown): Promise<JobEventDraft> {
    const { job, artifacts } = record.folder;
    const removed = prepared ? await removedMeanwhile([job, artifacts, workFolder], cause) : undefined;
    const problem = removed ?? toAuraError(cause);
    const stage: Stage = failedStage() ?? record.upcoming().stage;
    if (problem.code === 'E500-INTERNAL')
      log.error('a job failed unexpectedly', {
        jobId: record.id,
        correlationId: before.correlationId,
        ...errorFields(cause),
      });
    const tail = await readTail(options.ffmpegLog, LOG_TAIL_BYTES).catch((unreadable: unknown) => {
      log.warn('the ffmpeg log cannot be read', { jobId: record.id, ...errorFields(unreadable) });
      return '';
    });
    const jobError = boundedError(problem.toJobError());
    return {
      event: 'job-failed',
      data: {
        status: 'Failed',
        stage,
        errorMessage: jobError.message,
        errors: [jobError],
        logs: lastLines(tail, 20),
        elapsedSeconds: oneDecimal(elapsedSeconds()),
      },
    };
  }

  /** Announces the end. When the log cannot take it, the job has failed, whatever it was about to say. */
  async function finish(draft: JobEventDraft, transition: 'complete' | 'fail' | 'cancel'): Promise<void> {
    try {
      record.transition(transition, draft);
      await record.flush();
    } catch (error) {
      await record.endFromMemory(draft.event === 'job-cancelled' ? draft : await failure(unwritable(error)));
    }
    await tidy();
  }

  async function tidy(): Promise<void> {
    close();
    await clean();
    record.book.strikes = 0;
    await record.save();
    await record.endWriting();
    resolveEnded();
  }

  async function clean(): Promise<void> {
    await rm(workFolder, { recursive: true, force: true, maxRetries: 2 }).catch((error: unknown) => {
      log.warn('the work folder was not emptied', { jobId: record.id, ...errorFields(error) });
    });
  }

  async function cancel(): Promise<CancellationResult> {
    record.emit(cancelStatus('Cancelling'));
    const working = providers.working();
    const flagged = record.flush();
    flagged.catch(() => undefined);
    await within(clock, CLEANUP_WAIT_MS, flagged).catch(() => false);
    controller.abort(new AuraError('E998-CANCELLED', 'The job was cancelled'));
    let answered = 0;
    const providerStatuses = await Promise.all(
      working.map(async (registration) => {
        const status = await stopProvider(registration, clock, PROVIDER_WAIT_MS);
        answered++;
        record.emit(
          cancelStatus(
            `Cancelling · ${answered} of ${working.length} providers ${answered === 1 ? 'has' : 'have'} answered`,
          ),
        );
        return status;
      }),
    );
    const stopped = await within(clock, PIPELINE_WAIT_MS, settled);
    const cleaned = await within(clock, CLEANUP_WAIT_MS, clean());
    if (!stopped) void settled.then(clean);
    const upcoming = record.upcoming();
    const cancellation: CancellationResult = {
      jobId: record.id,
      message: `Cancelled in ${STAGE_TITLES[upcoming.stage]}`,
      currentStatus: 'Canceled',
      cleanupScheduled: !stopped || !cleaned,
      providerStatuses,
      completedStages: rollbackMarks(upcoming.completedStages),
      warnings: [
        ...providerStatuses.flatMap(({ warning }) => warning ?? []),
        ...(stopped ? [] : ['The work did not stop in time; what it still delivers is thrown away']),
      ],
      correlationId: upcoming.correlationId,
    };
    const { stage } = upcoming;
    const data = {
      status: 'Canceled' as const,
      stage,
      message: cancellation.message,
      cancellation,
      elapsedSeconds: oneDecimal(elapsedSeconds()),
    };
    await finish({ event: 'job-cancelled', data }, 'cancel');
    return cancellation;
  }

  async function endBroken(problem: AuraError): Promise<void> {
    await stopProviders();
    await record.endFromMemory(await failure(problem));
    await tidy();
  }

  async function stopProviders(): Promise<void> {
    const working = providers.working();
    await Promise.all(working.map((registration) => stopProvider(registration, clock, PROVIDER_WAIT_MS)));
    await within(clock, PIPELINE_WAIT_MS, settled);
  }

  function cancelStatus(message: string): JobEventDraft {
    return { event: 'job-status', data: { ...announcement(), status: 'Running', cancelling: true, message } };
  }

  return {
    ended,

    async cancel() {
      if (cancelling) return await cancelling;
      if (!interrupt('cancelled')) {
        await ended;
        throw new AuraError('E409-CONFLICT', 'The job has ended already', {
          remediation: 'There is nothing to cancel.',
        });
      }
      cancelling = cancel();
      return await cancelling;
    },

    async putDown() {
      if (!interrupt('putDown')) {
        await ended;
        return;
      }
      controller.abort(
        new AuraError('E503-UNAVAILABLE', 'The engine is closing; the job goes on when it is back'),
      );
      await stopProviders();
      await clean();
      record.book.putDown = true;
      await record.flush().catch((error: unknown) => {
        log.warn('the log was not written to its end', { jobId: record.id, ...errorFields(error) });
      });
      await record.save();
      await record.endWriting(true);
      resolveEnded();
    },

    broken(cause) {
      // When the end is being announced already, that announcement meets the same failure and deals with it.
      if (!interrupt('failed')) return;
      const problem = unwritable(cause);
      controller.abort(problem);
      void endBroken(problem);
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  const settle: { resolve?: () => void } = {};
  const promise = new Promise<void>((resolve) => {
    settle.resolve = resolve;
  });
  return { promise, resolve: () => settle.resolve?.() };
}

/** What a job fails with when its log cannot be written. */
export function unwritable(error: unknown): AuraError {
  const full = isSystemError(error, 'ENOSPC', 'EDQUOT', 'EFBIG');
  return new AuraError(
    'E310-DISK_FULL',
    full ? 'The disk is full: the job could not go on' : "The job's log cannot be written",
    {
      ...(full
        ? {}
        : { remediation: 'Make the data folder writable, then retry. Finished scenes are kept.' }),
      details: `${error instanceof Error ? error.message : String(error)}. This end of the job is known from memory only until it can be written.`,
      cause: error,
    },
  );
}
