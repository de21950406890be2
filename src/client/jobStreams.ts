import type {
  AuraError,
  Clock,
  ConnectionState,
  EventsFrom,
  JobEvent,
  JobSnapshot,
} from '../protocol/protocol.ts';
import { streamPath } from './dialects/dialect.ts';
import { openRoute } from './dialects/openRoute.ts';
import type { TargetSource } from './endpoint.ts';
import { NoAnswer } from './http/noAnswer.ts';
import { errorFromSilence } from './http/problem.ts';
import type { KnownServer } from './knownServer.ts';
import type { RestService } from './rest.ts';
import { askPatiently } from './stream/askPatiently.ts';
import { createCursor } from './stream/cursor.ts';
import type { StreamPolicy } from './stream/policy.ts';
import { createSharedServer } from './stream/sharedServer.ts';
import { superviseStream, type Supervisor } from './stream/supervisor.ts';

export interface StreamListener {
  onEvent(event: JobEvent): void;
  onSnapshot(snapshot: JobSnapshot): void;
  /** Whether the end of the job is known already. */
  knowsEnd(): boolean;
  onConnection(state: ConnectionState, trouble: AuraError | undefined): void;
  onHeard(at: number): void;
  onClose(error: AuraError | undefined): void;
}

/** The event streams of one server, which share what they find out about it. */
export interface JobStreams {
  /** @returns what ends the stream. */
  open(id: string, from: EventsFrom | undefined, listener: StreamListener): () => void;
  /**
   * Asks for a job with a stream's patience. `undefined` when the signal aborts or the client is closed.
   * @throws AuraError that waiting cannot mend.
   */
  ask(
    id: string,
    signal: AbortSignal | undefined,
    onConnection: StreamListener['onConnection'],
  ): Promise<JobSnapshot | undefined>;
  /** All try now instead of later. */
  wake(): void;
  close(): void;
}

export interface JobStreamsParts {
  source: TargetSource;
  known: KnownServer;
  rest: Pick<RestService, 'get'>;
  policy: StreamPolicy;
  clock: Clock;
  random(): number;
}

export function createJobStreams(parts: JobStreamsParts): JobStreams {
  const { source, known, rest, policy, clock, random } = parts;
  const open = new Set<Supervisor>();
  const server = createSharedServer({
    limits: policy.breaker,
    probeMs: policy.connectMs,
    now: () => clock.now(),
  });
  const silent = (): AuraError =>
    errorFromSilence(new NoAnswer('timeout', 'No sign of life on the stream'), source.local);
  const shared = { policy, server, clock, random, silent };

  function keep(make: (forget: () => void) => Supervisor): Supervisor {
    const supervisor = make(() => open.delete(supervisor));
    open.add(supervisor);
    return supervisor;
  }

  return {
    open(id, from, listener) {
      const path = streamPath('A', id);
      const supervisor = keep((forget) =>
        superviseStream({
          ...shared,
          ...listener,
          cursor: createCursor(from?.after),
          open: (lastEventId, attempt) =>
            openRoute(
              {
                find: () => source.find(),
                lost: (target) => source.lost(target),
                local: source.local,
                path: from?.fromStart && lastEventId === undefined ? `${path}?replay=all` : path,
                lastEventId,
                connectMs: policy.connectMs,
                now: () => clock.now(),
                jobId: id,
                known,
                clock,
                get: (signal) => rest.get(id, { signal }),
              },
              attempt,
            ),
          poll: () => rest.get(id),
          onClose(error) {
            forget();
            listener.onClose(error);
          },
        }),
      );
      return () => supervisor.close();
    },

    ask(id, signal, onConnection) {
      if (signal?.aborted) return Promise.resolve(undefined);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => supervisor.close();
        const supervisor = keep((forget) =>
          askPatiently({
            ...shared,
            ask: (signal) => rest.get(id, { signal }),
            onConnection,
            onEnd(answer) {
              forget();
              signal?.removeEventListener('abort', onAbort);
              if (answer === undefined || 'id' in answer) resolve(answer);
              else reject(answer);
            },
          }),
        );
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },

    wake() {
      for (const supervisor of open) supervisor.wake();
    },
    close() {
      for (const supervisor of open) supervisor.close();
    },
  };
}
