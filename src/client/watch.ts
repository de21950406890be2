import {
  applyEvent,
  isTerminal,
  type AuraError,
  type ConnectionState,
  type JobEvent,
  type JobSnapshot,
} from '../protocol/protocol.ts';

/** A sign of life without news is told at most this often, ms. */
const HEARD_MS = 1000;

/** A job as it stands, and how well we know it. */
export interface WatchedJob {
  snapshot: JobSnapshot;
  connection: ConnectionState;
  /** The event that brought the change; absent when the connection changed, the snapshot was asked for, or the server only gave a sign of life. */
  event?: JobEvent;
  /** When the last byte came from the server, ms since 1970; absent before the first. */
  lastHeardMs?: number;
  /** Why it is not live, where that is known. `E503-UNAVAILABLE` of a silent local engine asks for its restart. */
  trouble?: AuraError;
}

export interface WatchFold {
  onEvent(event: JobEvent): void;
  onSnapshot(snapshot: JobSnapshot): void;
  knowsEnd(): boolean;
  onConnection(connection: ConnectionState, trouble: AuraError | undefined): void;
  onHeard(at: number): void;
  /** Resolves when nothing is being asked for any more. */
  settled(): Promise<void>;
}

/** Folds events into the snapshot. After a gap the snapshot is asked for anew, and what arrives meanwhile is applied to that. */
export function foldWatch(options: {
  first: JobSnapshot;
  push(item: WatchedJob): void;
  refresh(): Promise<JobSnapshot>;
}): WatchFold {
  let snapshot = options.first;
  let connection: ConnectionState = { kind: 'connecting' };
  let trouble: AuraError | undefined;
  let lastHeardMs: number | undefined;
  let toldHeardMs = 0;
  let refreshing: Promise<void> | undefined;
  let waiting: JobEvent[] = [];

  function tell(event?: JobEvent): void {
    toldHeardMs = lastHeardMs ?? 0;
    options.push({
      snapshot,
      connection,
      ...(event ? { event } : {}),
      ...(lastHeardMs === undefined ? {} : { lastHeardMs }),
      ...(trouble ? { trouble } : {}),
    });
  }

  function apply(event: JobEvent): void {
    snapshot = applyEvent(snapshot, event);
    tell(event);
  }

  async function refresh(): Promise<void> {
    try {
      snapshot = await options.refresh();
    } catch {
      // The events themselves go on, and the opening status has told the most important.
    }
    refreshing = undefined;
    const late = waiting;
    waiting = [];
    for (const event of late) apply(event);
  }

  return {
    onEvent(event) {
      if (event.event === 'job-status' && event.data.gap) {
        waiting.push(event);
        refreshing ??= refresh();
      } else if (refreshing) waiting.push(event);
      else apply(event);
    },
    onSnapshot(polled) {
      snapshot = polled;
      tell();
    },
    knowsEnd: () => isTerminal(snapshot.status),
    onConnection(next, why) {
      connection = next;
      trouble = why;
      tell();
    },
    onHeard(at) {
      lastHeardMs = at;
      if (Math.abs(at - toldHeardMs) >= HEARD_MS && connection.kind === 'live') tell();
    },
    settled: async () => refreshing,
  };
}
