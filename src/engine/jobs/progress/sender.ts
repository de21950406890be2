import { STAGE_PHASES, type Clock, type EventData, type Stage } from '../../../protocol/protocol.ts';
import { oneDecimal, secondsLeft, type OverallProgress, type ProgressAggregator } from './aggregator.ts';
import type { StageUpdate } from '../../pipeline.ts';
import { shortenUtf8 } from './shorten.ts';
import { afterSending, dueAt, LONGEST_MS, type SentUpdates, type UpdateKey } from './throttle.ts';

// Together with the rest they keep a frame under 500 bytes.
const MESSAGE_BYTES = 72;
const DETAIL_BYTES = 36;

export type ProgressData = Omit<EventData<'step-progress'>, 'jobId' | 'correlationId' | 'timestamp'>;

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

interface Waiting {
  at: number;
  step: Stage;
  update: StageUpdate;
  key: UpdateKey & OverallProgress;
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

  function keyOf(step: Stage, update: StageUpdate): UpdateKey & OverallProgress {
    const { stage, percent, stagePercent } = aggregator.seenFrom(step);
    return { stage, percent, stagePercent, step, currentItem: update.currentItem };
  }

  function send({ step, update, key }: Waiting): void {
    waiting.delete(step);
    const elapsed = options.elapsedSeconds();
    const eta = secondsLeft(elapsed, key.percent);
    const { substageDetail, currentItem, totalItems } = update;
    sent = afterSending(sent, key, clock.now());
    const data: ProgressData = {
      stage: key.stage,
      step,
      phase: STAGE_PHASES[key.stage],
      percent: key.percent,
      stagePercent: key.stagePercent,
      message: shortenUtf8(update.message, MESSAGE_BYTES),
      elapsedSeconds: oneDecimal(elapsed),
      warnings,
    };
    warnings = [];
    if (update.percent === undefined) data.unmeasured = true;
    if (substageDetail !== undefined) data.substageDetail = shortenUtf8(substageDetail, DETAIL_BYTES);
    if (currentItem !== undefined) data.currentItem = currentItem;
    if (totalItems !== undefined) data.totalItems = totalItems;
    if (eta !== undefined) data.etaSeconds = eta;
    options.send(data);
  }

  function schedule(): void {
    const next = earliest();
    if (!next || stopped) return;
    const now = clock.now();
    if (next.at <= now) {
      send(next);
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

  function earliest(): Waiting | undefined {
    let found: Waiting | undefined;
    for (const [step, update] of waiting) {
      const key = keyOf(step, update);
      const at = dueAt(sent, key, clock.now());
      if (!found || at < found.at) found = { at, step, update, key };
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
