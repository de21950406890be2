import assert from 'node:assert/strict';
import { isTerminalEvent } from '../../../src/protocol/protocol.ts';
import type { JobContext } from '../../../src/engine/pipeline.ts';
import { collect, createHouse, gate, readUntil, type House } from './house.ts';
import { filmOf, request, scripted, wholeFilm } from './scriptedPipeline.ts';

const NEVER = new Promise<never>(() => {});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A provider whose work never ends by itself. */
function hanging(job: JobContext, name: string, supportsCancellation: boolean, abort?: () => Promise<void>) {
  const provider = { name, type: 'TTS', supportsCancellation, ...(abort ? { abort } : {}) };
  return job.withProvider(provider, () => NEVER);
}

describe('cancelling', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  for (const stage of ['planning', 'script', 'tts', 'visuals', 'compose', 'render', 'finalize']) {
    it(`ends a job in ${stage} as Canceled, with one terminal event`, async () => {
      const reached = gate();
      const engine = house.engine(
        scripted((job) =>
          wholeFilm(job, async (at) => {
            if (at !== stage) return;
            reached.open();
            await untilAborted(job.signal);
          }),
        ),
      );
      const { id } = await engine.start(request());
      await reached.opened;
      const began = Date.now();
      const result = await engine.cancel(id);
      assert.ok(Date.now() - began < 2000);
      assert.equal(result.currentStatus, 'Canceled');
      assert.equal((await engine.get(id)).status, 'Canceled');
      const events = await collect(engine, id, { fromStart: true });
      assert.deepEqual(
        events.filter(isTerminalEvent).map(({ event }) => event),
        ['job-cancelled'],
      );
    });
  }

  it('is Canceled in under two seconds though the pipeline ignores the signal, and its film is thrown away', async () => {
    const reached = gate();
    const late = gate();
    const engine = house.engine(
      scripted(async (job) => {
        reached.open();
        await late.opened;
        return await filmOf(job);
      }),
    );
    const { id } = await engine.start(request());
    await reached.opened;
    const began = Date.now();
    const result = await engine.cancel(id);
    assert.ok(Date.now() - began < 2000);
    assert.equal(result.cleanupScheduled, true);
    assert.equal(result.warnings.length, 1);
    late.open();
    const snapshot = await engine.get(id);
    assert.equal(snapshot.status, 'Canceled');
    assert.deepEqual(snapshot.artifacts, []);
  });

  it('reports each provider as it answers', async () => {
    const reached = gate();
    const engine = house.engine(
      scripted((job) =>
        job.stage('tts', async () => {
          const all = [
            hanging(job, 'good', true, async () => {}),
            hanging(job, 'deaf', false),
            hanging(job, 'broken', true, async () => {
              throw new Error('no such process');
            }),
            hanging(job, 'hanging', true, () => NEVER),
          ];
          reached.open();
          return await Promise.all(all).then(() => filmOf(job));
        }),
      ),
    );
    const { id } = await engine.start(request());
    await reached.opened;
    const began = Date.now();
    const { providerStatuses, warnings } = await engine.cancel(id);
    assert.ok(Date.now() - began < 2000);
    assert.deepEqual(
      providerStatuses.map(({ providerName, status }) => [providerName, status]),
      [
        ['good', 'Cancelled'],
        ['deaf', 'NotSupported'],
        ['broken', 'Error'],
        ['hanging', 'Failed'],
      ],
    );
    assert.equal(warnings.length, 4);
    const events = await readUntil(engine, id, isTerminalEvent);
    const said = events.flatMap((event) =>
      event.event === 'job-status' && event.data.cancelling ? [event.data.message] : [],
    );
    assert.equal(said.at(-1), 'Cancelling · 4 of 4 providers have answered');
  });

  it('refuses a job that has ended', async () => {
    const engine = house.engine(scripted((job) => filmOf(job)));
    const { id } = await engine.start(request());
    await collect(engine, id);
    await assert.rejects(engine.cancel(id), { code: 'E409-CONFLICT' });
  });

  it('answers a second cancel with the same result', async () => {
    const reached = gate();
    const engine = house.engine(
      scripted(async (job) => {
        reached.open();
        return await untilAborted(job.signal);
      }),
    );
    const { id } = await engine.start(request());
    await reached.opened;
    const [first, second] = await Promise.all([engine.cancel(id), engine.cancel(id)]);
    assert.deepEqual(first, second);
  });

  it('takes a waiting job out of the line', async () => {
    const engine = house.engine(
      scripted((job) => untilAborted(job.signal)),
      { concurrency: 1 },
    );
    await engine.start(request('first'));
    const { id, jobsAhead } = await engine.start(request('second'));
    assert.equal(jobsAhead, 1);
    const result = await engine.cancel(id);
    assert.deepEqual(result.providerStatuses, []);
    assert.equal((await engine.get(id)).status, 'Canceled');
    assert.deepEqual(engine.activity(), { running: 1, queued: 0 });
  });

  it('lets the job be retried on the same id', async () => {
    let runs = 0;
    const engine = house.engine(
      scripted(async (job) => {
        runs++;
        return runs === 1 ? await untilAborted(job.signal) : await wholeFilm(job);
      }),
    );
    const { id } = await engine.start(request());
    await engine.cancel(id);
    const { status, attempt, percent } = await engine.retry(id);
    assert.deepEqual({ status, attempt, percent }, { status: 'Queued', attempt: 2, percent: 0 });
    const events = await collect(engine, id, { fromStart: true });
    assert.equal(events.at(-1)?.event, 'job-completed');
    assert.equal((await engine.get(id)).status, 'Done');
  });
});
