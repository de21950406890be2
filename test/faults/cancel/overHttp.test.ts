import assert from 'node:assert/strict';
import type { CancellationResult, Problem } from '../../../src/protocol/protocol.ts';
import type { JobContext } from '../../../src/engine/pipeline.ts';
import { createHouse, gate, type House } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted, titleOf } from '../../engine/jobs/scriptedPipeline.ts';
import { ask, messages, post } from '../../support/http.ts';
import { runServer, type RunningServer } from '../../support/server.ts';

const NEVER = new Promise<never>(() => {});

/** Providers at work that take a cancel in every way there is, and never end by themselves. */
function providers(job: JobContext): Promise<never>[] {
  const abort: Record<string, (() => Promise<void>) | undefined> = {
    obeys: async () => undefined,
    throws: () => Promise.reject(new Error('no such process')),
    hangs: () => NEVER,
    ignores: undefined,
  };
  return [
    ...Object.entries(abort).map(([name, stop]) =>
      job.withProvider(
        { name, type: 'TTS', supportsCancellation: true, ...(stop ? { abort: stop } : {}) },
        () => NEVER,
      ),
    ),
    job.withProvider({ name: 'cannot', type: 'LLM', supportsCancellation: false }, () => NEVER),
  ];
}

describe('a cancel over HTTP', () => {
  let house: House;
  let running: RunningServer;
  let jobs: string;
  const reached = gate();

  before(async () => {
    house = await createHouse();
    const engine = house.engine(
      scripted((job, asked) =>
        job.stage('tts', async () => {
          if (titleOf(asked) === 'short') return await filmOf(job);
          const all = providers(job);
          reached.open();
          return await Promise.all(all).then(() => filmOf(job));
        }),
      ),
      { concurrency: 1 },
    );
    running = await runServer(engine, 'tcp');
    jobs = `${running.url}/api/jobs`;
  });
  after(async () => {
    await running.close();
    await house.tearDown();
  });

  async function start(title: string): Promise<string> {
    return ((await (await post(jobs, request(title))).json()) as { id: string }).id;
  }

  async function refused(response: Response, status: number): Promise<Problem> {
    assert.equal(response.status, status);
    return (await response.json()) as Problem;
  }

  it('takes a waiting job out before it began; is answered with what each provider did, though none ends; then 409', async () => {
    const id = await start('long');
    const waiting = await start('waiting');
    const queued = await post(`${jobs}/${waiting}/cancel`);
    assert.equal(queued.status, 202);
    assert.deepEqual(((await queued.json()) as CancellationResult).providerStatuses, []);
    await reached.opened;

    const [one, two] = await Promise.all([post(`${jobs}/${id}/cancel`), post(`${jobs}/${id}/cancel`)]);
    assert.deepEqual([one.status, two.status], [202, 202]);
    const result = (await one.json()) as CancellationResult;
    assert.deepEqual(await two.json(), result);
    assert.equal(result.currentStatus, 'Canceled');
    assert.equal(result.cleanupScheduled, true);
    assert.deepEqual(
      result.providerStatuses.map(({ providerName, status, supportsCancellation, warning }) => [
        providerName,
        status,
        supportsCancellation,
        warning !== undefined,
      ]),
      [
        ['obeys', 'Cancelled', true, false],
        ['throws', 'Error', true, true],
        ['hangs', 'Failed', true, true],
        ['ignores', 'Failed', true, true],
        ['cannot', 'NotSupported', false, true],
      ],
    );
    assert.match(result.warnings.join('\n'), /no such process[^]*did not stop within 1 s/);

    const told = [];
    for await (const message of messages(await ask(`${jobs}/${id}/events?replay=all`))) told.push(message);
    assert.deepEqual(told.at(-1)?.json['cancellation'], result);
    const late = await refused(await post(`${jobs}/${id}/cancel`), 409);
    assert.equal(late.errorCode, 'E409-CONFLICT');
    assert.ok(late.remediation);
  });

  it('is 409 after the end and 404 for what there is not', async () => {
    const id = await start('short');
    for await (const event of running.client.events(id)) assert.ok(event);
    await refused(await post(`${jobs}/${id}/cancel`), 409);
    await refused(await post(`${jobs}/nobody/cancel`), 404);
  });
});
