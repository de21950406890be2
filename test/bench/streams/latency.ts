import { startChild } from '../child.ts';
import { median, percentile, type Measure } from '../measure.ts';
import { SERVER, WATCHERS } from './children.ts';
import type { ServerOffers } from './serverMain.ts';
import type { WatchOffers } from './watchMain.ts';

const CONNECTIONS = 30;
const EVENTS = 200;
const EVERY_MS = 15;

/** How long our own client waits: for a connection, and for an event from its announcement in the engine, over the disk. */
export async function latency(tell: (doing: string) => void): Promise<Measure[]> {
  const server = await startChild<ServerOffers>(SERVER, ['aura']);
  const watchers = await startChild<WatchOffers>(WATCHERS);
  try {
    tell('connecting');
    const { port, jobId } = await server.call('where');
    await watchers.call('watch', { port, jobId, count: CONNECTIONS });
    const first = await watchers.call('seen', { seq: -1 });
    const connects = first
      .slice(CONNECTIONS / 3)
      .map(({ startMs, states }) => (states.find(({ kind }) => kind === 'live')?.atMs ?? NaN) - startMs);
    await watchers.call('close');

    tell('waiting for events');
    await watchers.call('watch', { port, jobId, count: 1 });
    const { announcedMs, last } = await server.call('emit', { count: EVENTS, everyMs: EVERY_MS });
    const [seen] = await watchers.call('seen', { seq: last });
    const received = seen?.events.slice(-EVENTS) ?? [];
    const delays = received.map(({ atMs }, index) => atMs - (announcedMs[index] ?? Number.NaN));
    const half = median(connects);
    return [
      {
        name: 'connect with our client',
        value: percentile(connects, 99),
        unit: 'ms',
        goal: { atMost: 100 },
        note: `p99 of ${connects.length}; half in ${half.toFixed(1)} ms`,
      },
      {
        name: 'from the engine’s announcement over the disk to our client',
        value: percentile(delays, 99),
        unit: 'ms',
        goal: { atMost: 50 },
        note: `p99 of ${EVENTS}; half in ${median(delays).toFixed(1)} ms`,
      },
    ];
  } finally {
    await Promise.all([watchers.end(), server.end()]);
  }
}
