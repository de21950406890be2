import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobContext } from '../../src/engine/pipeline.ts';
import {
  applyEvent,
  AuraError,
  initialSnapshot,
  parseEventId,
  type JobEvent,
  type JobSnapshot,
} from '../../src/protocol/protocol.ts';
import { collect, createHouse, gate, readUntil, type House } from './jobs/house.ts';
import { filmOf, request, scripted, titleOf, wholeFilm } from './jobs/scriptedPipeline.ts';

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

  it('is durable when start has answered', async () => {
    const engine = house.engine(scripted(untilAborted), { concurrency: 1 });
    const { id, lastEventId } = await engine.start(request('kept'));
    const log = await readFile(join(house.dataFolder, 'jobs', id, 'events.jsonl'), 'utf8');
    assert.ok(lastEventId !== undefined && log.includes(lastEventId));
  });

  it('runs so many at once, first come first served, and says how many are ahead', async () => {
    const gates = new Map([1, 2, 3, 4].map((number) => [`f${number}`, gate()]));
    const order: string[] = [];
    const engine = house.engine(
      scripted(async (job, asked) => {
        order.push(titleOf(asked));
        await gates.get(titleOf(asked))?.opened;
        return await filmOf(job);
      }),
    );
    const started: JobSnapshot[] = [];
    for (const title of gates.keys()) started.push(await engine.start(request(title)));
    assert.deepEqual(
      started.map(({ jobsAhead }) => jobsAhead),
      [undefined, undefined, 1, 2],
    );
    assert.deepEqual(engine.activity(), { running: 2, queued: 2 });
    gates.get('f2')?.open();
    await collect(engine, started[1]?.id ?? '');
    await readUntil(
      engine,
      started[3]?.id ?? '',
      (event) => event.event === 'job-status' && event.data.jobsAhead === 1,
    );
    for (const { open } of gates.values()) open();
    for (const { id } of started) await collect(engine, id);
    assert.deepEqual(order, ['f1', 'f2', 'f3', 'f4']);
    assert.deepEqual(
      (await engine.list()).map(({ title }) => title),
      ['f4', 'f3', 'f2', 'f1'],
    );
    assert.deepEqual(
      (await engine.list({ limit: 1, status: ['Done'] })).map(({ title }) => title),
      ['f4'],
    );
    assert.deepEqual(await engine.list({ status: ['Failed'] }), []);
  });

  it('lets one job fail and the others go on', async () => {
    const engine = house.engine(
      scripted(async (job, asked) => {
        if (titleOf(asked) === 'bad') {
          return await job.stage('tts', async () => {
            throw new AuraError('E200-TTS', 'The voice is gone', { details: 'no such voice', line: 3 });
          });
        }
        return await wholeFilm(job);
      }),
    );
    const bad = await engine.start(request('bad'));
    const good = await engine.start(request('good'));
    await Promise.all([collect(engine, bad.id), collect(engine, good.id)]);
    const { status, stage, errors, percent } = await engine.get(bad.id);
    assert.deepEqual([status, stage, errors[0]?.code, errors[0]?.line], ['Failed', 'tts', 'E200-TTS', 3]);
    assert.ok(percent < 100);
    assert.equal((await engine.get(good.id)).status, 'Done');
    const details = await engine.failureDetails(bad.id);
    assert.equal(details.stage, 'tts');
    assert.equal(details.suggestedActions.length, 1);
    await assert.rejects(engine.failureDetails(good.id), { code: 'E409-CONFLICT' });
  });

  it('puts the end of the ffmpeg log into what it says of a failure', async () => {
    const engine = house.engine(
      scripted(async (job) => {
        const lines = Array.from({ length: 50 }, (_, number) => `line ${number}`);
        await writeFile(job.ffmpegLog, lines.join('\n'));
        throw new AuraError('E304-FFMPEG_RUNTIME', 'ffmpeg stopped');
      }),
    );
    const { id } = await engine.start(request());
    const last = (await collect(engine, id)).at(-1);
    assert.ok(last?.event === 'job-failed');
    assert.deepEqual([last.data.logs.length, last.data.logs.at(-1)], [20, 'line 49']);
    assert.match(await engine.logs(id), /line 0\n/);
    assert.equal((await engine.failureDetails(id)).logTail.length, 20);
  });

  it('is not started by a script that cannot be read', async () => {
    const pipeline = scripted(untilAborted);
    const engine = house.engine({
      ...pipeline,
      outline() {
        throw new AuraError('E422-SCRIPT', 'The script is empty');
      },
    });
    await assert.rejects(engine.start(request()), { code: 'E422-SCRIPT' });
    assert.deepEqual(await engine.list(), []);
    assert.deepEqual(await readdir(join(house.dataFolder, 'jobs')), []);
  });

  it('makes one job of one Idempotency-Key, also at once and after a restart', async () => {
    const engine = house.engine(scripted((job) => filmOf(job)));
    const key = { idempotencyKey: 'k' };
    const [first, second] = await Promise.all([engine.start(request(), key), engine.start(request(), key)]);
    assert.equal(first.id, second.id);
    await assert.rejects(engine.start(request('other'), key), { code: 'E422-SCRIPT' });
    await collect(engine, first.id);
    await engine.close();
    const next = house.engine(scripted((job) => filmOf(job)));
    assert.equal((await next.start(request(), key)).id, first.id);
    await assert.rejects(next.start(request('other'), key), { code: 'E422-SCRIPT' });
    await next.remove(first.id);
    assert.notEqual((await next.start(request('other'), key)).id, first.id);
  });

  it('warns once of a silence, and kills nothing', async () => {
    const quiet = gate();
    const engine = house.engine(
      scripted((job) =>
        job.stage('render', async (reporter) => {
          reporter.progress(10, 'ffmpeg 0.4× speed');
          await quiet.opened;
          return await filmOf(job);
        }),
      ),
      { stallAfterMs: 50 },
    );
    const { id } = await engine.start(request());
    const events = await readUntil(engine, id, ({ event }) => event === 'warning');
    const warning = events.at(-1);
    assert.ok(warning?.event === 'warning');
    assert.equal(warning.data.code, 'E305-JOB_STALLED');
    assert.match(warning.data.message, /Render · ffmpeg 0\.4× speed/);
    quiet.open();
    await collect(engine, id);
    const { status, warnings } = await engine.get(id);
    assert.deepEqual([status, warnings.length], ['Done', 1]);
  });

  it('empties the work folder at the end, and keeps the artifacts', async () => {
    const engine = house.engine(
      scripted(async (job) => {
        await writeFile(join(job.workFolder, 'part'), 'x');
        return await filmOf(job);
      }),
    );
    const { id } = await engine.start(request());
    await collect(engine, id);
    await engine.close();
    assert.deepEqual(await readdir(join(house.dataFolder, 'jobs', id, 'work')), []);
    assert.deepEqual((await readdir(join(house.dataFolder, 'jobs', id))).sort(), [
      'artifacts',
      'events.jsonl',
      'job.json',
      'request.json',
      'work',
    ]);
    const next = house.engine(scripted((job) => filmOf(job)));
    const { body } = await next.artifact(id, 'film.mp4', { start: 0, end: 3 });
    assert.equal(await new Response(body).text(), 'film');
  });

  it('removes a job that has ended, and no other', async () => {
    const wait = gate();
    const engine = house.engine(
      scripted(async (job) => {
        await wait.opened;
        return await filmOf(job);
      }),
    );
    const { id } = await engine.start(request());
    await assert.rejects(engine.remove(id), { code: 'E409-CONFLICT' });
    await assert.rejects(engine.retry(id), { code: 'E409-CONFLICT' });
    wait.open();
    await collect(engine, id);
    await assert.rejects(engine.retry(id), { code: 'E409-CONFLICT' });
    await engine.remove(id);
    await assert.rejects(engine.get(id), { code: 'E404-NOT_FOUND' });
    assert.deepEqual(await readdir(join(house.dataFolder, 'jobs')), []);
  });

  it('keeps as many ended jobs as it is told', async () => {
    const engine = house.engine(
      scripted((job) => filmOf(job)),
      { retention: { jobs: 2 }, concurrency: 1 },
    );
    for (const title of ['a', 'b', 'c', 'd']) {
      const { id } = await engine.start(request(title));
      await collect(engine, id);
    }
    await engine.close();
    const next = house.engine(
      scripted((job) => filmOf(job)),
      { retention: { jobs: 2 } },
    );
    await next.ready();
    assert.deepEqual(
      (await next.list()).map(({ title }) => title),
      ['d', 'c'],
    );
  });

  it('gives a frame under 500 bytes and a job under 80 KB, and its history', async () => {
    const engine = house.engine(
      scripted((job) =>
        wholeFilm(job, async (stage) => {
          if (stage !== 'render') return;
          await job.stage('render', async (reporter) => {
            for (let frame = 0; frame <= 2000; frame++) {
              reporter.progress(frame / 20, `Frame ${frame} of 2000`, { currentItem: 1, totalItems: 2 });
              if (frame % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
            }
          });
        }),
      ),
    );
    const { id } = await engine.start(request());
    const events = await collect(engine, id, { fromStart: true });
    const frames = events.map(
      ({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`.length,
    );
    assert.ok(frames.reduce((sum, size) => sum + size, 0) < 80_000);
    const small = events.filter(
      ({ event }) => event === 'step-progress' || event === 'step-status' || event === 'job-status',
    );
    for (const event of small) assert.ok(JSON.stringify(event).length < 500);
  });

  it('does not start while it closes', async () => {
    const engine = house.engine(scripted((job) => filmOf(job)));
    await engine.close();
    await assert.rejects(engine.start(request()), { code: 'E503-UNAVAILABLE' });
  });

  it('says to every call why its data folder cannot be used', async () => {
    await writeFile(join(house.dataFolder, 'file'), '');
    const engine = house.engine(
      scripted((job) => filmOf(job)),
      { dataFolder: join(house.dataFolder, 'file') },
    );
    await assert.rejects(engine.ready(), /The data folder cannot be used/u);
    await assert.rejects(engine.start(request()));
    await assert.rejects(engine.list());
  });
});

function untilAborted(job: JobContext): Promise<never> {
  return new Promise((_, reject) => {
    job.signal.addEventListener('abort', () => reject(job.signal.reason), { once: true });
  });
}
