import assert from 'node:assert/strict';
import { once } from 'node:events';
import { CancellationResultSchema } from '../../src/protocol/protocol.ts';
import * as v from 'valibot';
import { createHouse, type House } from '../engine/jobs/house.ts';
import { scripted, wholeFilm } from '../engine/jobs/scriptedPipeline.ts';
import { ask, messages, post } from '../support/http.ts';
import { runServer, type RunningServer } from '../support/server.ts';
import { ENDLESS } from './behave.ts';

/** Speaks for ever, with three providers: one that stops, one that cannot be stopped, one that fails to. */
const SPEAKING = scripted((job) =>
  wholeFilm(job, async (stage) => {
    if (stage !== 'tts') return;
    const stopped = job.signal.aborted ? undefined : once(job.signal, 'abort');
    const work = async (): Promise<void> => {
      await stopped;
      job.signal.throwIfAborted();
    };
    const abort = (): never => {
      throw new Error('It does not listen');
    };
    await job.withProvider({ name: 'voice', type: 'TTS', supportsCancellation: true }, () =>
      job.withProvider({ name: 'cloud', type: 'TTS', supportsCancellation: false }, () =>
        job.withProvider({ name: 'deaf', type: 'Visuals', supportsCancellation: true, abort }, work),
      ),
    );
  }),
);

describe('a cancel over HTTP', () => {
  let house: House;
  let running: RunningServer;
  before(async () => {
    house = await createHouse();
    running = await runServer(house.engine(SPEAKING), 'tcp');
  });
  after(async () => {
    await running.close();
    await house.tearDown();
  });

  it('answers with what each provider that was at work said to it, and with a warning for those that go on', async () => {
    const { url } = running;
    const { id } = (await (await post(`${url}/api/jobs`, ENDLESS)).json()) as { id: string };
    const reading = messages(await ask(`${url}/api/jobs/${id}/events?replay=all`));
    for await (const { json } of reading) if (json['message'] === 'half of tts') break;
    const response = await post(`${url}/api/jobs/${id}/cancel`, undefined, {
      'x-correlation-id': 'cancel-1',
    });
    assert.equal(response.status, 202);
    const result = v.parse(CancellationResultSchema, await response.json());
    assert.equal(result.currentStatus, 'Canceled');
    assert.deepEqual(
      result.providerStatuses.map(({ providerName, providerType, supportsCancellation, status }) => [
        providerName,
        providerType,
        supportsCancellation,
        status,
      ]),
      [
        ['deaf', 'Visuals', true, 'Error'],
        ['cloud', 'TTS', false, 'NotSupported'],
        ['voice', 'TTS', true, 'Cancelled'],
      ],
    );
    assert.ok(result.warnings.length >= 2, result.warnings.join('\n'));
    assert.deepEqual(
      result.completedStages.map(({ stage }) => stage),
      ['planning', 'script'],
    );
    const last = messages(await ask(`${url}/api/jobs/${id}/events`));
    for await (const { event, json } of last) {
      if (event === 'job-cancelled') return assert.deepEqual(json['cancellation'], result);
    }
    return assert.fail('it says how it ended');
  });
});
