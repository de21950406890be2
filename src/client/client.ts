import {
  isTerminal,
  systemClock,
  type AuraError,
  type Clock,
  type ConnectionState,
  type EventsFrom,
  type JobEvent,
  type JobService,
  type JobSnapshot,
} from '../protocol/protocol.ts';
import { createChannel } from './channel.ts';
import { fixedTarget, type TargetSource } from './endpoint.ts';
import { NoAnswer } from './http/exchange.ts';
import { errorFromSilence } from './http/problem.ts';
import { createRest } from './rest.ts';
import { openAttempt } from './stream/attempt.ts';
import { createCursor } from './stream/cursor.ts';
import { LOCAL_POLICY, REMOTE_POLICY, type StreamPolicy } from './stream/policy.ts';
import { superviseStream, type Supervisor } from './stream/supervisor.ts';
import { foldWatch, type WatchedJob } from './watch.ts';

export interface ClientOptions {
  endpoint: { socketPath: string; token: string } | { url: string; token: string } | TargetSource;
  /** Changes to the built-in patience, e.g. from settings. */
  policy?: Partial<StreamPolicy>;
  clock?: Clock;
  random?(): number;
}

export interface WatchOptions {
  /** Id of the last event seen, e.g. kept over a restart of the editor; only its events after that are reported. */
  after?: string;
  /** The job as it was last known, e.g. kept over a restart of the editor: watched from there even while the server is away. */
  known?: JobSnapshot;
  signal?: AbortSignal;
}

/** A `JobService` over the wire, and what only the wire has. */
export interface AuraClient extends JobService {
  /**
   * The job as it stands now, then again whenever it or the connection changes, until its attempt has ended.
   * Rejects with the `AuraError` of what cannot be mended by waiting (unknown job, wrong token).
   */
  watch(id: string, options?: WatchOptions): AsyncIterable<WatchedJob>;
  /** Every stream tries now instead of later: a click, a focus of the window, a change of network. */
  wake(): void;
  /** Ends all streams; their iterations end. */
  close(): void;
}

interface StreamListener {
  onEvent(event: JobEvent): void;
  onSnapshot(snapshot: JobSnapshot): void;
  onConnection(state: ConnectionState, trouble: AuraError | undefined): void;
  onClose(error: AuraError | undefined): void;
}

/** A client for a server over TCP or the engine of this machine over its socket. Holds no connection while nothing is asked. */
export function createAuraClient(options: ClientOptions): AuraClient {
  const source = toSource(options.endpoint);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const policy: StreamPolicy = { ...(source.local ? LOCAL_POLICY : REMOTE_POLICY), ...options.policy };
  const rest = createRest(source);
  const open = new Set<Supervisor>();

  /** @returns what ends the stream. */
  function stream(id: string, from: EventsFrom | undefined, listener: StreamListener): () => void {
    const cursor = createCursor(from?.after);
    const path = `/api/jobs/${encodeURIComponent(id)}/events`;
    const supervisor = superviseStream({
      cursor,
      policy,
      clock,
      random,
      open: (lastEventId, attempt) =>
        openAttempt(
          {
            find: () => source.find(),
            lost: (target) => source.lost(target),
            local: source.local,
            path: from?.fromStart && lastEventId === undefined ? `${path}?replay=all` : path,
            lastEventId,
            connectMs: policy.connectMs,
            now: () => clock.now(),
          },
          attempt,
        ),
      poll: () => rest.get(id),
      ...listener,
      silent: () => errorFromSilence(new NoAnswer('timeout', 'No sign of life on the stream'), source.local),
      onClose(error) {
        open.delete(supervisor);
        listener.onClose(error);
      },
    });
    open.add(supervisor);
    return () => supervisor.close();
  }

  async function* events(id: string, from?: EventsFrom, signal?: AbortSignal): AsyncGenerator<JobEvent> {
    if (signal?.aborted) return;
    const channel = createChannel<JobEvent>();
    const close = stream(id, from, {
      onEvent: channel.push,
      // Events cannot be had without a stream; what was missed comes when one gets through.
      onSnapshot: () => undefined,
      onConnection: () => undefined,
      onClose: channel.end,
    });
    signal?.addEventListener('abort', close);
    yield* channel.read(() => {
      signal?.removeEventListener('abort', close);
      close();
    });
  }

  async function* watch(id: string, { after, known, signal }: WatchOptions = {}): AsyncGenerator<WatchedJob> {
    const first = known ?? (await rest.get(id));
    if (signal?.aborted) return;
    const start = after ?? first.lastEventId;
    if (isTerminal(first.status) && start === first.lastEventId) {
      yield { snapshot: first, connection: { kind: 'closed' } };
      return;
    }
    const channel = createChannel<WatchedJob>();
    const fold = foldWatch({ first, push: channel.push, refresh: () => rest.get(id) });
    const finish = async (error: AuraError | undefined): Promise<void> => {
      await fold.settled();
      channel.end(error);
    };
    const close = stream(id, start === undefined ? { fromStart: true } : { after: start }, {
      onEvent: fold.onEvent,
      onSnapshot: fold.onSnapshot,
      onConnection: fold.onConnection,
      onClose: (error) => void finish(error),
    });
    signal?.addEventListener('abort', close);
    yield* channel.read(() => {
      signal?.removeEventListener('abort', close);
      close();
    });
  }

  return {
    ...rest,
    events,
    watch,
    wake() {
      for (const supervisor of open) supervisor.wake();
    },
    close() {
      for (const supervisor of open) supervisor.close();
    },
  };
}

function toSource(endpoint: ClientOptions['endpoint']): TargetSource {
  if ('find' in endpoint) return endpoint;
  const { token } = endpoint;
  if ('socketPath' in endpoint) {
    return fixedTarget({ socketPath: endpoint.socketPath, origin: 'http://localhost', token });
  }
  return fixedTarget({ origin: new URL(endpoint.url).origin, token });
}
