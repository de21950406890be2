import type { PanelJob, PanelState } from '../../protocol/protocol.ts';
import { HEAD, TIME } from '../strings.ts';
import { hasEnded, heardAge, isLost, isStill, moodOf, wholePercent } from './mood.ts';
import { ago, clock, duration, left, roughly, size } from './words.ts';

export interface HeadView {
  title: string;
  /** Name of the script's file: a way to it. */
  source?: string;
  facts: readonly string[];
  /** Whole percent; none when the film is done. */
  percent?: number;
  still: boolean;
}

/** Title, facts and percent of a job. */
export function headView(job: PanelJob, nowMs: number): HeadView {
  const { snapshot } = job;
  const mood = moodOf(job, nowMs);
  if (mood === 'done') return { title: snapshot.title, facts: doneFacts(job), still: false };
  return {
    title: snapshot.title,
    ...(snapshot.scriptName ? { source: snapshot.scriptName } : {}),
    facts: goingFacts(job, mood === 'cancelled', mood === 'queued'),
    percent: wholePercent(snapshot),
    still: isStill(mood),
  };
}

function goingFacts({ snapshot }: PanelJob, cancelled: boolean, queued: boolean): string[] {
  const { film, plan } = snapshot;
  return [
    ...(snapshot.resumed && !cancelled ? [HEAD.resumed] : []),
    ...(snapshot.attempt > 1 ? [HEAD.attempt(snapshot.attempt)] : []),
    ...(plan.total > 0 && !cancelled && !snapshot.resumed
      ? [buildFact(plan, queued ? snapshot.etaSeconds : undefined)]
      : []),
    ...(film ? [`${film.width}×${film.height}`, HEAD.fps(film.fps)] : []),
    ...(film?.voice ? [HEAD.voice(film.voice)] : []),
  ];
}

function buildFact(plan: { build: number; total: number }, etaSeconds: number | undefined): string {
  if (plan.build === 0) return HEAD.allCached(plan.total);
  const fact = HEAD.toBuild(plan.build, plan.total);
  return etaSeconds === undefined ? fact : HEAD.toBuildIn(fact, roughly(etaSeconds));
}

function doneFacts({ snapshot }: PanelJob): string[] {
  const { film, output, stats } = snapshot;
  return [
    ...(output ? [clock(Math.round(output.durationSeconds))] : []),
    ...(film ? [`${film.width}×${film.height}`] : []),
    ...(output ? [size(output.sizeBytes)] : []),
    ...(stats ? [madeIn(stats.wallSeconds, stats.filmSeconds)] : []),
    ...(stats && stats.scenesCached > 0
      ? [HEAD.rebuilt(stats.scenesBuilt, stats.scenesBuilt + stats.scenesCached)]
      : []),
  ];
}

function madeIn(wallSeconds: number, filmSeconds: number): string {
  const times = wallSeconds > 0 ? filmSeconds / wallSeconds : 0;
  const time = duration(wallSeconds);
  return times >= 1
    ? HEAD.madeInSpeed(time, times < 9.95 ? times.toFixed(1) : times.toFixed(0))
    : HEAD.madeIn(time);
}

/** The words under the percent. */
export function headWords(job: PanelJob, state: PanelState, nowMs: number): string {
  const { snapshot } = job;
  const mood = moodOf(job, nowMs);
  if (hasEnded(mood)) {
    const time = duration(snapshot.elapsedSeconds);
    return mood === 'failed' ? HEAD.failedAfter(time) : mood === 'cancelled' ? HEAD.cancelledAfter(time) : '';
  }
  if (mood === 'sending') return HEAD.sending;
  if (mood === 'cancelling') return HEAD.cancelling;
  if (isLost(mood)) return HEAD.lastHeard(ago(heardAge(job, nowMs), true));
  if (mood === 'queued') {
    const startsIn = startsInSeconds(job, state);
    return startsIn === undefined ? TIME.leftUnknown : TIME.startsIn(roughly(startsIn));
  }
  return mood === 'stalled' ? TIME.leftUnknown : left(snapshot.etaSeconds);
}

/** Seconds until a queued job's turn; known only when the single job ahead knows its own. */
export function startsInSeconds(job: PanelJob, state: PanelState): number | undefined {
  const running = state.jobs.filter(({ snapshot }) => snapshot.status === 'Running');
  if ((job.snapshot.jobsAhead ?? running.length) !== 1 || running.length !== 1) return undefined;
  return running[0]?.snapshot.etaSeconds;
}
