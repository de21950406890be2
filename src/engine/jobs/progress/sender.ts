import { STAGE_PHASES, type Clock, type EventData, type Stage } from '../../../protocol/protocol.ts';
import { oneDecimal, secondsLeft, type ProgressAggregator } from './aggregator.ts';
import { shortenUtf8 } from './shorten.ts';
import { afterSending, dueAt, LONGEST_MS, type SentUpdates } from './throttle.ts';

// Together with the rest they keep a frame under 500 bytes.
const MESSAGE_BYTES = 72;
const DETAIL_BYTES = 36;

export type ProgressData = Omit<EventData<'step-progress'>, 'jobId' | 'correlationId' | 'timestamp'>;

export interface StageUpdate {
  /** 0–100 of the stage; `undefined` when it cannot be measured at the moment. */
  percent: number | undefined;
  message: string;
  substageDetail?: string;
  currentItem?: number;
  totalItems?: number;
}

export interface ProgressSender {
  push(step: Stage, update: StageUpdate): void;
  /** A sign of life without news: the last update is said again when its time has come. */
  alive(): void;
  /** New warnings, to go with the next update. */
  warned(message: string): void;
  /** The stage has ended: what it still had to say is said by its `step-status`. */
  drop(step: Stage): void;
  stop(): void;
}

export interface SenderOptions {
  clock: Clock;
  aggregator: ProgressAggregator;
  /** Seconds this attempt has worked. */
  elapsedSeconds(): number;
  send(data: ProgressData): void;
}

/** Thins out updates: the newest of each stage is kept until it may be sent, and none of them is lost. */
export function createProgressSender(options: SenderOptions): ProgressSender {
  const { clock, aggregator } = options;
  const waiting = new Map<Stage, StageUpdate>();
  const latest = new Map<Stage, StageUpdate>();
  let lastStep: Stage | undefined;
  let warnings: string[] = [];
  let sent: SentUpdates | undefined;
  let timer: { at: number; cancel: () => void } | undefined;
  let stopped = false;

  function keyOf(step: Stage, update: StageUpdate) {
    const overall = aggregator.seenFrom(step);
    return {
      ...overall,
      step,
      ...(update.currentItem === undefined ? {} : { currentItem: update.currentItem }),
    };
  }

  function send(step: Stage, update: StageUpdate): void {
    waiting.delete(step);
    const key = keyOf(step, update);
    const elapsed = options.elapsedSeconds();
    const eta = secondsLeft(elapsed, key.percent);
    const { substageDetail, currentItem, totalItems } = update;
    sent = afterSending(sent, key, clock.now());
    const news = warnings;
    warnings = [];
    options.send({
      stage: key.stage,
      step,
      phase: STAGE_PHASES[key.stage],
      percent: key.percent,
      stagePercent: key.stagePercent,
      message: shortenUtf8(update.message, MESSAGE_BYTES),
      ...(update.percent === undefined ? { unmeasured: true } : {}),
      ...(substageDetail === undefined ? {} : { substageDetail: shortenUtf8(substageDetail, DETAIL_BYTES) }),
      ...(currentItem === undefined ? {} : { currentItem }),
      ...(totalItems === undefined ? {} : { totalItems }),
      ...(eta === undefined ? {} : { etaSeconds: eta }),
      elapsedSeconds: oneDecimal(elapsed),
      warnings: news,
    });
  }

  function schedule(): void {
    const next = earliest();
    if (!next || stopped) return;
    const now = clock.now();
    if (next.at <= now) {
      send(next.step, next.update);
      schedule();
      return;
    }
    if (timer && timer.at <= next.at) return;
    timer?.cancel();
    const cancel = clock.after(next.at - now, () => {
      timer = undefined;
      schedule();
    });
    timer = { at: next.at, cancel };
  }

  function earliest(): { at: number; step: Stage; update: StageUpdate } | undefined {
    let found: { at: number; step: Stage; update: StageUpdate } | undefined;
    for (const [step, update] of waiting) {
      const at = dueAt(sent, keyOf(step, update), clock.now());
      if (!found || at < found.at) found = { at, step, update };
    }
    return found;
  }

  return {
    push(step, update) {
      if (stopped) return;
      aggregator.report(step, update.percent);
      latest.set(step, update);
      waiting.delete(step);
      waiting.set(step, update);
      lastStep = step;
      schedule();
    },
    alive() {
      if (stopped || waiting.size > 0 || lastStep === undefined) return;
      const update = latest.get(lastStep);
      if (!update || (sent && clock.now() - sent.atMs < LONGEST_MS / 2)) return;
      waiting.set(lastStep, update);
      schedule();
    },
    warned(message) {
      warnings.push(message);
    },
    drop(step) {
      waiting.delete(step);
      latest.delete(step);
      if (lastStep === step) lastStep = [...latest.keys()].at(-1);
    },
    stop() {
      stopped = true;
      timer?.cancel();
      timer = undefined;
      waiting.clear();
    },
  };
}
