import { setTimeout as pause } from 'node:timers/promises';
import { REMOTE_POLICY } from '../../../src/client/stream/policy.ts';
import { openProxy } from '../../faults/proxy.ts';
import { monotonicMs, startChild } from '../child.ts';
import { median, percentile, type Measure } from '../measure.ts';
import { SERVER, WATCHERS } from './children.ts';
import type { ServerOffers } from './serverMain.ts';
import type { Watched, WatchOffers } from './watchMain.ts';

const WATCHING = 50;
const ROUNDS = 3;
/** A job that goes on meanwhile: an event every so many ms. */
const EVERY_MS = 50;
const OUTAGES_MS = [500, 4000];

interface Recovered {
  /** From the server's return to the first event after it, ms. */
  ms: number;
  /** The same, of the whole step of the backoff that the client was in when the server came back. */
  steps: number;
}

/** Our client after an outage, with its real patience; every event must have come, once and in order. */
export async function recovery(tell: (doing: string) => void): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const outageMs of OUTAGES_MS) {
    const found: Recovered[][] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      tell(`an outage of ${outageMs / 1000} s, round ${round} of ${ROUNDS}`);
      found.push(await outage(outageMs));
    }
    const of = (figure: keyof Recovered, rank: number): number =>
      median(
        found.map((round) =>
          percentile(
            round.map((one) => one[figure]),
            rank,
          ),
        ),
      );
    const who = `back after an outage of ${outageMs / 1000} s`;
    measures.push(
      {
        name: `${who}: first event`,
        value: of('ms', 99) / 1000,
        unit: 's',
        ...(outageMs < 1000 ? { goal: { atMost: 1.5 } } : {}),
        note: `p99 of ${WATCHING}; half in ${(of('ms', 50) / 1000).toFixed(2)} s; nothing lost or repeated`,
      },
      {
        name: `${who}: of the backoff step it was in`,
        value: of('steps', 99),
        unit: '×',
        goal: { atMost: 1 },
        limit: { atMost: 1.5 },
        note: `p99; half in ${of('steps', 50).toFixed(2)}`,
      },
    );
  }
  return measures;
}

async function outage(outageMs: number): Promise<Recovered[]> {
  const server = await startChild<ServerOffers>(SERVER, ['aura']);
  const watchers = await startChild<WatchOffers>(WATCHERS);
  const { port, jobId } = await server.call('where');
  const proxy = await openProxy(port);
  try {
    await watchers.call('watch', { port: proxy.port, jobId, count: WATCHING });
    const job = { goesOn: true };
    const telling = (async () => {
      while (job.goesOn) await server.call('emit', { count: 5, everyMs: EVERY_MS });
    })();
    await pause(500);
    await proxy.down();
    await pause(outageMs);
    await proxy.up();
    const backMs = monotonicMs();
    const { last } = await server.call('emit', { count: 1, everyMs: 0 });
    await watchers.call('seen', { seq: last });
    job.goesOn = false;
    await telling;
    const seen = await watchers.call('seen', { seq: last });
    return seen.map((one) => recovered(one, backMs));
  } finally {
    await watchers.end();
    await proxy.close();
    await server.end();
  }
}

function recovered({ events, states }: Watched, backMs: number): Recovered {
  for (const [index, { seq }] of events.entries()) {
    const before = events[index - 1];
    if (before && seq !== before.seq + 1) throw new Error(`event ${seq} came after ${before.seq}`);
  }
  const first = events.find(({ atMs }) => atMs > backMs);
  const step = states.findLast(({ kind, atMs }) => kind === 'reconnecting' && atMs <= backMs);
  if (!first || !step) throw new Error('a watcher did not notice the outage');
  const { baseMs, capMs } = REMOTE_POLICY;
  const ms = first.atMs - backMs;
  return { ms, steps: ms / Math.min(capMs, baseMs * 2 ** (step.attempt - 1)) };
}
