import assert from 'node:assert/strict';
import { collect, createHouse, gate, type House } from './house.ts';
import { request, scripted, wholeFilm } from './scriptedPipeline.ts';

describe('resuming', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  it('goes on with a job after a graceful close, in the same attempt and without a step back', async () => {
    const reached = gate();
    const first = house.engine(
      scripted((job) =>
        wholeFilm(job, async (stage) => {
          if (stage !== 'visuals') return;
          reached.open();
          await new Promise((_, reject) => {
            job.signal.addEventListener('abort', () => reject(job.signal.reason));
          });
        }),
      ),
    );
    const { id } = await first.start(request());
    await reached.opened;
    await first.close();
    const second = house.engine(scripted((job) => wholeFilm(job)));
    const events = await collect(second, id, { fromStart: true });
    const snapshot = await second.get(id);
    assert.equal(snapshot.status, 'Done');
    assert.equal(snapshot.attempt, 1);
    assert.equal(snapshot.resumed, true);
    const percents = events.flatMap((event) => (event.event === 'step-progress' ? [event.data.percent] : []));
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      events.map(({ id }) => Number(id?.split('-')[1])),
      events.map((_, index) => index),
    );
  });
});
