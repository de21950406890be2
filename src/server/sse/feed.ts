import type { JobEvent, JobService } from '../../protocol/protocol.ts';
import { createEventFrame, withId, type EventFrame } from './eventFrame.ts';

/** What a feed holds for readers that catch up, characters: much less than a reader may lag behind. */
const MAX_HELD = 64 * 1024;

/** Who is given frames as they come. Called synchronously: nothing is waited for, so no reader delays another. */
export interface FeedReader {
  take(frame: EventFrame): void;
  /** Nothing more comes: the attempt has ended, or reading it has failed. */
  onEnd(error?: unknown): void;
}

/** One reading of a job's events that all its live readers share. */
export interface Feed {
  /** Resolves when the feed is live, or never will be. */
  readonly ready: Promise<void>;
  /**
   * Gives the reader everything after number `seq`, at once and from now on.
   * @returns what ends that; `undefined` when the feed does not hold all that it would take
   */
  attach(seq: number, reader: FeedReader): (() => void) | undefined;
  leave(): void;
}

export interface Feeds {
  /** The feed of a job, begun for the first who asks and ended when the last has left. */
  join(service: JobService, jobId: string): Feed;
}

export interface FeedsOptions {
  /** What readers may see of an event. */
  view(event: JobEvent): JobEvent;
  /** Told of each event and how many it was written to. */
  onDelivered?(event: JobEvent, readers: number): void;
}

export function createFeeds(options: FeedsOptions): Feeds {
  const open = new Map<string, { feed: OpenFeed; users: number }>();
  return {
    join(service, jobId) {
      const entry = open.get(jobId) ?? { feed: openFeed(service, jobId, options, forget), users: 0 };
      function forget(): void {
        if (open.get(jobId) === entry) open.delete(jobId);
      }
      open.set(jobId, entry);
      entry.users += 1;
      let left = false;
      return {
        ready: entry.feed.ready,
        attach: entry.feed.attach,
        leave() {
          if (left) return;
          left = true;
          entry.users -= 1;
          if (entry.users > 0) return;
          forget();
          entry.feed.stop();
        },
      };
    },
  };
}

type OpenFeed = Pick<Feed, 'ready' | 'attach'> & { stop(): void };

function openFeed(
  service: JobService,
  jobId: string,
  { view, onDelivered }: FeedsOptions,
  onEnd: () => void,
): OpenFeed {
  const stop = new AbortController();
  /** Each with the number of the last event it has. */
  const readers = new Map<FeedReader, number>();
  let held: EventFrame[] = [];
  let heldLength = 0;
  /** Number of the last event; `undefined` before the first and after the end. */
  let last: number | undefined;
  let tellReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });

  function give(event: JobEvent): void {
    const frame = createEventFrame(view(event));
    const { seq } = frame;
    // Without an id it says how things stand now: at the beginning, and after a hole in the log, which nobody may pass over.
    if (event.id === undefined) {
      held = [];
      heldLength = 0;
    } else {
      held.push(frame);
      heldLength += frame.in(withId).length;
      while (heldLength > MAX_HELD) heldLength -= held.shift()?.in(withId).length ?? heldLength;
    }
    last = seq;
    let given = 0;
    for (const [reader, seen] of readers) {
      if (event.id !== undefined && seq <= seen) continue;
      readers.set(reader, seq);
      reader.take(frame);
      given += 1;
    }
    if (given > 0) onDelivered?.(event, given);
  }

  async function read(): Promise<void> {
    let failure: unknown;
    try {
      for await (const event of service.events(jobId, undefined, stop.signal)) {
        give(event);
        tellReady();
      }
    } catch (error) {
      failure = error;
    }
    last = undefined;
    onEnd();
    tellReady();
    const left = [...readers.keys()];
    readers.clear();
    for (const reader of left) reader.onEnd(failure);
  }

  void read();
  return {
    ready,
    stop: () => stop.abort(),
    attach(seq, reader) {
      if (last === undefined) return undefined;
      const first = held[0]?.seq ?? last + 1;
      if (seq < first - 1) return undefined;
      for (const frame of held) if (frame.seq > seq) reader.take(frame);
      readers.set(reader, Math.max(seq, last));
      return () => readers.delete(reader);
    },
  };
}
