import type { PanelJob, StageProgress } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { STAGE_NAMES, TIMELINE } from '../strings.ts';
import { hasEnded, isLost, isStill, moodOf, type Mood } from './mood.ts';
import { duration } from './words.ts';

export type StageLook =
  | 'done'
  | 'cached'
  | 'skipped'
  | 'now'
  | 'going'
  | 'waiting'
  | 'failed'
  | 'stopped'
  | 'never';

export interface StageView {
  id: string;
  name: string;
  look: StageLook;
  /** 0–1 of its segment. */
  part: number;
  /** No percent can be measured at the moment. */
  unknown: boolean;
  /** What stands under the name. */
  time: string;
  /** Said after the time, for ears only. */
  spoken: string;
  icon: IconName;
  /** Its share of the whole, percent. */
  weight: number;
}

export interface TimelineView {
  stages: readonly StageView[];
  still: boolean;
  /** `aria-valuenow`; none while it cannot be measured. */
  now?: number;
}

/** The stages of a job, each with its look and its time. */
export function timelineView(job: PanelJob, nowMs: number): TimelineView {
  const { snapshot } = job;
  const mood = moodOf(job, nowMs);
  // What is not heard of any more does not seem to go on.
  const heardMs = isStill(mood) ? Date.parse(snapshot.lastSign) : nowMs;
  const stages = snapshot.stages.map((stage) =>
    stageView(stage, stage.stage === snapshot.stage, mood, heardMs),
  );
  const unmeasured = stages.some(({ look, unknown }) => look === 'now' && unknown);
  return {
    stages,
    still: isStill(mood),
    ...(unmeasured ? {} : { now: Math.floor(snapshot.percent) }),
  };
}

function stageView(stage: StageProgress, current: boolean, mood: Mood, nowMs: number): StageView {
  const look = lookOf(stage, current, mood);
  return {
    id: stage.stage,
    name: STAGE_NAMES[stage.stage],
    look,
    part: look === 'done' || look === 'cached' ? 1 : stage.percent / 100,
    unknown: stage.unmeasured === true && (look === 'now' || look === 'going') && mood !== 'queued',
    time: timeOf(stage, look, nowMs),
    spoken: spokenLook(look),
    icon: iconOf(look, mood),
    weight: stage.weight,
  };
}

function lookOf(stage: StageProgress, current: boolean, mood: Mood): StageLook {
  if (stage.skipped) return 'skipped';
  if (stage.percent >= 100 || mood === 'done') return stage.cached ? 'cached' : 'done';
  if (mood === 'queued' || mood === 'sending') return 'waiting';
  if (!hasEnded(mood)) return current ? 'now' : stage.percent > 0 ? 'going' : 'waiting';
  if (current) return mood === 'failed' ? 'failed' : 'stopped';
  return stage.percent > 0 ? 'stopped' : 'never';
}

function timeOf(stage: StageProgress, look: StageLook, nowMs: number): string {
  switch (look) {
    case 'cached':
      return TIMELINE.cached;
    case 'skipped':
      return TIMELINE.skipped;
    case 'waiting':
      return TIMELINE.waiting;
    case 'failed':
      return TIMELINE.failed;
    case 'stopped':
      return TIMELINE.stopped;
    case 'never':
      return TIMELINE.notReached;
    case 'done':
      return stage.durationMs === undefined ? TIMELINE.done : duration(stage.durationMs / 1000);
    case 'now':
    case 'going':
      if (stage.startedAt !== undefined)
        return duration(Math.max(0, (nowMs - Date.parse(stage.startedAt)) / 1000));
      return stage.unmeasured ? TIMELINE.going : TIMELINE.percent(Math.floor(stage.percent));
  }
}

function spokenLook(look: StageLook): string {
  if (look === 'done') return TIMELINE.done;
  if (look === 'now' || look === 'going') return TIMELINE.going;
  return look === 'never' ? TIMELINE.notReachedSpoken : '';
}

function iconOf(look: StageLook, mood: Mood): IconName {
  if (look === 'done') return 'done';
  if (look === 'cached') return 'cached';
  if (look === 'failed') return 'bad';
  if (look === 'stopped') return 'cancelled';
  const going = look === 'now' || look === 'going';
  return going && !isLost(mood) && mood !== 'stalled' ? 'now' : 'waiting';
}
