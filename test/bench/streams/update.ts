import { createAggregator } from '../../../src/engine/jobs/progress/aggregator.ts';
import { createProgressSender } from '../../../src/engine/jobs/progress/sender.ts';
import { encodeLine } from '../../../src/engine/jobs/journal/line.ts';
import {
  applyEvent,
  DEFAULT_SHARES,
  initialSnapshot,
  nextEventId,
  type EventId,
} from '../../../src/protocol/protocol.ts';
import { createFakeClock } from '../../support/clock.ts';
import { monotonicMs } from '../child.ts';
import { median, type Measure } from '../measure.ts';

const UPDATES = 100_000;
const ROUNDS = 5;

/** What an update of progress costs the engine until its line is ready for the disk. */
export async function update(tell: (doing: string) => void): Promise<Measure[]> {
  tell('the cost of an update');
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ({
    thinned: costOf({ everyMs: 0, fold: false }),
    sent: costOf({ everyMs: 250, fold: false }),
    folded: costOf({ everyMs: 250, fold: true }),
  })).slice(1);
  const of = (figure: 'thinned' | 'sent' | 'folded'): number => median(rounds.map((one) => one[figure]));
  return [
    {
      name: 'an update, aggregated and serialised',
      value: of('sent'),
      unit: 'µs',
      goal: { atMost: 2 },
      note: `with the snapshot that it makes ${of('folded').toFixed(1)} µs; one that is thinned out ${of('thinned').toFixed(2)} µs`,
    },
  ];
}

/** Microseconds an update. */
function costOf({ everyMs, fold }: { everyMs: number; fold: boolean }): number {
  const clock = createFakeClock();
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
      const timestamp = new Date(clock.now()).toISOString();
      const event = { id: last, event: 'step-progress' as const, data: { ...job, timestamp, ...data } };
      bytes += encodeLine(event).length;
      if (fold) snapshot = applyEvent(snapshot, event);
    },
  });
  const startMs = monotonicMs();
  for (let number = 0; number < UPDATES; number += 1) {
    clock.advance(everyMs);
    sender.push('render', {
      percent: (number / UPDATES) * 100,
      message: 'Render · scene 3 of 12 · “The problem”',
      substageDetail: 'ffmpeg 3.4× speed',
      currentItem: number % 12,
      totalItems: 12,
    });
  }
  const spentMs = monotonicMs() - startMs;
  sender.stop();
  if (everyMs > 0 && bytes < UPDATES * 300) throw new Error('not every update was sent');
  return (spentMs * 1000) / UPDATES;
}
