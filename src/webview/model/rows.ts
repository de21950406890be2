import type { JobSnapshot, PanelIntent, PanelJob, PanelState } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { HEAD, LIFE, ROWS, STAGE_NAMES } from '../strings.ts';
import { chosenJob, finishedScenes, hasEnded, isOnServer, moodOf, wholePercent } from './mood.ts';
import { isLively } from './life.ts';
import { shortCode } from './failure.ts';
import { placeOf } from './place.ts';
import { clock, dayAndTime, duration, left, size } from './words.ts';

export interface RowView {
  id: string;
  title: string;
  icon: IconName;
  spin: boolean;
  facts: readonly string[];
  /** Whole percent of a job that goes on. */
  percent?: number;
  tools: readonly { icon: IconName; label: string; intent: PanelIntent; disabled?: boolean }[];
}

export interface RowsView {
  other: readonly RowView[];
  otherCounts: readonly string[];
  history: readonly RowView[];
  historyCount: string;
  canClear: boolean;
}

/** All jobs but the chosen one: those that go on, and those that have ended. */
export function rowsView(state: PanelState, nowMs: number): RowsView {
  const chosen = chosenJob(state)?.snapshot.id;
  const jobs = state.jobs.filter(({ snapshot }) => snapshot.id !== chosen);
  const going = jobs.filter((job) => !hasEnded(moodOf(job, nowMs)));
  const ended = jobs.filter((job) => hasEnded(moodOf(job, nowMs)));
  const queued = going.filter(({ snapshot }) => snapshot.status === 'Queued').length;
  return {
    other: going.map((job) => goingRow(job, nowMs)),
    otherCounts: [
      ...(going.length > queued ? [ROWS.running(going.length - queued)] : []),
      ...(queued > 0 ? [ROWS.waiting(queued)] : []),
    ],
    history: ended.map((job) => endedRow(job, nowMs)),
    historyCount: ROWS.jobs(ended.length),
    canClear: state.offers?.includes('clearHistory') ?? false,
  };
}

function goingRow(job: PanelJob, nowMs: number): RowView {
  const { snapshot } = job;
  const { stage, item } = placeOf(snapshot);
  const queued = snapshot.status === 'Queued';
  const elsewhere = job.host ? [ROWS.on(job.host.label)] : [];
  const waiting = [LIFE.waiting, ...(snapshot.jobsAhead ? [LIFE.jobsAhead(snapshot.jobsAhead)] : [])];
  const working = [stage, ...(item ? [item] : []), left(snapshot.etaSeconds)];
  const sending = job.transfer?.kind === 'sending';
  const facts = sending ? [ROWS.sending] : queued ? waiting : working;
  const label = snapshot.cancelling ? ROWS.cancelling : ROWS.cancel(snapshot.title);
  return {
    id: snapshot.id,
    title: snapshot.title,
    icon: queued ? 'clock' : isLively(job, nowMs) ? 'now' : 'waiting',
    spin: isLively(job, nowMs),
    facts: [...(snapshot.cancelling ? [ROWS.cancelling] : facts), ...elsewhere],
    percent: wholePercent(snapshot),
    tools: [
      {
        icon: 'close',
        label,
        intent: { type: 'action', action: 'cancel', jobId: snapshot.id },
        disabled: snapshot.cancelling,
      },
    ],
  };
}

function toolsHere({ id: jobId, title }: JobSnapshot): RowView['tools'] {
  return [
    { icon: 'play', label: ROWS.open(title), intent: { type: 'action', action: 'openVideo', jobId } },
    { icon: 'folder', label: ROWS.reveal(title), intent: { type: 'action', action: 'revealOutput', jobId } },
  ];
}

/** The film is still on its server. */
function toolsThere({ snapshot: { id: jobId, title }, transfer }: PanelJob): RowView['tools'] {
  const intent = { type: 'action', action: 'download', jobId } as const;
  const disabled = transfer?.kind === 'receiving';
  return [{ icon: 'download', label: ROWS.download(title), intent, disabled }];
}

function endedRow(job: PanelJob, nowMs: number): RowView {
  const { snapshot } = job;
  const jobId = snapshot.id;
  const when = snapshot.endedAt ? dayAndTime(snapshot.endedAt, nowMs) : '';
  const row = { id: jobId, title: snapshot.title, spin: false };
  if (snapshot.status === 'Done') {
    const { output, stats } = snapshot;
    return {
      ...row,
      icon: 'done',
      facts: [
        ...(output ? [clock(Math.round(output.durationSeconds)), size(output.sizeBytes)] : []),
        ...(stats ? [HEAD.madeIn(duration(stats.wallSeconds))] : []),
        ...(when ? [when] : []),
      ],
      tools: isOnServer(job) ? toolsThere(job) : toolsHere(snapshot),
    };
  }
  const [error] = snapshot.errors;
  const kept = finishedScenes(snapshot);
  const facts =
    snapshot.status === 'Failed'
      ? [ROWS.failedIn(STAGE_NAMES[snapshot.stage]), ...(error ? [error.message, shortCode(error.code)] : [])]
      : [ROWS.cancelledAt(wholePercent(snapshot)), ...(kept > 0 ? [ROWS.kept(kept)] : [])];
  return {
    ...row,
    icon: snapshot.status === 'Failed' ? 'bad' : 'cancelled',
    facts: [...facts, ...(when ? [when] : [])],
    tools: [
      {
        icon: 'retry',
        label: ROWS.retry(snapshot.title),
        intent: { type: 'action', action: 'retry', jobId },
      },
    ],
  };
}
