// Readers of an event stream in a process of their own.
import { monotonicMs, offer } from '../child.ts';
import { percentile } from '../measure.ts';
import { openReader, type Reader, type StreamPlace } from './reader.ts';
import type { Stamp } from './source.ts';

/** Readers that open their connections at the same time. */
const AT_ONCE = 100;

interface Waiting {
  /** Events that are still to come, over all readers. */
  left: number;
  done: () => void;
}

let readers: Reader[] = [];
let received: { seq: number; atMs: number }[] = [];
let lastAtMs = 0;
let waiting: Waiting | undefined;

function openOne(place: StreamPlace, lastEventId?: string): Promise<void> {
  let expected: number | undefined;
  const reader = openReader(
    place,
    (seq, atMs) => {
      if (expected !== undefined && seq !== expected) throw new Error(`event ${seq} came, not ${expected}`);
      expected = seq + 1;
      received.push({ seq, atMs });
      lastAtMs = atMs;
      if (!waiting) return;
      waiting.left -= 1;
      if (waiting.left === 0) waiting.done();
    },
    lastEventId,
  );
  readers.push(reader);
  return reader.opened;
}

const offers = {
  /** @returns how long each connection took until the first bytes of its stream were here, ms */
  async open({ place, count }: { place: StreamPlace; count: number }) {
    const took: number[] = [];
    for (let opened = 0; opened < count; opened += AT_ONCE) {
      const group = Array.from({ length: Math.min(AT_ONCE, count - opened) }, async () => {
        const startMs = monotonicMs();
        await openOne(place);
        took.push(monotonicMs() - startMs);
      });
      await Promise.all(group);
    }
    return took;
  },

  /** All at once, as after an outage. @returns ms until all have all that they had missed */
  async reopen({ place, count, lastEventId, missed }: Reopening) {
    received = [];
    const startMs = monotonicMs();
    const all = expect(count * missed);
    await Promise.all(Array.from({ length: count }, () => openOne(place, lastEventId)));
    await all;
    return lastAtMs - startMs;
  },

  /** From now on this many events are awaited by {@link offers.arrived}. */
  await({ events }: { events: number }) {
    received = [];
    pending = expect(events * readers.length);
  },

  /** @returns delays since the stamps, and the rate, once all that is awaited is here. */
  async arrived({ stamps }: { stamps: readonly Stamp[] }) {
    await pending;
    const sentAt = new Map(stamps);
    const firstAt = Math.min(...sentAt.values());
    const delays = received.map(({ seq, atMs }) => atMs - (sentAt.get(seq) ?? Number.NaN));
    return {
      deliveries: received.length,
      perSecond: (received.length / (lastAtMs - firstAt)) * 1000,
      p50Ms: percentile(delays, 50),
      p99Ms: percentile(delays, 99),
    };
  },

  async settle() {
    await pending;
  },

  close() {
    for (const reader of readers) reader.close();
    readers = [];
    received = [];
    waiting = undefined;
  },
};
export type LoadOffers = typeof offers;

interface Reopening {
  place: StreamPlace;
  count: number;
  lastEventId: string;
  missed: number;
}

let pending: Promise<void> = Promise.resolve();

function expect(events: number): Promise<void> {
  return new Promise((resolve) => {
    waiting = { left: events, done: resolve };
  });
}

offer(offers, async () => offers.close());
