import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, isTerminalEvent, type JobEvent } from '../../../src/protocol/protocol.ts';
import type { Engine, EngineOptions } from '../../../src/engine/engine.ts';
import { until } from '../../support/until.ts';
import { manualClock } from './manualClock.ts';
import { collect, createHouse, gate, readUntil, type House } from './house.ts';
import { filmOf, request, scripted, wholeFilm } from './scriptedPipeline.ts';

function idsOf(events: readonly JobEvent[]): (string | undefined)[] {
  return events.map(({ id }) => id);
}

describe('replay', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  /** A job that has told `count` warnings and waits to be let go. */
  async function waiting(
    count: number,
    options: Partial<EngineOptions> = {},
    more = count,
  ): Promise<{ engine: Engine; id: string; finish: () => void; run: JobEvent[] }> {
    const { opened, open } = gate();
    const engine = house.engine(
      scripted(async (job) => {
        for (let number = 0; number < count; number++) job.scene(`s${number}`, 'built');
        await opened;
        for (let number = 0; number < more; number++) job.scene(`t${number}`, 'built');
        return await filmOf(job);
      }),
      options,
    );
    const { id } = await engine.start(request());
    const run = await readUntil(
      engine,
      id,
      (event) => event.event === 'scene-status' && event.data.scene === `s${count - 1}`,
    );
    return { engine, id, finish: open, run };
  }

  it('begins with how things stand, then live', async () => {
    const { engine, id, finish } = await waiting(3);
    const stream = engine.events(id)[Symbol.asyncIterator]();
    const first = (await stream.next()).value as JobEvent;
    assert.equal(first.event, 'job-status');
    assert.equal(first.id, undefined);
    assert.equal(first.event === 'job-status' && first.data.lastEventId, (await engine.get(id)).lastEventId);
    finish();
    const second = (await stream.next()).value as JobEvent;
    assert.equal(second.event === 'scene-status' && second.data.scene, 't0');
    await stream.return?.();
  });

  it('gives every later event once and in order, for every id of the log', async () => {
    const { engine, id, finish } = await waiting(20);
    finish();
    const log = await collect(engine, id, { fromStart: true });
    for (const [index, { id: after }] of log.entries()) {
      if (after === undefined || index === log.length - 1) continue;
      assert.deepEqual(idsOf(await collect(engine, id, { after })), idsOf(log.slice(index + 1)));
    }
  });

  it('loses nothing and doubles nothing while live events arrive', async () => {
    const { engine, id, finish, run } = await waiting(3000);
    const after = run[5]?.id ?? '';
    const streams = Array.from({ length: 4 }, () => collect(engine, id, { after }));
    finish();
    const log = await collect(engine, id, { fromStart: true });
    for (const events of await Promise.all(streams)) assert.deepEqual(idsOf(events), idsOf(log.slice(6)));
  });

  it('lets a slow reader read at its pace, and delays nobody', async () => {
    const { engine, id, finish } = await waiting(1000);
    const slow = engine.events(id, { fromStart: true })[Symbol.asyncIterator]();
    await slow.next();
    finish();
    const fast = await collect(engine, id, { fromStart: true });
    const rest: JobEvent[] = [];
    for (let next = await slow.next(); !next.done; next = await slow.next()) rest.push(next.value);
    assert.deepEqual(idsOf(rest), idsOf(fast.slice(1)));
  });

  it('tells a reader that the shortening of the log has overtaken of the gap, and goes on', async () => {
    const { engine, id, finish } = await waiting(50, { keepEvents: 100 }, 700);
    const slow = engine.events(id, { fromStart: true })[Symbol.asyncIterator]();
    const events: JobEvent[] = [(await slow.next()).value];
    finish();
    await until(async () => (await readUntil(engine, id, () => true))[0]?.id === undefined, 'shortening');
    for (let next = await slow.next(); !next.done; next = await slow.next()) events.push(next.value);
    const gaps = events.filter((event) => event.event === 'job-status' && event.data.gap);
    assert.ok(gaps.length > 0);
    assert.equal(events.at(-1)?.event, 'job-completed');
    const log = await collect(engine, id, { fromStart: true });
    assert.deepEqual(idsOf(events).slice(idsOf(events).lastIndexOf(undefined)), idsOf(log));
  });

  for (const after of [
    '1-1',
    '9999999999999-3',
    'nonsense',
    '',
    '\0',
    '１-1',
    'x'.repeat(10_000),
    'mwo-3',
    '0-0-0',
  ]) {
    it(`answers the id ${JSON.stringify(after.slice(0, 16))} with a gap`, async () => {
      const { engine, id, finish } = await waiting(3);
      const stream = engine.events(id, { after })[Symbol.asyncIterator]();
      const first = (await stream.next()).value as JobEvent;
      assert.ok(first.event === 'job-status');
      const { gap, isReconnect, lastEventId } = first.data;
      assert.deepEqual(
        { gap, isReconnect, lastEventId },
        { gap: true, isReconnect: true, lastEventId: (await engine.get(id)).lastEventId },
      );
      finish();
      const second = (await stream.next()).value as JobEvent;
      assert.equal(second.event === 'scene-status' && second.data.scene, 't0');
      await stream.return?.();
    });
  }

  it('answers an id of another job, with the same number, with a gap', async () => {
    const { engine, id, finish } = await waiting(3);
    const other = await engine.start(request('other'));
    const [first] = await readUntil(engine, id, () => true, {
      after: `${Number(other.lastEventId?.split('-')[0]) + 1}-0`,
    });
    assert.equal(first?.event === 'job-status' && first.data.gap, true);
    finish();
  });

  it('of a job that has ended is its status, its end, and nothing more', async () => {
    const engine = house.engine(scripted((job) => wholeFilm(job)));
    const { id } = await engine.start(request());
    await collect(engine, id);
    for (const from of [{}, { after: '1-1' }]) {
      assert.deepEqual(
        (await collect(engine, id, from)).map(({ event }) => event),
        ['job-status', 'job-completed'],
      );
    }
  });

  it('is nothing after the last event of a job that has ended', async () => {
    const engine = house.engine(scripted((job) => wholeFilm(job)));
    const { id } = await engine.start(request());
    await collect(engine, id);
    const { lastEventId = '' } = await engine.get(id);
    assert.deepEqual(await collect(engine, id, { after: lastEventId }), []);
  });

  it('goes on from the end of one attempt into the next', async () => {
    let runs = 0;
    const engine = house.engine(
      scripted(async (job) => {
        runs++;
        if (runs === 1) throw new Error('not the first time');
        return await filmOf(job);
      }),
    );
    const { id } = await engine.start(request());
    const first = await collect(engine, id, { fromStart: true });
    await engine.retry(id);
    const second = await collect(engine, id, { after: first.at(-1)?.id ?? '' });
    assert.equal(second[0]?.event === 'job-status' && second[0].data.attempt, 2);
    assert.equal(second.at(-1)?.event, 'job-completed');
    const whole = await collect(engine, id, { fromStart: true });
    assert.deepEqual(
      whole.filter(isTerminalEvent).map(({ event }) => event),
      ['job-failed', 'job-completed'],
    );
  });

  it('says that the oldest are gone when it is asked for from the start', async () => {
    const { engine, id, finish } = await waiting(3);
    finish();
    await collect(engine, id);
    await engine.close();
    const path = join(house.dataFolder, 'jobs', id, 'events.jsonl');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"s1"', '"S1"'));
    const again = house.engine(scripted((job) => filmOf(job)));
    const events = await collect(again, id, { fromStart: true });
    assert.equal(events[0]?.event === 'job-status' && events[0].data.gap, true);
    assert.equal(events[1]?.event === 'scene-status' && events[1].data.scene, 's2');
    assert.equal(events.at(-1)?.event, 'job-completed');
  });

  it('tells the end from the snapshot when the log has lost it', async () => {
    const { engine, id, finish } = await waiting(3);
    finish();
    await collect(engine, id);
    await engine.close();
    await writeFile(join(house.dataFolder, 'jobs', id, 'events.jsonl'), '');
    const again = house.engine(scripted((job) => filmOf(job)));
    const events = await collect(again, id);
    assert.deepEqual(
      events.map(({ event }) => event),
      ['job-status', 'job-completed'],
    );
    assert.equal((await again.get(id)).status, 'Done');
  });

  for (const from of ['the start', 'the last id'] as const) {
    it(`from ${from} of a job of nobody whose log has lost its end is a gap, then looks with rests between`, async () => {
      const { engine, id } = await waiting(3);
      await engine.close();
      await writeFile(join(house.dataFolder, 'jobs', id, 'events.jsonl'), '');
      const clock = manualClock(Date.now());
      let rests = 0;
      const after: Clock['after'] = (ms, run) => {
        if (ms === 250) rests += 1;
        return clock.after(ms, run);
      };
      const again = house.engine(
        scripted((job) => filmOf(job)),
        { resumeInterrupted: false, clock: { now: clock.now, after } },
      );
      const { lastEventId = '' } = await again.get(id);
      const stop = new AbortController();
      const told = collect(
        again,
        id,
        from === 'the start' ? { fromStart: true } : { after: lastEventId },
        stop.signal,
      );
      for (let rest = 1; rest <= 3; rest += 1) {
        await until(() => rests >= rest, `rest ${rest}`);
        // What the engine itself finds when it looks around may wake the reader once more.
        assert.ok(rests <= 2 * rest, `${rests} looks for ${rest} rests`);
        clock.advance(250);
      }
      stop.abort();
      const [first, ...others] = await told;
      assert.deepEqual(others, []);
      assert.equal(first?.event === 'job-status' && first.data.gap, true);
    });
  }

  it('from the start of a job that has ended, whose log has lost that, is a gap and the end', async () => {
    const { engine, id, finish } = await waiting(3);
    finish();
    await collect(engine, id);
    await engine.close();
    await writeFile(join(house.dataFolder, 'jobs', id, 'events.jsonl'), '');
    const again = house.engine(scripted((job) => filmOf(job)));
    const events = await collect(again, id, { fromStart: true });
    assert.deepEqual(
      events.map(({ event }) => event),
      ['job-status', 'job-completed'],
    );
  });

  it('ends when the reader goes, and when the engine closes', async () => {
    const { engine, id } = await waiting(1);
    const controller = new AbortController();
    const gone = collect(engine, id, {}, controller.signal);
    const stays = collect(engine, id, {});
    controller.abort();
    assert.ok((await gone).length >= 1);
    await engine.close();
    assert.ok((await stays).length >= 1);
  });

  it('of an unknown job is refused', async () => {
    const engine = house.engine(scripted((job) => filmOf(job)));
    for (const id of ['nobody', '../..', '', '\0']) {
      await assert.rejects(collect(engine, id), { code: 'E404-NOT_FOUND' });
    }
  });

  it('of all jobs begins with those that are active, then tells everything', async () => {
    const { engine, id, finish } = await waiting(2);
    const controller = new AbortController();
    const events: JobEvent[] = [];
    for await (const event of engine.subscribeAll(controller.signal)) {
      events.push(event);
      if (events.length === 1) {
        assert.equal(event.event === 'job-status' && event.data.status, 'Running');
        finish();
      }
      if (isTerminalEvent(event)) controller.abort();
    }
    assert.deepEqual(
      idsOf(events.slice(1)),
      idsOf((await collect(engine, id, { fromStart: true })).slice(-3)),
    );
  });
});
