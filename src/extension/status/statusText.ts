import { isTerminal } from '../../protocol/protocol.ts';
import type { JobUpdate } from '../connection/jobClient.ts';
import { durationWords, percentWords, stageWords } from '../jobs/words.ts';

export interface StatusText {
  /** With VS Code's `$(icon)`s. */
  text: string;
  tooltip: string;
  /** What a screen reader says. */
  spoken: string;
}

/** What the status bar says of the jobs that go on, the one started first in front; `undefined` when none does. */
export function statusText(jobs: readonly JobUpdate[]): StatusText | undefined {
  const active = jobs.filter(({ snapshot }) => !isTerminal(snapshot.status));
  const first = active.at(-1);
  if (!first) return undefined;
  const { icon, words } = describe(first);
  const more = active.length > 1 ? ` · +${active.length - 1}` : '';
  return {
    text: `$(${icon}) Aura ${words}${more}`,
    tooltip: tooltip(first, active.length),
    spoken: `Aura, ${first.snapshot.title}: ${words.replaceAll(' ·', ',')}`,
  };
}

function describe({ snapshot, connection }: JobUpdate): { icon: string; words: string } {
  const percent = percentWords(snapshot.percent);
  if (snapshot.cancelling) return { icon: 'sync~spin', words: `${percent} · cancelling` };
  if (connection.kind === 'closed') return { icon: 'warning', words: `${percent} · engine stopped` };
  if (connection.kind === 'reconnecting' || connection.kind === 'paused') {
    return { icon: 'debug-disconnect', words: `${percent} · reconnecting` };
  }
  if (snapshot.status === 'Queued') return { icon: 'clock', words: `${percent} · waiting` };
  return { icon: 'sync~spin', words: `${percent} · ${stageWords(snapshot)}` };
}

function tooltip({ snapshot }: JobUpdate, active: number): string {
  const lines = [snapshot.title, snapshot.message];
  if (snapshot.etaSeconds !== undefined) lines.push(`About ${durationWords(snapshot.etaSeconds)} left`);
  if (active > 1) lines.push(`${active} films are being made`);
  lines.push('Click to cancel or to see more');
  return lines.filter((line) => line !== '').join('\n');
}
