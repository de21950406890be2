// What a job is doing, as the panel tells its states apart.
import type { JobSnapshot, PanelJob, PanelState } from '../../protocol/protocol.ts';

export type Mood =
  /** It is no job yet: what it needs is on its way to the server. */
  | 'sending'
  | 'queued'
  | 'running'
  | 'stalled'
  | 'cancelling'
  | 'connecting'
  | 'reconnecting'
  | 'paused'
  | 'closed'
  | 'cancelled'
  | 'failed'
  | 'done';

/** Work counts as going on while its last sign is younger than three heartbeats. */
export const LIVELY_MS = 15_000;

/** Connection states in which nothing new can be known. */
const LOST: ReadonlySet<Mood> = new Set(['connecting', 'reconnecting', 'paused', 'closed']);
const ENDED: ReadonlySet<Mood> = new Set(['cancelled', 'failed', 'done']);

export const isLost = (mood: Mood): boolean => LOST.has(mood);
export const hasEnded = (mood: Mood): boolean => ENDED.has(mood);

/** Whether the colour of going work is grey: waiting for the line, cancelling, ended. */
export function isStill(mood: Mood): boolean {
  return (
    isLost(mood) ||
    mood === 'sending' ||
    mood === 'queued' ||
    mood === 'cancelling' ||
    mood === 'cancelled' ||
    mood === 'failed'
  );
}

/** The state of a job at `nowMs` (epoch, the host's clock). */
export function moodOf({ snapshot, connection, transfer }: PanelJob, nowMs: number): Mood {
  if (transfer?.kind === 'sending') return 'sending';
  if (snapshot.status === 'Done') return 'done';
  if (snapshot.status === 'Failed') return 'failed';
  if (snapshot.status === 'Canceled') return 'cancelled';
  if (snapshot.cancelling) return 'cancelling';
  if (connection.kind !== 'live' && connection.kind !== 'polling') return connection.kind;
  if (snapshot.status === 'Queued') return 'queued';
  return nowMs - Date.parse(snapshot.lastSign) >= LIVELY_MS ? 'stalled' : 'running';
}

/** Whether a finished film is on its server only. */
export function isOnServer({ snapshot }: PanelJob): boolean {
  return snapshot.status === 'Done' && snapshot.output?.videoPath === '';
}

/** Where a job runs. */
export function hostOf(job: PanelJob, state: PanelState): PanelState['host'] {
  return job.host ?? state.host;
}

/** Seconds since the work last gave a sign of itself. */
export function signAge(snapshot: JobSnapshot, nowMs: number): number {
  return Math.max(0, nowMs - Date.parse(snapshot.lastSign)) / 1000;
}

/** Seconds since anything came from the server. */
export function heardAge({ snapshot, lastHeardMs }: PanelJob, nowMs: number): number {
  return Math.max(0, nowMs - (lastHeardMs ?? Date.parse(snapshot.lastSign))) / 1000;
}

/** The job that is shown large: the chosen one, else the newest. */
export function chosenJob(state: PanelState): PanelJob | undefined {
  return state.jobs.find((job) => job.snapshot.id === state.chosen) ?? state.jobs[0];
}

/** Scenes that a retry does not build again. */
export function finishedScenes(snapshot: JobSnapshot): number {
  return snapshot.scenes.filter(({ state }) => state === 'cached' || state === 'built').length;
}

/** Percent as people see it: whole, and 100 only when the job is done. */
export function wholePercent(snapshot: JobSnapshot): number {
  return Math.floor(snapshot.status === 'Done' ? 100 : Math.min(snapshot.percent, 99));
}
