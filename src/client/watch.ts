import {
  applyEvent,
  type AuraError,
  type ConnectionState,
  type JobEvent,
  type JobSnapshot,
} from '../protocol/protocol.ts';

/** A job as it stands, and how well we know it. */
export interface WatchedJob {
  snapshot: JobSnapshot;
  connection: ConnectionState;
  /** The event that brought the change; absent when the connection changed or the snapshot was asked for. */
  event?: JobEvent;
  /** Why it is not live, where that is known. `E503-UNAVAILABLE` of a silent local engine asks for its restart. */
  trouble?: AuraError;
}

export interface WatchFold {
  onEvent(event: JobEvent): void;
  onSnapshot(snapshot: JobSnapshot): void;
  onConnection(connection: ConnectionState, trouble: AuraError | undefined): void;
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
  let refreshing: Promise<void> | undefined;
  let waiting: JobEvent[] = [];

  function tell(event?: JobEvent): void {
    options.push({ snapshot, connection, ...(event ? { event } : {}), ...(trouble ? { trouble } : {}) });
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
    onConnection(next, why) {
      connection = next;
      trouble = why;
      tell();
    },
    settled: async () => refreshing,
  };
}
