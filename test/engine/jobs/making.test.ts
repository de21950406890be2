import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../../../src/engine/jobs/lock.ts';
import { collect, createHouse, type House } from './house.ts';
import { request, scripted, wholeFilm } from './scriptedPipeline.ts';

describe('a job that is being made', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  it('is taken by no engine that looks around, in this process or another', async () => {
    const maker = house.engine(scripted((job) => wholeFilm(job)));
    await maker.ready();
    const looking = { done: false };
    const looks = [
      (async () => {
        while (!looking.done) await maker.list();
      })(),
      ...Array.from({ length: 6 }, async () => {
        // An engine looks for jobs without an owner when it opens.
        while (!looking.done) {
          const other = house.engine(scripted((job) => wholeFilm(job)));
          await other.ready();
          await other.close();
        }
      }),
    ];
    const started = [];
    for (let made = 0; made < 20; made++) started.push(await maker.start(request()));
    looking.done = true;
    await Promise.all(looks);
    for (const { id } of started) {
      const events = await collect(maker, id, { fromStart: true });
      assert.equal(events.at(-1)?.event, 'job-completed');
      assert.equal(events.filter(({ event }) => event === 'job-completed').length, 1);
    }
    assert.equal((await maker.list()).length, 20);
  });

  it('is no job yet for anybody, and its rest is swept away when its engine died', async () => {
    const jobs = join(house.dataFolder, 'jobs');
    const long = new Date(Date.now() - 3_600_000);
    for (const name of ['.making-dead', '.making-alive', '.leaving-dead', '.making-young']) {
      await mkdir(join(jobs, name), { recursive: true });
      await writeFile(join(jobs, name, 'job.json'), '{}');
    }
    const lock = await takeLock(join(jobs, '.making-alive'));
    for (const name of ['.making-dead', '.making-alive', '.leaving-dead'])
      await utimes(join(jobs, name), long, long);
    const engine = house.engine(scripted((job) => wholeFilm(job)));
    assert.deepEqual(await engine.list(), []);
    assert.deepEqual((await readdir(jobs)).sort(), ['.making-alive', '.making-young']);
    await lock?.release();
  });
});
