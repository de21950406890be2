import { startChild } from '../child.ts';
import { median, type Measure } from '../measure.ts';
import { LOAD, SERVER } from './children.ts';
import type { LoadOffers } from './loadMain.ts';
import type { ServerOffers } from './serverMain.ts';

const EVENTS = 10_000;
const ROUNDS = 3;
const CLIENTS = 1000;
const MISSED = 50;

/** Past events: all of a long log to one reader, and the last few to a thousand who come back at the same moment. */
export async function replay(tell: (doing: string) => void): Promise<Measure[]> {
  const server = await startChild<ServerOffers>(SERVER, ['aura']);
  const load = await startChild<LoadOffers>(LOAD);
  try {
    const place = await server.call('where');
    await server.call('emit', { count: EVENTS, everyMs: 0 });
    const whole: number[] = [];
    const back: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      tell(`replay, round ${round} of ${ROUNDS}`);
      const first = await server.call('idOf', { seq: 0 });
      const recent = await server.call('idOf', { seq: -MISSED });
      const all = await load.call('reopen', { place, count: 1, lastEventId: first, missed: EVENTS });
      await load.call('close');
      const missed = await load.call('reopen', {
        place,
        count: CLIENTS,
        lastEventId: recent,
        missed: MISSED,
      });
      await load.call('close');
      if (round === 0) continue;
      whole.push(all);
      back.push(missed);
    }
    const wholeMs = median(whole);
    const backMs = median(back);
    return [
      {
        name: `replay of ${EVENTS.toLocaleString('en')} events`,
        value: wholeMs,
        unit: 'ms',
        note: `${Math.round((EVENTS / wholeMs) * 1000).toLocaleString('en')} a second, from the disk`,
      },
      {
        name: `${CLIENTS} come back at once, ${MISSED} events missed`,
        value: backMs,
        unit: 'ms',
        note: `until the last has all; ${Math.round((CLIENTS / backMs) * 1000).toLocaleString('en')} connections a second`,
      },
    ];
  } finally {
    await Promise.all([load.end(), server.end()]);
  }
}
