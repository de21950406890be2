import {
  isTerminal,
  systemClock,
  type AuraError,
  type Clock,
  type ConnectionState,
  type EventsFrom,
  type JobEvent,
  type JobSnapshot,
} from '../protocol/protocol.ts';
import { createAnyRest } from './anyRest.ts';
import { createChannel } from './channel.ts';
import { fixedTarget, parseServerUrl, type TargetSource } from './endpoint.ts';
import { createCaller } from './http/caller.ts';
import { createJobStreams } from './jobStreams.ts';
import { createKnownServer } from './knownServer.ts';
import type { RestService } from './rest.ts';
import { LOCAL_POLICY, REMOTE_POLICY, type StreamPolicy } from './stream/policy.ts';
import { foldWatch, type WatchedJob } from './watch.ts';

export interface ClientOptions {
  /** `url` may have a path: where the server begins behind a proxy. `ca`: PEM of an authority to trust besides the known ones. */
  endpoint:
    | { socketPath: string; token: string }
    | { url: string; token: string; ca?: string }
    | TargetSource;
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
  /** How the connection fares while nothing is known of the job yet; afterwards each {@link WatchedJob} says so. */
  onConnection?(state: ConnectionState, trouble: AuraError | undefined): void;
}

/** A `JobService` over the wire, and what only the wire has. */
export interface AuraClient extends RestService {
  events(id: string, from?: EventsFrom, signal?: AbortSignal): AsyncIterable<JobEvent>;
  /**
   * The job as it stands now, then again whenever it or the connection changes, until its attempt has ended.
   * Waits for a server that is away. Rejects with the `AuraError` of what cannot be mended by waiting (unknown job, wrong token).
   */
  watch(id: string, options?: WatchOptions): AsyncIterable<WatchedJob>;
  /** Every stream tries now instead of later: a click, a focus of the window, a change of network. */
  wake(): void;
  /** Ends all streams; their iterations end. */
  close(): void;
}

/** A client for a server over TCP or the engine of this machine over its socket. Holds no connection while nothing is asked. */
export function createAuraClient(options: ClientOptions): AuraClient {
  const source = toSource(options.endpoint);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const policy: StreamPolicy = { ...(source.local ? LOCAL_POLICY : REMOTE_POLICY), ...options.policy };
  const known = createKnownServer(source.local);
  const rest = createAnyRest(createCaller({ source, clock, random }), clock, known);
  const streams = createJobStreams({ source, known, rest, policy, clock, random });

  async function* events(id: string, from?: EventsFrom, signal?: AbortSignal): AsyncGenerator<JobEvent> {
    if (signal?.aborted) return;
    const channel = createChannel<JobEvent>();
    const close = streams.open(id, from, {
      onEvent: channel.push,
      // Events cannot be had without a stream; what was missed comes when one gets through.
      onSnapshot: () => undefined,
      knowsEnd: () => true,
      onConnection: () => undefined,
      onHeard: () => undefined,
      onClose: channel.end,
    });
    signal?.addEventListener('abort', close);
    yield* channel.read(() => {
      signal?.removeEventListener('abort', close);
      close();
    });
  }

  async function* watch(id: string, options: WatchOptions = {}): AsyncGenerator<WatchedJob> {
    const { after, known, signal, onConnection = () => undefined } = options;
    const first = known ?? (await streams.ask(id, signal, onConnection));
    if (!first || signal?.aborted) return;
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
    const close = streams.open(id, start === undefined ? { fromStart: true } : { after: start }, {
      onEvent: fold.onEvent,
      onSnapshot: fold.onSnapshot,
      knowsEnd: fold.knowsEnd,
      onConnection: fold.onConnection,
      onHeard: fold.onHeard,
      onClose: (error) => void finish(error),
    });
    signal?.addEventListener('abort', close);
    yield* channel.read(() => {
      signal?.removeEventListener('abort', close);
      close();
    });
  }

  return { ...rest, events, watch, wake: () => streams.wake(), close: () => streams.close() };
}

function toSource(endpoint: ClientOptions['endpoint']): TargetSource {
  if ('find' in endpoint) return endpoint;
  const { token } = endpoint;
  if ('socketPath' in endpoint) {
    return fixedTarget({ socketPath: endpoint.socketPath, origin: 'http://localhost', token });
  }
  const { url, ca } = endpoint;
  return fixedTarget({ ...parseServerUrl(url), token, ...(ca === undefined ? {} : { ca }) });
}
