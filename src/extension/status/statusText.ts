import { type ConnectionState, isTerminal, type Transfer } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';
import { agoWords, durationWords, percentWords, stageWords } from '../jobs/words.ts';
import { isLost, type WindowJob } from '../jobs/windowJob.ts';

export interface StatusText {
  /** With VS Code's `$(icon)`s. */
  text: string;
  tooltip: string;
  /** What a screen reader says. */
  spoken: string;
  /** What stands there is old: nothing is heard of the job, and somebody should look. */
  stale: boolean;
  /** It says a time that goes on by itself. */
  ticks: boolean;
}

/** What a window knows of where it stands. */
export interface StatusFacts {
  /** Newest first. */
  jobs: readonly WindowJob[];
  /** Where new films are made, and what keeps that from being used. */
  host: Host;
  trouble: string | undefined;
  nowMs: number;
}

/**
 * What the status bar says: of the jobs that go on, the one started first in front; else of the films that travel; else which
 * server it is. `undefined` when films are made here and none is.
 */
export function statusText({ jobs, host, trouble, nowMs }: StatusFacts): StatusText | undefined {
  const active = jobs.filter(
    ({ snapshot, transfer }) => !isTerminal(snapshot.status) || transfer !== undefined,
  );
  const first = active.findLast(({ snapshot }) => !isTerminal(snapshot.status)) ?? active.at(-1);
  if (!first) return host.local ? undefined : idle(host, trouble);
  const { icon, words } = describe(first, nowMs);
  const more = active.length > 1 ? ` · +${active.length - 1}` : '';
  const lost = isLost(first);
  const { kind } = first.connection;
  return {
    text: `$(${icon}) Aura ${words}${more}`,
    tooltip: tooltip(first, active.length, nowMs),
    spoken: `Aura, ${first.snapshot.title}: ${describe(first, nowMs, false).words.replaceAll(' ·', ',')}`,
    stale: lost && (kind === 'paused' || kind === 'closed'),
    ticks: lost,
  };
}

function idle({ label }: Host, trouble: string | undefined): StatusText {
  const words = `Aura makes films on ${label}`;
  return {
    text: `$(${trouble === undefined ? 'server' : 'warning'}) Aura · ${label}`,
    tooltip: trouble === undefined ? words : `${words}\n${trouble}`,
    spoken: trouble === undefined ? words : `${words}. ${trouble}`,
    stale: false,
    ticks: false,
  };
}

/** @param withAge whether it says how old it is; ears hear that from the panel. */
function describe(job: WindowJob, nowMs: number, withAge = true): { icon: string; words: string } {
  const { snapshot, connection, host, transfer, lastHeardMs } = job;
  if (transfer) return describeTransfer(transfer, connection);
  const percent = percentWords(snapshot.percent);
  if (snapshot.cancelling) return { icon: 'sync~spin', words: `${percent} · cancelling` };
  const age = withAge ? ` · last heard ${agoWords((nowMs - lastHeardMs) / 1000)}` : '';
  switch (connection.kind) {
    case 'closed':
      return {
        icon: 'warning',
        words: `${percent} · ${host.local ? 'engine stopped' : 'not connected'}${age}`,
      };
    case 'connecting':
      return { icon: 'debug-disconnect', words: `${percent} · connecting${age}` };
    case 'reconnecting':
      return { icon: 'debug-disconnect', words: `${percent} · reconnecting${age}` };
    case 'paused':
      return { icon: 'debug-disconnect', words: `${percent} · no answer${age}` };
    default:
      if (snapshot.status === 'Queued') return { icon: 'clock', words: `${percent} · waiting` };
      return { icon: 'sync~spin', words: `${percent} · ${stageWords(snapshot)}` };
  }
}

function describeTransfer(transfer: Transfer, { kind }: ConnectionState): { icon: string; words: string } {
  if (transfer.kind === 'failed') return { icon: 'warning', words: 'film not saved' };
  const [part, whole] =
    transfer.kind === 'sending'
      ? [transfer.sentBytes, transfer.totalBytes]
      : [transfer.receivedBytes, transfer.totalBytes];
  const percent = whole > 0 ? ` ${percentWords((100 * part) / whole)}` : '';
  const words = `${transfer.kind === 'sending' ? 'sending' : 'downloading'}${percent}`;
  if (kind === 'reconnecting') return { icon: 'debug-disconnect', words: `${words} · reconnecting` };
  return { icon: transfer.kind === 'sending' ? 'cloud-upload' : 'cloud-download', words };
}

function tooltip(job: WindowJob, active: number, nowMs: number): string {
  const { snapshot, host, transfer } = job;
  const going = !isTerminal(snapshot.status);
  const lines = [snapshot.title, transfer ? '' : snapshot.message, connectionLine(job, nowMs)];
  if (going && !transfer && snapshot.etaSeconds !== undefined && !isLost(job)) {
    lines.push(`About ${durationWords(snapshot.etaSeconds)} left`);
  }
  if (!host.local && !isLost(job)) lines.push(`On ${host.label}`);
  if (active > 1) lines.push(`${active} films are being made`);
  lines.push(going ? 'Click to cancel or to see more' : 'Click to see more');
  return lines.filter((line) => line !== '').join('\n');
}

function connectionLine({ connection, host, transfer }: WindowJob, nowMs: number): string {
  const goesOn = transfer ? 'Nothing is lost.' : 'The job goes on.';
  const inTime = (atMs: number) => (atMs > nowMs ? ` in ${durationWords((atMs - nowMs) / 1000)}` : ' now');
  switch (connection.kind) {
    case 'connecting':
      return `Connecting to ${host.label}`;
    case 'polling':
      return `Asking every ${durationWords(connection.everyMs / 1000)}: ${host.label} lets no live messages through`;
    case 'reconnecting':
      return `Reconnecting to ${host.label}, attempt ${connection.attempt},${inTime(connection.nextAtMs)}. ${goesOn}`;
    case 'paused':
      return `${host.label} does not answer. Next try${inTime(connection.untilMs)}. ${goesOn}`;
    default:
      return '';
  }
}
