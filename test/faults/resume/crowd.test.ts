import assert from 'node:assert/strict';
import { createAuraClient } from '../../../src/client/client.ts';
import { collect, take } from '../../contract/jobService.ts';
import { createMemoryService } from '../../server/memoryService.ts';
import { runServer, TOKEN } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { behindEvent, cut, through } from '../faults.ts';
import { talkingJob } from '../rig.ts';
import { expectWhole, watchWhole } from '../whole.ts';
import { openEngineRig, type EngineRig } from './engineRig.ts';

describe('faults of resuming: many', () => {
  let rig: EngineRig | undefined;
  afterEach(() => rig?.close());

  it('events, 10,000 replayed while live ones arrive and the stream is cut three times', async function () {
    this.timeout(60_000);
    rig = await openEngineRig({
      engine: { keepEvents: 20_000 },
      streams: [2000, 5000, 9999].map((seq) => through(cut(behindEvent(seq), 'reset'))),
    });
    const { film, client, engine } = rig;
    const job = await rig.job();
    film.say(8000);
    await until(async () => Number((await engine.get(job.id)).lastEventId?.split('-')[1]) > 8000);
    let told = 0;
    const seen = await watchWhole(client, job.id, { known: job }, (_item, items) => {
      if (told < 2000 && items.length % 4 === 0) {
        told += 1;
        film.say(1);
        if (told === 2000) film.finish();
      }
    });
    await expectWhole({ service: engine, id: job.id }, seen, {
      says: ['The Aura server broke the connection'],
      withinMs: 50_000,
    });
    assert.ok(seen.items.length > 10_000);
  });

  it('clients at different ids of one job, each cut at another place, each get exactly theirs', async () => {
    rig = await openEngineRig({
      streams: [3, 5, 7, 9, 11, 13].map((seq) => through(cut(behindEvent(seq), 'fin'))),
    });
    const { film, client, engine, proxy } = rig;
    const job = await rig.job();
    film.say(10);
    await rig.reached(job.id, 10);
    const ids = (await take(engine.events(job.id, { fromStart: true }), 11)).map(({ id }) => id);
    const watching = [0, 1, 2, 4, 8, 10].map((seq) => {
      const after = ids[seq];
      return watchWhole(client, job.id, { known: job, ...(after === undefined ? {} : { after }) });
    });
    await until(() => proxy.streams.length >= 6);
    film.say(10);
    film.finish();
    for (const seen of await Promise.all(watching)) {
      await expectWhole({ service: engine, id: job.id }, seen, {
        maySay: /broke the connection/,
      });
    }
  });

  it('clients, 1000 of them, come back at once after a restart, and none misses anything', async function () {
    this.timeout(60_000);
    const service = createMemoryService();
    const first = await runServer(service, 'tcp');
    const port = Number(new URL(first.url).port);
    const job = await talkingJob(service);
    const clients = Array.from({ length: 20 }, () =>
      createAuraClient({
        endpoint: { url: first.url, token: TOKEN },
        policy: { capMs: 1000, breaker: { failures: 5, pauseMs: 1000 } },
      }),
    );
    const readings = clients.flatMap((client) =>
      Array.from({ length: 50 }, () => collect(client.events(job.id, { fromStart: true }))),
    );
    await until(() => first.server.activity().streams === 1000, '1000 streams');
    const closing = first.close();
    job.say(5);
    await closing;
    const second = await runServer(service, 'tcp', { listen: { host: '127.0.0.1', port } });
    job.say(5);
    await until(() => second.server.activity().streams === 1000, '1000 streams again');
    job.say(5);
    job.complete();
    const log = (await collect(service.events(job.id, { fromStart: true }))).map(({ id }) => id);
    for (const events of await Promise.all(readings)) {
      assert.deepEqual(
        events.map(({ id }) => id),
        log,
      );
    }
    for (const client of clients) client.close();
    await second.close();
  });
});
