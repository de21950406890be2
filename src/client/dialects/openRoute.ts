import {
  isTerminal,
  isTerminalEvent,
  toAuraError,
  type Clock,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { KnownServer } from '../knownServer.ts';
import { openAttempt, type AttemptListener, type AttemptOptions } from '../stream/attempt.ts';
import { auraDecoder } from '../stream/auraDecoder.ts';
import { failedBy } from '../stream/failure.ts';
import type { StreamInput } from '../stream/policy.ts';
import { DIALECTS, firstDialectState, streamPath, type Dialect } from './dialect.ts';
import { endingOf } from './ending.ts';
import { foreignDecoder } from './foreignDecoder.ts';

/** D does not say that a job was cancelled: it is asked for this often, ms. */
const ASK_MS = 10_000;

export interface RouteOptions extends Omit<AttemptOptions, 'decoder'> {
  jobId: string;
  known: KnownServer;
  clock: Clock;
  get(signal: AbortSignal): Promise<JobSnapshot>;
}

/**
 * One connection to a job's events by whichever stream the server has. Ours has one. Of a stranger's, all are tried in order
 * until one brings events, which is remembered; a server that has shown itself as ours is never taken for a stranger.
 * @returns what closes it.
 */
export function openRoute(options: RouteOptions, listener: AttemptListener): () => void {
  const { known, jobId, clock } = options;
  if (known.kind === 'aura') return openAttempt({ ...options, decoder: auraDecoder }, listener);

  const routes: readonly Dialect[] = known.dialect === undefined ? DIALECTS : [known.dialect];
  const proven = known.dialect !== undefined;
  const first = firstDialectState(jobId, clock.now());
  const abort = new AbortController();
  let closeAttempt = (): void => undefined;
  let cancelAsking = (): void => undefined;

  function start(index: number): void {
    const dialect = routes[index];
    if (dialect === undefined) return void askInstead();
    let accepted = false;
    let ended = false;
    closeAttempt = openAttempt(
      {
        ...options,
        path: dialect === 'A' ? options.path : streamPath(dialect, jobId),
        lastEventId: dialect === 'A' ? options.lastEventId : undefined,
        decoder: foreignDecoder({ dialect, first, known, now: () => clock.now() }),
        onAura: () => known.isAura(),
      },
      {
        onEvent(event) {
          ended ||= isTerminalEvent(event);
          listener.onEvent(event);
        },
        onInput(input) {
          accepted ||= input.type === 'opened';
          if (input.type === 'opened' && dialect === 'D') askNowAndThen();
          if (known.kind === 'aura' || ended) pass(input);
          else if (input.type === 'ended') void afterEnd();
          else if (input.type === 'failed' && !accepted && mayBeElsewhere(input, proven))
            void next(index, input);
          else pass(input);
        },
      },
    );
  }

  function pass(input: StreamInput): void {
    if (!abort.signal.aborted) listener.onInput(input);
  }

  /** The job itself; `undefined` when that failed, which is passed on, or nobody waits any more. */
  async function ask(): Promise<JobSnapshot | undefined> {
    try {
      return await options.get(abort.signal);
    } catch (error) {
      pass(failedBy(toAuraError(error)));
      return undefined;
    }
  }

  /** Before another stream of a stranger is tried, the job tells what kind of server this is, and whether there is such a job. */
  async function next(index: number, input: StreamInput & { type: 'failed' }): Promise<void> {
    if (known.kind === 'unknown' && !(await ask())) return;
    if (abort.signal.aborted) return;
    if (known.kind === 'aura') pass(input);
    else start(index + 1);
  }

  /** No stream is to be had. */
  async function askInstead(): Promise<void> {
    const snapshot = await ask();
    if (!snapshot) return;
    if (isTerminal(snapshot.status)) {
      pass({ type: 'opened' });
      return tellEnd(snapshot);
    }
    const error = toAuraError(new Error('The server has no stream of events'));
    pass({ type: 'failed', error, blind: true });
  }

  /** The stream has ended without an end of the job: cut, or never to be heard of. */
  async function afterEnd(): Promise<void> {
    const snapshot = await ask();
    if (snapshot) tellEnd(snapshot);
  }

  function askNowAndThen(): void {
    cancelAsking = clock.after(ASK_MS, () => {
      const look = async (): Promise<void> => {
        // What goes wrong here shows in the stream itself.
        const snapshot = await options.get(abort.signal).catch(() => undefined);
        if (abort.signal.aborted) return;
        if (snapshot && isTerminal(snapshot.status)) tellEnd(snapshot);
        else askNowAndThen();
      };
      void look();
    });
  }

  /** The end of the job, if it has ended, and of the stream. */
  function tellEnd(snapshot: JobSnapshot): void {
    for (const event of endingOf(snapshot, first, clock.now())) {
      if (!abort.signal.aborted) listener.onEvent(event);
    }
    pass({ type: 'ended' });
  }

  start(0);
  return () => {
    abort.abort();
    cancelAsking();
    closeAttempt();
  };
}

/** Nothing there, out of order, or no event stream: another may do. One that has worked is only out of order for a while. */
function mayBeElsewhere(
  { status = 0, blind = false }: StreamInput & { type: 'failed' },
  proven: boolean,
): boolean {
  return blind || status === 404 || (status >= 500 && !proven);
}
