import type { WatchedJob } from '../../client/watch.ts';
import { STAGE_TITLES, type JobEvent, type JobSnapshot } from '../../protocol/protocol.ts';
import { connectionWords, isLost, reconnecting } from './connection.ts';
import type { ProgressDisplay, Transfer } from './display.ts';
import { CANCEL_WAITS, count, duration, size, waitingWords } from './words.ts';

/** A display for pipes and logs: one line per stage and per tenth of the way, warnings and lost connections as they come. */
export function plainDisplay(write: (line: string) => void, host: string): ProgressDisplay {
  let queue = '';
  let tenth = 0;
  let connection = '';
  let transferred = '';

  function tellConnection(state: WatchedJob['connection'], trouble: WatchedJob['trouble']): void {
    // One line for each try, not for each step of it.
    const key = 'attempt' in state ? `${state.kind} ${state.attempt}` : state.kind;
    if (key === connection || state.kind === 'connecting' || state.kind === 'closed') return;
    const before = connection;
    connection = key;
    if (state.kind === 'live') {
      if (before !== '') write(`Connected to ${host} again.`);
      return;
    }
    const why = isLost(state) && trouble ? ` (${trouble.message})` : '';
    write(`${connectionWords(state, host, Date.now())}${why}`);
  }

  return {
    // The words at the end name the film.
    saved: () => undefined,
    keepsWarnings: true,
    update({ event, snapshot, connection: state, trouble }) {
      if (event) tellEvent(event, snapshot);
      tellConnection(state, trouble);
    },
    reaching: tellConnection,
    transfer(transfer) {
      const line = transferWords(transfer, host);
      if (line !== transferred) write(line);
      transferred = line;
    },
    started: ({ id }) => write(`Job ${id} on ${host}`),
    cancelling(state) {
      if (state !== 'accepted') write(state === 'waiting' ? CANCEL_WAITS : 'Cancelling');
    },
    finish: () => undefined,
  };

  function tellEvent(event: JobEvent, snapshot: JobSnapshot): void {
    if (event.event === 'job-status' && event.data.status === 'Queued') {
      const words = waitingWords(snapshot.jobsAhead);
      if (words !== queue) write(words);
      queue = words;
    } else if (event.event === 'film-plan' && event.data.from === 0) {
      const { plan, title } = event.data;
      const scenes = plan.build === plan.total ? '' : `${plan.build} of `;
      write(
        `${title}: ${scenes}${count(plan.total, 'scene')} to build, about ${duration(plan.seconds)} of film`,
      );
    } else if (event.event === 'step-status' && event.data.status !== 'started') {
      const { step, status, durationMs, cached } = event.data;
      const time = cached ? 'cached' : durationMs === undefined ? status : duration(durationMs / 1000);
      write(`${pad(snapshot.percent)} ${STAGE_TITLES[step]} ${time}`);
    } else if (event.event === 'step-progress' && Math.floor(event.data.percent / 10) > tenth) {
      tenth = Math.floor(event.data.percent / 10);
      write(`${pad(event.data.percent)} ${event.data.message}`);
    } else if (event.event === 'warning') {
      write(`warning: ${event.data.message}`);
    } else if (event.event === 'step-error') {
      write(`warning: ${event.data.error.message}`);
    }
  }
}

/** One line for each file and each wait. */
function transferWords(
  { direction, name, file, files, totalBytes, waiting }: Transfer,
  host: string,
): string {
  if (waiting) return reconnecting(host, waiting, Date.now());
  const which = files > 1 ? `, file ${file} of ${files}` : '';
  return `${direction === 'up' ? 'Sending' : 'Fetching'} ${name}${which}, ${size(totalBytes)} in all`;
}

function pad(percent: number): string {
  return `${String(Math.floor(percent)).padStart(3)} %`;
}
