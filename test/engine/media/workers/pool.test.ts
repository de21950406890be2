import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { createWorkerPool } from '../../../../src/engine/media/workers/pool.ts';
import type { WorkerPool } from '../../../../src/engine/media/workers/pool.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';
import { createFakeClock } from '../../../support/clock.ts';
import type { TestJobs } from './worker.ts';

describe('a worker pool', () => {
  let pool: WorkerPool<TestJobs>;
  beforeEach(() => {
    pool = createWorkerPool({ size: 2, url: new URL('worker.ts', import.meta.url) });
  });
  afterEach(() => pool.dispose());

  it('does a job in another thread and moves its buffers', async () => {
    const { sum, thread } = await pool.run('sum', { numbers: Float32Array.of(1, 2, 3) });
    assert.equal(sum, 6);
    assert.notEqual(thread, 0);
    const input = new Float32Array(1000);
    const doubled = await pool.run('double', input, { transfer: [input.buffer] });
    assert.equal(doubled.length, 1000);
    assert.equal(input.length, 0);
  });

  it('never runs more jobs at once than it has threads', async () => {
    const threads = await Promise.all(
      Array.from({ length: 8 }, async () => (await pool.run('sum', { numbers: Float32Array.of(1) })).thread),
    );
    assert.ok(new Set(threads).size <= 2);
  });

  it('hands over an error of the job with its code, remediation and details', async () => {
    await assert.rejects(pool.run('fail', 'no such voice'), (error) => {
      assert.ok(AuraError.is(error, 'E200-TTS'));
      assert.equal(error.message, 'no such voice');
      assert.equal(error.remediation, 'Speak up.');
      assert.equal(error.details, 'from the worker');
      return true;
    });
  });

  it('ends a thread that has had nothing to do for its time, and starts another when there is work', async () => {
    const clock = createFakeClock();
    const resting = createWorkerPool<TestJobs>({
      size: 1,
      url: new URL('worker.ts', import.meta.url),
      idleMs: 1000,
      clock,
    });
    const thread = async () => (await resting.run('sum', { numbers: Float32Array.of(1) })).thread;
    const first = await thread();
    clock.advance(999);
    assert.equal(await thread(), first);
    clock.advance(999);
    assert.equal(await thread(), first);
    clock.advance(1000);
    assert.notEqual(await thread(), first);
    await resting.dispose();
  });

  it('stops a job that computes without end as soon as it is aborted, and goes on', async () => {
    const controller = new AbortController();
    const endless = pool.run('spin', undefined, { signal: controller.signal });
    await pool.run('sum', { numbers: Float32Array.of(1) });
    const reason = new Error('enough');
    const asked = performance.now();
    controller.abort(reason);
    await assert.rejects(endless, (error) => error === reason);
    assert.ok(performance.now() - asked < 1500);
    assert.equal((await pool.run('sum', { numbers: Float32Array.of(4) })).sum, 4);
  });

  it('is disposed of only when the threads of aborted jobs have ended too', async () => {
    const controller = new AbortController();
    const endless = pool.run('spin', undefined, { signal: controller.signal });
    const { terminate } = Worker.prototype;
    let ending = 0;
    Worker.prototype.terminate = async function () {
      ending += 1;
      return await terminate.call(this).finally(() => (ending -= 1));
    };
    try {
      controller.abort(new Error('enough'));
      assert.equal(ending, 1);
      await Promise.all([assert.rejects(endless), pool.dispose()]);
      assert.equal(ending, 0);
    } finally {
      Worker.prototype.terminate = terminate;
    }
  });

  it('refuses a job whose signal is aborted already, and takes back one that still waits', async () => {
    await assert.rejects(
      pool.run('spin', undefined, { signal: AbortSignal.abort(new Error('late')) }),
      /late/,
    );
    const busy = new AbortController();
    const spins = [1, 2].map(() => pool.run('spin', undefined, { signal: busy.signal }));
    const waiting = new AbortController();
    const waits = pool.run('sum', { numbers: Float32Array.of(1) }, { signal: waiting.signal });
    waiting.abort(new Error('changed my mind'));
    await assert.rejects(waits, /changed my mind/);
    busy.abort(new Error('done'));
    for (const spin of spins) await assert.rejects(spin, /done/);
  });

  it('fails only the job whose thread dies, and replaces the thread', async () => {
    const dying = pool.run('exit', 7);
    await assert.rejects(dying, (error) => {
      assert.ok(AuraError.is(error, 'E500-INTERNAL'));
      assert.match(error.message, /“exit”/);
      assert.match(error.details ?? '', /code 7/);
      return true;
    });
    await assert.rejects(pool.run('crash', undefined), (error) => AuraError.is(error, 'E500-INTERNAL'));
    assert.equal((await pool.run('sum', { numbers: Float32Array.of(2, 2) })).sum, 4);
  });

  it('rejects what cannot be sent, and a kind that no worker knows', async () => {
    await assert.rejects(pool.run('fail', (() => undefined) as never), /could not be cloned/);
    await assert.rejects(
      pool.run('nothing' as never, undefined as never),
      /No worker knows the job “nothing”/,
    );
    assert.equal((await pool.run('sum', { numbers: Float32Array.of(1) })).sum, 1);
  });

  it('rejects everything under way when it is disposed of, and takes nothing more', async () => {
    const jobs = [1, 2, 3].map(() => pool.run('spin', undefined));
    const ended = Promise.all(
      jobs.map((job) => assert.rejects(job, (error) => AuraError.is(error, 'E998-CANCELLED'))),
    );
    await pool.dispose();
    await ended;
    await assert.rejects(pool.run('sum', { numbers: Float32Array.of(1) }), (error) =>
      AuraError.is(error, 'E998-CANCELLED'),
    );
  });
});
