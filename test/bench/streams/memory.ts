import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../child.ts';
import { median, type Measure } from '../measure.ts';
import { LOAD, SERVER } from './children.ts';
import type { LoadOffers } from './loadMain.ts';
import type { ServerKind, ServerOffers } from './serverMain.ts';

const CLIENTS = 1000;
const ROUNDS = 3;

interface Memory {
  heapKb: number;
  rssKb: number;
}

/** What one more open stream costs a server that has as many already, in a fresh process each time. */
export async function memory(tell: (doing: string) => void): Promise<Measure[]> {
  const found: Record<'raw' | 'aura', Memory[]> = { raw: [], aura: [] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const kind of ['raw', 'aura'] as const) {
      tell(`memory of ${CLIENTS} connections, ${kind}, round ${round} of ${ROUNDS}`);
      found[kind].push(await perConnection(kind));
    }
  }
  const of = (kind: 'raw' | 'aura', figure: keyof Memory): number =>
    median(found[kind].map((one) => one[figure]));
  const beside = (figure: keyof Memory): string =>
    `raw ${of('raw', figure).toFixed(1)}, aura ${of('aura', figure).toFixed(1)} KB`;
  return [
    {
      name: 'heap of a connection, beyond what node:http takes',
      value: of('aura', 'heapKb') - of('raw', 'heapKb'),
      unit: 'KB',
      goal: { atMost: 5 },
      limit: { atMost: 7 },
      note: beside('heapKb'),
    },
    {
      name: 'resident memory of a connection, of raw',
      value: of('aura', 'rssKb') / of('raw', 'rssKb'),
      unit: '×',
      goal: { atMost: 1.2 },
      limit: { atMost: 2.3 },
      note: beside('rssKb'),
    },
  ];
}

async function perConnection(kind: ServerKind): Promise<Memory> {
  // Room for what is new is kept small and the same: else its growth, once in a process, would hide what a stream keeps.
  const server = await startChild<ServerOffers>(SERVER, [kind], ['--max-semi-space-size=1']);
  const load = await startChild<LoadOffers>(LOAD);
  try {
    const place = await server.call('where');
    // What is made only once is made before.
    await load.call('open', { place, count: CLIENTS });
    await server.call('emit', { count: 100, everyMs: 0 });
    await pause(500);
    const before = await server.call('memory');
    await load.call('open', { place, count: CLIENTS });
    await load.call('await', { events: 1 });
    await server.call('emit', { count: 1, everyMs: 0 });
    await load.call('settle');
    await pause(500);
    const after = await server.call('memory');
    return {
      heapKb: (after.heapUsed - before.heapUsed) / CLIENTS / 1024,
      rssKb: (after.rss - before.rss) / CLIENTS / 1024,
    };
  } finally {
    await Promise.all([load.end(), server.end()]);
  }
}
