import type { PanelAction, PanelJob, PanelState, Transfer } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { ACTIONS, FOOT } from '../strings.ts';
import { failureView, type ButtonView } from './failure.ts';
import { finishedScenes, hostOf, isOnServer, moodOf, type Mood } from './mood.ts';
import { duration, roughly } from './words.ts';

export interface ConnectionView {
  icon: IconName;
  strong: string;
  soft: string;
  /** The same without its countdown, for ears. */
  spoken: string;
}

/** The connection in words; after the end, what the end means. */
export function connectionView(job: PanelJob, state: PanelState, nowMs: number): ConnectionView {
  const { snapshot, connection, transfer } = job;
  const host = hostOf(job, state);
  const place = host.local ? FOOT.thisComputer : host.label;
  const mood = moodOf(job, nowMs);
  if (transfer?.kind === 'failed') return say('closed', FOOT.ended, FOOT.stillOnServer(place));
  if (transfer && connection.kind === 'live') return transferView(transfer, place);
  if (mood === 'done' && !transfer) return say('closed', FOOT.ended, whereTheFilmIs(job, place));
  if (mood === 'failed' || mood === 'cancelled') {
    const scenes = finishedScenes(snapshot);
    return say('closed', FOOT.ended, scenes > 0 ? FOOT.retryFrom(scenes) : FOOT.retryFromStart);
  }
  switch (connection.kind) {
    case 'live':
      return say('live', FOOT.live, FOOT.working(place));
    case 'connecting':
      return say('clock', FOOT.connecting(place));
    case 'polling':
      return say('live', FOOT.polling(wholeSeconds(connection.everyMs)), FOOT.pollingWhy(place));
    case 'reconnecting': {
      const seconds = Math.ceil((connection.nextAtMs - nowMs) / 1000);
      const countdown = seconds > 0 ? FOOT.inTime(wholeSeconds(seconds * 1000)) : '';
      const strong = FOOT.reconnecting(place, connection.attempt) + (countdown ? '' : '.');
      return say('offline', strong, calm(transfer), countdown);
    }
    case 'paused': {
      const seconds = Math.ceil((connection.untilMs - nowMs) / 1000);
      const next = seconds > 0 ? FOOT.nextTry(wholeSeconds(seconds * 1000)) : FOOT.nextTryNow;
      return {
        icon: 'offline',
        strong: FOOT.paused(capital(place)),
        soft: `${next} ${FOOT.goesOn}`,
        spoken: `${FOOT.paused(capital(place))} ${FOOT.goesOn}`,
      };
    }
    case 'closed':
      return say('offline', FOOT.closed(place));
  }
}

/** What is not lost while nothing is heard. */
function calm(transfer: Transfer | undefined): string {
  if (!transfer) return FOOT.goesOn;
  return transfer.kind === 'sending' ? FOOT.keptThere : FOOT.keptHere;
}

function whereTheFilmIs(job: PanelJob, place: string): string {
  if (isOnServer(job)) return FOOT.onServer(place);
  return job.savedIn ? FOOT.savedIn(job.savedIn) : '';
}

/** What travels, while it does. */
function transferView(transfer: Transfer, place: string): ConnectionView {
  if (transfer.kind === 'sending') return say('live', FOOT.sendingTo(place), FOOT.sendingWhy);
  if (transfer.kind === 'failed') return say('closed', FOOT.stillOnServer(place));
  const { receivedBytes, totalBytes } = transfer;
  const percent = totalBytes > 0 ? Math.floor((100 * receivedBytes) / totalBytes) : 0;
  return say('live', FOOT.downloading(place), '', FOOT.percent(percent));
}

/** `countdown` is shown and not spoken. */
function say(icon: IconName, strong: string, soft = '', countdown = ''): ConnectionView {
  return {
    icon,
    strong: countdown ? `${strong}${countdown}.` : strong,
    soft,
    spoken: `${strong}${countdown ? '.' : ''} ${soft}`.trim(),
  };
}

/** Countdowns are whole: `2 s`, `48 s`, `1:02`. */
function wholeSeconds(ms: number): string {
  return ms < 60_000 ? roughly(ms / 1000) : duration(ms / 1000);
}

function capital(text: string): string {
  return text === FOOT.thisComputer ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** The buttons of the foot, in the order in which they stand. At most one is primary. */
export function footButtons(job: PanelJob, state: PanelState, nowMs: number): ButtonView[] {
  const jobId = job.snapshot.id;
  const mood = moodOf(job, nowMs);
  const { transfer, connection } = job;
  const away =
    connection.kind === 'reconnecting' || connection.kind === 'paused' || connection.kind === 'closed';
  const first = state.trouble ? undefined : primaryAction(job, state, mood, away);
  const button = (action: PanelAction): ButtonView => ({
    key: action,
    label: ACTIONS[action],
    intent: { type: 'action', action, jobId },
    primary: action === first,
  });
  const cancelling: ButtonView = {
    ...button('cancel'),
    label: FOOT.cancelling,
    primary: false,
    disabled: true,
  };
  switch (mood) {
    case 'sending':
      return [...(away ? [button('reconnect')] : []), button('cancel')];
    case 'queued':
      return [button('cancel')];
    case 'running':
    case 'stalled':
    case 'connecting':
      return [button('showLog'), button('cancel')];
    case 'reconnecting':
    case 'paused':
    case 'closed':
      return [button('reconnect'), button('showLog'), button('cancel')];
    case 'cancelling':
      return [...(away ? [button('reconnect')] : []), button('showLog'), cancelling];
    case 'cancelled':
    case 'failed':
      return [button('showLog'), button('retry')];
    case 'done': {
      if (transfer?.kind === 'failed') {
        return [button('showLog'), { ...button('download'), label: FOOT.downloadAgain }];
      }
      if (transfer) {
        const later = (action: PanelAction): ButtonView => ({
          ...button(action),
          primary: false,
          disabled: true,
        });
        return [
          ...(away ? [button('reconnect')] : []),
          button('showLog'),
          later('revealOutput'),
          later('openVideo'),
        ];
      }
      if (isOnServer(job)) return [button('showLog'), button('download')];
      return [button('showLog'), button('revealOutput'), button('openVideo')];
    }
  }
}

/** The next sensible step, where a button of the foot is it. */
function primaryAction(job: PanelJob, state: PanelState, mood: Mood, away: boolean): PanelAction | undefined {
  if (job.transfer && job.transfer.kind !== 'failed') return away ? 'reconnect' : undefined;
  if (isOnServer(job)) return 'download';
  if (mood === 'reconnecting' || mood === 'paused' || mood === 'closed') return 'reconnect';
  if (mood === 'cancelled') return 'retry';
  if (mood === 'failed') return failureView(job, state)?.buttons.length === 0 ? 'retry' : undefined;
  return mood === 'done' ? 'openVideo' : undefined;
}
