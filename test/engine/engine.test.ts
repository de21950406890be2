import assert from 'node:assert/strict';
import { applyEvent, initialSnapshot, parseEventId, type JobEvent } from '../../src/protocol/protocol.ts';
import { collect, createHouse, type House } from './jobs/house.ts';
import { request, scripted, wholeFilm } from './jobs/scriptedPipeline.ts';

describe('engine', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  it('makes a film and tells every step of it', async () => {
    const engine = house.engine(scripted((job) => wholeFilm(job)));
    const { id, status } = await engine.start(request());
    assert.equal(status, 'Queued');
    const events = await collect(engine, id, { fromStart: true });
    assert.equal(events[0]?.event, 'job-status');
    assert.equal(events.at(-1)?.event, 'job-completed');
    const seqs = events.map((event) => parseEventId(event.id ?? '')?.seq);
    assert.deepEqual(
      seqs,
      events.map((_, index) => index),
    );
    const snapshot = await engine.get(id);
    assert.equal(snapshot.status, 'Done');
    assert.equal(snapshot.percent, 100);
  });

  it('has a snapshot that is the fold of its events', async () => {
    const engine = house.engine(scripted((job) => wholeFilm(job)));
    const started = await engine.start(request());
    const events: JobEvent[] = await collect(engine, started.id, { fromStart: true });
    const { id, title, correlationId, createdAt } = started;
    const folded = events.reduce(applyEvent, initialSnapshot({ id, title, correlationId, createdAt }));
    assert.deepEqual(folded, await engine.get(id));
  });
});
