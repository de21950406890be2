// What an update of progress costs, in a process of its own, built as the product is.
import { eventOf } from '../../../src/engine/jobs/eventOf.ts';
import { createAggregator } from '../../../src/engine/jobs/progress/aggregator.ts';
import { createProgressSender } from '../../../src/engine/jobs/progress/sender.ts';
import { encodeLine, toJson, type StoredEvent } from '../../../src/engine/jobs/journal/line.ts';
import {
  applyEvent,
  DEFAULT_SHARES,
  initialSnapshot,
  nextEventId,
  type Clock,
  type EventId,
} from '../../../src/protocol/protocol.ts';
import { offer } from '../child.ts';

const UPDATES = 20_000;

/** Microseconds of processor that an update takes. */
function costOf({ everyMs, whole }: { everyMs: number; whole: boolean }): number {
  let nowMs = 1_800_000_000_000;
  const clock: Clock = { now: () => nowMs, after: () => () => undefined };
  const job = { jobId: 'mwq6abcd-0123456789', correlationId: '01234567-89ab-4def-8123-456789abcdef' };
  let snapshot = initialSnapshot({ id: job.jobId, title: 'A film', createdAt: '', ...job });
  let last: EventId | undefined;
  let bytes = 0;
  const sender = createProgressSender({
    clock,
    aggregator: createAggregator(DEFAULT_SHARES),
    elapsedSeconds: () => 12.3,
    send(data) {
      last = nextEventId(last, clock.now());
      const { event: name, data: told } = eventOf({ event: 'step-progress', data }, job, nowMs);
      const event = { id: last, event: name, data: told } as StoredEvent;
      if (whole) {
        bytes += encodeLine(event).length;
        snapshot = applyEvent(snapshot, event);
      } else {
        bytes += toJson(event).length;
      }
    },
  });
  const before = process.cpuUsage();
  for (let number = 0; number < UPDATES; number += 1) {
    nowMs += everyMs;
    sender.push('render', {
      percent: (number / UPDATES) * 100,
      message: 'Render · scene 3 of 12 · “The problem”',
      substageDetail: 'ffmpeg 3.4× speed',
      currentItem: number % 12,
      totalItems: 12,
    });
  }
  const { user, system } = process.cpuUsage(before);
  sender.stop();
  if (everyMs > 0 && bytes < UPDATES * 300) throw new Error('not every update was sent');
  return (user + system) / UPDATES;
}

const offers = {
  /** Microseconds: of one that is thinned out, one that is made into text, and one with its line and the snapshot that it makes. */
  round: () => ({
    thinned: costOf({ everyMs: 0, whole: false }),
    serialised: costOf({ everyMs: 250, whole: false }),
    whole: costOf({ everyMs: 250, whole: true }),
  }),
};
export type UpdateOffers = typeof offers;

offer(offers, async () => undefined);
