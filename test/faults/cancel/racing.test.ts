import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuraError, isTerminalEvent } from '../../../src/protocol/protocol.ts';
import { collect, createHouse, readUntil, type House } from '../../engine/jobs/house.ts';
import { request, scripted, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';
import { seeded } from '../../support/seeded.ts';

const SEEDS = Number(process.env['AURA_TEST_SEEDS'] ?? 60);

/** About as many as a job of these has. */
const EVENTS = 32;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a cancel that races the end of its job', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  it(`either comes first, and the old film stands, or too late, and the new one does: ${SEEDS} races`, async function () {
    this.timeout(20_000 + SEEDS * 400);
    const desk = join(house.dataFolder, 'desk');
    await mkdir(desk);
    const place = (title: string): string => join(desk, title);
    const engine = house.engine(
      scripted(async (job, asked) => {
        const title = 'script' in asked ? (asked.script.title ?? '') : '';
        const film = await wholeFilm(job);
        job.commit();
        await turns(2);
        await writeFile(place(title), 'new');
        return film;
      }),
    );
    const outcomes = { Canceled: 0, Done: 0 };
    for (let seed = 0; seed < SEEDS; seed++) {
      const random = seeded(seed);
      const title = `race-${seed}`;
      await writeFile(place(title), 'old');
      const { id } = await engine.start(request(title));
      const ending = collect(engine, id, { fromStart: true });
      const moment = Math.floor(random() * EVENTS);
      await readUntil(engine, id, (event) => Number(event.id?.split('-')[1]) >= moment);
      await turns(Math.floor(random() * 200));
      const answers = await Promise.all(
        Array.from({ length: 1 + Math.floor(random() * 3) }, async () => {
          await turns(Math.floor(random() * 4));
          return await engine.cancel(id).then(
            ({ currentStatus }) => currentStatus,
            (error: unknown) => (AuraError.is(error, 'E409-CONFLICT') ? 'too late' : String(error)),
          );
        }),
      );
      const terminal = (await ending).filter(isTerminalEvent);
      const { status } = await engine.get(id);
      const where = `seed ${seed}: ${answers.join(', ')}`;
      assert.equal(terminal.length, 1, where);
      assert.ok(status === 'Canceled' || status === 'Done', where);
      assert.equal(await readFile(place(title), 'utf8'), status === 'Done' ? 'new' : 'old', where);
      if (status === 'Done') assert.deepEqual([...new Set(answers)], ['too late'], where);
      else assert.ok(answers.includes('Canceled') && !answers.some((one) => one.includes('Error')), where);
      outcomes[status] += 1;
    }
    assert.ok(outcomes.Canceled > 0 && outcomes.Done > 0, JSON.stringify(outcomes));
  });
});
