import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTerminalEvent, type JobEvent } from '../../../src/protocol/protocol.ts';
import { collect, createHouse, gate, readUntil, type House } from './house.ts';
import { request, scripted, wholeFilm } from './scriptedPipeline.ts';

/** Whether a job has ended, or has finished its planning after so many resumes. */
function isTerminalOrPlannedAfter(resumes: number): (event: JobEvent) => boolean {
  let seen = 0;
  return (event) => {
    if (event.event === 'job-status' && event.data.status === 'Queued' && event.data.resumed) seen++;
    const planned = event.event === 'step-status' && event.data.status === 'completed';
    return isTerminalEvent(event) || (planned && seen >= resumes);
  };
}

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

  /** What an engine leaves that was killed: its folder as it was, and a lock of a process that is no more. */
  async function killed(id: string, dataFolder = house.dataFolder): Promise<string> {
    const copy = await mkdtemp(join(tmpdir(), 'aura-killed-'));
    await cp(dataFolder, copy, { recursive: true });
    killedFolders.push(copy);
    const folder = join(copy, 'jobs', id);
    for (const name of await readdir(folder)) {
      if (name.startsWith('lock.'))
        await writeFile(join(folder, name), JSON.stringify({ pid: 1, started: 'x', boot: 'x', token: 'x' }));
    }
    return copy;
  }
  const killedFolders: string[] = [];
  after(async () => {
    for (const folder of killedFolders) await rm(folder, { recursive: true, force: true });
  });

  it('gives a job up that ends its engine again and again at the same place', async () => {
    const stuck = scripted(async (job) => {
      await job.stage('planning', async () => undefined);
      return await new Promise<never>(() => {});
    });
    let engine = house.engine(stuck);
    let { dataFolder } = house;
    const { id } = await engine.start(request());
    const planned = (event: JobEvent): boolean =>
      event.event === 'step-status' && event.data.status === 'completed';
    await readUntil(engine, id, planned);
    for (const [resume, status] of ['Running', 'Running', 'Failed'].entries()) {
      dataFolder = await killed(id, dataFolder);
      engine = house.engine(stuck, { dataFolder });
      const events = await readUntil(engine, id, isTerminalOrPlannedAfter(resume + 1));
      assert.ok(events.length > 0);
      assert.equal((await engine.get(id)).status, status);
    }
    const { errors, attempt } = await engine.get(id);
    assert.deepEqual([errors[0]?.code, attempt], ['E500-INTERNAL', 1]);
    assert.equal((await engine.retry(id)).attempt, 2);
  });

  it('carries out a cancel that was asked for before the engine died', async () => {
    const engine = house.engine(scripted(async () => await new Promise<never>(() => {})));
    const { id } = await engine.start(request());
    const dataFolder = await killed(id);
    await writeFile(join(dataFolder, 'jobs', id, 'cancel'), '');
    const next = house.engine(
      scripted((job) => wholeFilm(job)),
      { dataFolder },
    );
    await next.ready();
    assert.equal((await next.get(id)).status, 'Canceled');
  });

  it('keeps waiting jobs in their order', async () => {
    const engine = house.engine(
      scripted(async () => await new Promise<never>(() => {})),
      { concurrency: 1 },
    );
    const ids: string[] = [];
    for (const title of ['a', 'b', 'c']) ids.push((await engine.start(request(title))).id);
    await engine.close();
    const order: string[] = [];
    const next = house.engine(
      scripted(async (job) => {
        order.push(job.jobId);
        return await wholeFilm(job);
      }),
      { concurrency: 1 },
    );
    for (const id of ids) await collect(next, id);
    assert.deepEqual(order, ids);
  });

  it('is followed, every event once, by who watched in the engine that takes the job over', async () => {
    const first = house.engine(scripted(() => new Promise<never>(() => {})));
    const { id } = await first.start(request());
    await readUntil(first, id, (event) => event.event === 'job-status' && event.data.status === 'Running');
    const gone = gate();
    const second = house.engine(
      scripted(async (job) => {
        await gone.opened;
        return await wholeFilm(job);
      }),
    );
    const watched = [collect(second, id, { fromStart: true }), collect(second, id, { fromStart: true })];
    assert.equal((await second.get(id)).status, 'Running');
    await first.close();
    await readUntil(second, id, (event) => event.event === 'job-status' && event.data.resumed === true);
    gone.open();
    for (const events of await Promise.all(watched)) {
      assert.deepEqual(
        events.map(({ id: eventId }) => Number(eventId?.split('-')[1])),
        events.map((_, index) => index),
      );
      assert.equal(events.at(-1)?.event, 'job-completed');
    }
  });

  it('never takes a job from an engine that lives, and shows it and cancels it all the same', async () => {
    const first = house.engine(
      scripted(
        (job) =>
          new Promise((_, reject) => {
            job.signal.addEventListener('abort', () => reject(job.signal.reason));
          }),
      ),
    );
    const second = house.engine(scripted((job) => wholeFilm(job)));
    await second.ready();
    const { id } = await first.start(request());
    await readUntil(first, id, (event) => event.event === 'job-status' && event.data.status === 'Running');
    assert.equal((await second.get(id)).status, 'Running');
    assert.deepEqual(second.activity(), { running: 0, queued: 0 });
    const watched = collect(second, id, { fromStart: true });
    const result = await second.cancel(id);
    assert.equal(result.currentStatus, 'Canceled');
    assert.equal((await watched).at(-1)?.event, 'job-cancelled');
    assert.equal((await first.get(id)).status, 'Canceled');
  });
});
