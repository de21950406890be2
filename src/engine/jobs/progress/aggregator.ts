import {
  clampPercent,
  currentStage,
  etaSeconds,
  overallPercent,
  type ShareTable,
  type Stage,
} from '../../../protocol/protocol.ts';

/** The job as a whole, seen from one stage's update. */
export interface OverallProgress {
  /** The first stage that is not finished. */
  stage: Stage;
  /** 0–99.9 of the whole, one decimal. */
  percent: number;
  /** 0–100 of the stage that was asked for, one decimal. */
  stagePercent: number;
}

export interface ProgressAggregator {
  /** Takes a stage's percent; one that is lower than before, or is not known, leaves it where it was. */
  report(stage: Stage, percent: number | undefined): void;
  /** The whole, with that stage's percent. */
  seenFrom(stage: Stage): OverallProgress;
}

/**
 * Makes one bar of seven that may overlap: Σ share × percent. Never falls, and stays below 100: only Done is 100.
 *
 * @param seed percent of each stage as announced before a resume, so that the bar goes on from there
 * @param announced percent of the whole as announced before
 */
export function createAggregator(
  shares: ShareTable,
  seed: Partial<Readonly<Record<Stage, number>>> = {},
  announced = 0,
): ProgressAggregator {
  const percents: Partial<Record<Stage, number>> = { ...seed };
  let overall = announced;
  return {
    report(stage, percent) {
      if (percent === undefined) return;
      percents[stage] = Math.max(percents[stage] ?? 0, clampPercent(percent));
    },
    seenFrom(stage) {
      overall = Math.max(overall, Math.min(oneDecimal(overallPercent(percents, shares)), 99.9));
      return {
        stage: currentStage(percents),
        percent: overall,
        stagePercent: oneDecimal(percents[stage] ?? 0),
      };
    },
  };
}

/** Planning takes no time and counts as a quarter of the work: what the first seconds promise is never kept. */
const TOO_EARLY_S = 3;

/** Seconds left, one decimal; absent when nothing can be said, or not yet. */
export function secondsLeft(elapsedSeconds: number, percent: number): number | undefined {
  if (elapsedSeconds < TOO_EARLY_S) return undefined;
  const eta = etaSeconds(elapsedSeconds, percent);
  return eta === undefined ? undefined : oneDecimal(eta);
}

export function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
