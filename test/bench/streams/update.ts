import { startChild } from '../child.ts';
import { median, type Measure } from '../measure.ts';
import { UPDATES } from './children.ts';
import type { UpdateOffers } from './updateMain.ts';

const ROUNDS = 7;

/** What an update of progress costs the engine until its line is ready for the disk. */
export async function update(tell: (doing: string) => void): Promise<Measure[]> {
  tell('the cost of an update');
  const child = await startChild<UpdateOffers>(UPDATES);
  try {
    await child.call('round');
    const rounds: Awaited<ReturnType<UpdateOffers['round']>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await child.call('round'));
    const of = (figure: keyof (typeof rounds)[number]): number => median(rounds.map((one) => one[figure]));
    return [
      {
        name: 'an update, aggregated and serialised',
        value: of('serialised'),
        unit: 'µs',
        goal: { atMost: 2 },
        note: `processor; one that is thinned out ${of('thinned').toFixed(2)} µs`,
      },
      {
        name: 'an update, all of it before the disk',
        value: of('whole'),
        unit: 'µs',
        note: 'with its bytes, their checksum and the snapshot that it makes',
      },
    ];
  } finally {
    await child.end();
  }
}
