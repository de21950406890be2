import {
  STAGE_PHASES,
  STAGE_TITLES,
  type Clock,
  type JobEventDraft,
  type ShareTable,
  type Stage,
} from '../../protocol/protocol.ts';
import type { JobContext, StageReporter } from '../pipeline.ts';
import { boundedError } from './bounded.ts';
import { createAggregator } from './progress/aggregator.ts';
import { createProgressSender } from './progress/sender.ts';
import { shortenUtf8 } from './progress/shorten.ts';
import { createStallWatch } from './progress/stall.ts';
import type { ProviderRegister } from './providers.ts';

const SCENES_PER_EVENT = 50;
const MAX_WARNINGS = 200;
const TITLE_BYTES = 200;
const MESSAGE_BYTES = 1000;

export interface ContextOptions {
  jobId: string;
  correlationId: string;
  attempt: number;
  signal: AbortSignal;
  artifactsFolder: string;
  workFolder: string;
  ffmpegLog: string;
  assetPath(sha256: string): string;
  fromElsewhere: boolean;
  clock: Clock;
  shares: ShareTable;
  /** Percent of each stage and of the whole, as announced before a resume. */
  announced: { stages: Partial<Readonly<Record<Stage, number>>>; percent: number };
  providers: ProviderRegister;
  elapsedSeconds(): number;
  /** The point of no return; throws when the job has been ended already. */
  commit(): void;
  stallAfterMs: number;
  emit(draft: JobEventDraft): void;
}

export interface OwnedContext {
  readonly context: JobContext;
  /** The stage whose work was the first to fail. */
  failedStage(): Stage | undefined;
  /** From now on nothing that the pipeline says is heard. */
  close(): void;
}

/** What the pipeline sees of its job. */
export function createJobContext(options: ContextOptions): OwnedContext {
  const { clock, signal, providers } = options;
  let closed = false;
  let failedStage: Stage | undefined;
  let warnings = 0;
  const running = new Map<Stage, string>();
  const aggregator = createAggregator(options.shares, options.announced.stages, options.announced.percent);

  function emit(draft: JobEventDraft): void {
    if (!closed) options.emit(draft);
  }

  const sender = createProgressSender({
    clock,
    aggregator,
    elapsedSeconds: options.elapsedSeconds,
    send: (data) => emit({ event: 'step-progress', data }),
  });
  const stall = createStallWatch(clock, options.stallAfterMs, (silentMs) => {
    const [step, message] = [...running].at(-1) ?? ['planning', ''];
    const doing = message === '' ? STAGE_TITLES[step] : `${STAGE_TITLES[step]} · ${message}`;
    const seconds = Math.round(silentMs / 1000);
    warn(step, `No sign of life for ${seconds} s: ${doing}`, { code: 'E305-JOB_STALLED' });
  });

  function warn(step: Stage, text: string, detail: { code?: string; provider?: string } = {}): void {
    warnings++;
    if (closed || warnings > MAX_WARNINGS) return;
    const message =
      warnings === MAX_WARNINGS ? 'There are more warnings than are shown' : shortenUtf8(text, MESSAGE_BYTES);
    sender.warned(message);
    emit({ event: 'warning', data: { message, step, ...detail } });
  }

  const context: JobContext = {
    jobId: options.jobId,
    correlationId: options.correlationId,
    attempt: options.attempt,
    signal,
    artifactsFolder: options.artifactsFolder,
    workFolder: options.workFolder,
    ffmpegLog: options.ffmpegLog,
    assetPath: options.assetPath,
    fromElsewhere: options.fromElsewhere,

    async stage(step, work) {
      signal.throwIfAborted();
      const elapsedMs = stageTimer(clock);
      running.set(step, '');
      stall.sign();
      emit({ event: 'step-status', data: { step, phase: STAGE_PHASES[step], status: 'started' } });
      try {
        const update: StageReporter['update'] = (told) => {
          if (closed) return;
          running.delete(step);
          running.set(step, told.message);
          stall.sign();
          sender.push(step, told);
        };
        const result = await work({
          update,
          progress: (percent, message, detail = {}) => update({ percent, message, ...detail }),
        });
        signal.throwIfAborted();
        sender.drop(step);
        aggregator.report(step, 100);
        const durationMs = elapsedMs();
        emit({
          event: 'step-status',
          data: { step, phase: STAGE_PHASES[step], status: 'completed', durationMs },
        });
        return result;
      } catch (error) {
        failedStage ??= step;
        throw error;
      } finally {
        running.delete(step);
        sender.drop(step);
        stall.sign();
      }
    },

    skipStage(step) {
      aggregator.report(step, 100);
      emit({ event: 'step-status', data: { step, phase: STAGE_PHASES[step], status: 'skipped' } });
    },

    planned({ title, film, build, seconds, scenes }) {
      const plan = { build, total: scenes.length, seconds };
      const short = scenes.map((scene) => ({ ...scene, title: shortenUtf8(scene.title, TITLE_BYTES) }));
      for (let from = 0; from === 0 || from < short.length; from += SCENES_PER_EVENT) {
        const part = short.slice(from, from + SCENES_PER_EVENT);
        emit({
          event: 'film-plan',
          data: { title: shortenUtf8(title, TITLE_BYTES), film, plan, from, scenes: part },
        });
      }
    },

    scene(scene, state, detail = {}) {
      stall.sign();
      emit({ event: 'scene-status', data: { scene, state, ...detail } });
    },

    warn,

    stepError(step, error) {
      stall.sign();
      emit({ event: 'step-error', data: { step, error: boundedError(error) } });
    },

    withProvider: (provider, work) => providers.during(provider, work),

    commit() {
      signal.throwIfAborted();
      options.commit();
    },

    alive() {
      stall.sign();
      sender.alive();
    },
  };

  return {
    context,
    failedStage: () => failedStage,
    close() {
      closed = true;
      sender.stop();
      stall.stop();
    },
  };
}

function stageTimer(clock: Clock): () => number {
  const start = clock.now();
  return () => Math.max(0, Math.round(clock.now() - start));
}
