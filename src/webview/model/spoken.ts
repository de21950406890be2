// What a screen reader hears of a job, and when.
import type { PanelJob, PanelState } from '../../protocol/protocol.ts';
import { LIFE, SPOKEN, STAGE_NAMES, TIME } from '../strings.ts';
import { heardAge, isLost, moodOf, wholePercent } from './mood.ts';
import { startsInSeconds } from './head.ts';
import { placeOf } from './place.ts';
import { spokenTime } from './words.ts';

/** The bar in words: `42 percent, about 6 seconds left. Voice, stage 3 of 7, scene 3 of 5`. */
export function spokenProgress(job: PanelJob, state: PanelState, nowMs: number): string {
  const { snapshot } = job;
  const mood = moodOf(job, nowMs);
  const percent = wholePercent(snapshot);
  const place = placeOf(snapshot);
  const scene = place.item ? `, ${place.item}` : '';
  switch (mood) {
    case 'done':
      return SPOKEN.done(spokenTime(snapshot.stats?.wallSeconds ?? snapshot.elapsedSeconds, true));
    case 'failed':
      return SPOKEN.failed(percent, place.stage + scene);
    case 'cancelled':
      return SPOKEN.cancelled(percent, place.stage);
    case 'cancelling':
      return SPOKEN.cancelling(percent);
    case 'sending': {
      const { transfer } = job;
      const counted = transfer?.kind === 'sending' && transfer.files > 0;
      return counted
        ? `${SPOKEN.sending}, ${SPOKEN.sendingFiles(transfer.file, transfer.files)}`
        : SPOKEN.sending;
    }
    case 'queued': {
      const startsIn = startsInSeconds(job, state);
      return [
        LIFE.waiting,
        ...(snapshot.jobsAhead ? [LIFE.jobsAhead(snapshot.jobsAhead)] : []),
        ...(startsIn === undefined ? [] : [TIME.startsIn(spokenTime(startsIn))]),
      ].join(', ');
    }
    default: {
      const where = whereText(job) + (mood === 'stalled' ? `, ${SPOKEN.slow}` : scene);
      const how = isLost(mood)
        ? SPOKEN.lastHeard(percent, spokenTime(heardAge(job, nowMs)))
        : `${SPOKEN.percent(percent)}, ${spokenLeft(mood === 'stalled' ? undefined : snapshot.etaSeconds)}`;
      return `${how}. ${where}`;
    }
  }
}

function whereText({ snapshot }: PanelJob): string {
  const number = snapshot.stages.findIndex(({ stage }) => stage === snapshot.stage) + 1;
  return SPOKEN.where(STAGE_NAMES[snapshot.stage], number, snapshot.stages.length);
}

function spokenLeft(seconds: number | undefined): string {
  if (seconds === undefined) return TIME.leftUnknown;
  return seconds < 2 ? TIME.nearlyDone : SPOKEN.left(spokenTime(Math.round(seconds)));
}

/** Changes when something is worth saying: another stage, 25, 50 or 75 percent, the end. Never on every scene. */
export function announcementKey({ snapshot }: PanelJob): string {
  const quarter = Math.min(3, Math.floor(snapshot.percent / 25));
  const place = snapshot.status === 'Running' ? `${snapshot.stage} ${quarter}` : '';
  return `${snapshot.id} ${snapshot.attempt} ${snapshot.status} ${snapshot.cancelling} ${place}`;
}
