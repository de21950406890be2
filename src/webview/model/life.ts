import type { PanelJob, PanelState } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { LIFE } from '../strings.ts';
import { finishedScenes, hasEnded, heardAge, isLost, moodOf, signAge, wholePercent } from './mood.ts';
import { factsOf, placeOf } from './place.ts';
import { ago, duration, size } from './words.ts';

export interface LifeView {
  icon: IconName;
  /** The line is a sequence of facts, joined by dots. */
  facts: readonly string[];
  /** The age of the last sign, refreshed by the clock. */
  age?: string;
}

/** The line of life; none when an error or the film stands in its place. */
export function lifeView(job: PanelJob, state: PanelState, nowMs: number): LifeView | undefined {
  const { snapshot } = job;
  const mood = moodOf(job, nowMs);
  const sign = ago(signAge(snapshot, nowMs));
  if (mood === 'done' || mood === 'failed') return undefined;
  if (mood === 'cancelled') return { icon: 'cancelled', facts: [cancelledText(job)] };
  if (mood === 'cancelling') {
    const [first, ...answers] = factsOf(snapshot.message);
    const facts = first === LIFE.cancelling ? [first, ...answers] : [LIFE.cancelling];
    return { icon: 'now', facts, age: sign };
  }
  if (mood === 'sending')
    return { icon: job.connection.kind === 'live' ? 'now' : 'offline', facts: sendingFacts(job) };
  if (mood === 'queued') {
    return { icon: 'clock', facts: queueFacts(job, state), age: ago(heardAge(job, nowMs)) };
  }
  const [first = '', ...others] = placeFacts(job);
  if (isLost(mood)) {
    return {
      icon: mood === 'connecting' ? 'clock' : 'offline',
      facts: [LIFE.lastHeard(first), ...others],
      age: ago(heardAge(job, nowMs), true),
    };
  }
  if (mood === 'stalled') {
    const silence = duration(signAge(snapshot, nowMs));
    const words = snapshot.stage === 'render' ? LIFE.noFrame(silence) : LIFE.nothingNew(silence);
    return { icon: 'warn', facts: [first, ...others, words] };
  }
  return { icon: 'now', facts: [first, ...others], age: sign };
}

function placeFacts({ snapshot }: PanelJob): string[] {
  const { stage, item, detail } = placeOf(snapshot);
  return [stage, ...(item ? [item] : []), ...(detail ? [detail] : [])];
}

function sendingFacts({ transfer }: PanelJob): string[] {
  if (transfer?.kind !== 'sending' || transfer.files === 0) return [LIFE.preparing];
  const { file, files, sentBytes, totalBytes } = transfer;
  return [LIFE.sending(file, files), LIFE.bytes(size(sentBytes), size(totalBytes))];
}

function queueFacts({ snapshot }: PanelJob, state: PanelState): string[] {
  const ahead = snapshot.jobsAhead ?? 0;
  const other = state.jobs.find((job) => job.snapshot.status === 'Running');
  return [
    LIFE.waiting,
    ...(ahead > 0 ? [LIFE.jobsAhead(ahead)] : []),
    ...(other ? [LIFE.otherAt(other.snapshot.title, wholePercent(other.snapshot))] : []),
  ];
}

function cancelledText({ snapshot }: PanelJob): string {
  const { stage, item } = placeOf(snapshot);
  return LIFE.cancelled(item ? `${stage}, ${item}` : stage, LIFE.kept(finishedScenes(snapshot)));
}

/** Whether the spinner turns: only while somebody works and gives signs of it. */
export function isLively(job: PanelJob, nowMs: number): boolean {
  const mood = moodOf(job, nowMs);
  if (hasEnded(mood) || isLost(mood)) return false;
  if (mood === 'sending') return job.connection.kind === 'live';
  return mood === 'running' || (mood === 'cancelling' && signAge(job.snapshot, nowMs) < 15);
}
