import { setTimeout as pause } from 'node:timers/promises';
import { startChild, type Child } from '../child.ts';
import { median, type Measure } from '../measure.ts';
import { LOAD, SERVER } from './children.ts';
import type { LoadOffers } from './loadMain.ts';
import type { ServerKind, ServerOffers } from './serverMain.ts';

const KINDS: readonly ServerKind[] = ['raw', 'aura', 'better-sse'];
const ROUNDS = 3;

/** How many readers, and what they are given: as much as possible at once, then events one by one. */
const SIZES = [
  { clients: 1, burst: 3000, paced: 150, everyMs: 10 },
  { clients: 10, burst: 1500, paced: 150, everyMs: 10 },
  { clients: 100, burst: 600, paced: 100, everyMs: 15 },
  { clients: 1000, burst: 150, paced: 40, everyMs: 75 },
];

export interface Sample {
  perSecond: number;
  cpuUs: number;
  p50Ms: number;
  p99Ms: number;
}

/** One event to many readers, against nothing but `node:http` and against better-sse, in turns. */
export async function fanOut(tell: (doing: string) => void): Promise<Measure[]> {
  const load = await startChild<LoadOffers>(LOAD);
  const servers = await Promise.all(
    KINDS.map(async (kind) => ({ kind, child: await startChild<ServerOffers>(SERVER, [kind]) })),
  );
  const measures: Measure[] = [];
  try {
    for (const size of SIZES) {
      const samples: Record<ServerKind, Sample[]> = { raw: [], aura: [], 'better-sse': [] };
      // The first round only warms up.
      for (let round = 0; round <= ROUNDS; round += 1) {
        tell(`fan-out to ${size.clients}, round ${round} of ${ROUNDS}`);
        for (const { kind, child } of servers) {
          const sample = await sampleOf(child, load, size);
          if (round > 0) samples[kind].push(sample);
        }
      }
      measures.push(...compare(size.clients, samples));
    }
  } finally {
    await Promise.all([load.end(), ...servers.map(({ child }) => child.end())]);
  }
  return measures;
}

async function sampleOf(
  server: Child<ServerOffers>,
  load: Child<LoadOffers>,
  { clients, burst, paced, everyMs }: (typeof SIZES)[number],
): Promise<Sample> {
  const place = await server.call('where');
  await load.call('open', { place, count: clients });
  const deliver = async (count: number, gapMs: number) => {
    await server.call('stamps');
    await load.call('await', { events: count });
    const before = await server.call('cpuMs');
    await server.call('emit', { count, everyMs: gapMs });
    await load.call('settle');
    const cpuMs = (await server.call('cpuMs')) - before;
    return { ...(await load.call('arrived', { stamps: await server.call('stamps') })), cpuMs };
  };
  const fast = await deliver(burst, 0);
  await pause(100);
  const slow = await deliver(paced, everyMs);
  await load.call('close');
  await pause(100);
  return {
    perSecond: fast.perSecond,
    cpuUs: (fast.cpuMs * 1000) / fast.deliveries,
    p50Ms: slow.p50Ms,
    p99Ms: slow.p99Ms,
  };
}

function compare(clients: number, samples: Record<ServerKind, Sample[]>): Measure[] {
  const of = (kind: ServerKind, figure: keyof Sample): number =>
    median(samples[kind].map((sample) => sample[figure]));
  const beside = (figure: keyof Sample, digits: number): string =>
    KINDS.map((kind) => `${kind} ${of(kind, figure).toFixed(digits)}`).join(', ');
  const who = `fan-out to ${clients}`;
  return [
    {
      name: `${who}: deliveries a second, of raw`,
      value: of('aura', 'perSecond') / of('raw', 'perSecond'),
      unit: '×',
      goal: { atLeast: 0.9 },
      note: beside('perSecond', 0),
    },
    {
      name: `${who}: p99 delay, of raw`,
      value: of('aura', 'p99Ms') / of('raw', 'p99Ms'),
      unit: '×',
      goal: { atMost: 1.2 },
      note: `ms: ${beside('p99Ms', 2)}`,
    },
    { name: `${who}: p50 delay`, value: of('aura', 'p50Ms'), unit: 'ms', note: beside('p50Ms', 2) },
    {
      name: `${who}: processor per delivery, of raw`,
      value: of('aura', 'cpuUs') / of('raw', 'cpuUs'),
      unit: '×',
      // What --check goes by: unlike delays it hardly depends on what else the machine does.
      limit: { atMost: 2.5 },
      note: `µs: ${beside('cpuUs', 1)}`,
    },
  ];
}
