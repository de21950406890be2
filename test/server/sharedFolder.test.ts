import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { filmlessEngine } from '../contract/filmless.ts';
import { collect } from '../contract/jobService.ts';
import { ask, messages } from '../support/http.ts';
import { runServer, type RunningServer } from '../support/server.ts';
import { ENDLESS, QUICK } from './behave.ts';

describe('two servers of one data folder', () => {
  let folder: string;
  let engines: Engine[];
  let one: RunningServer;
  let other: RunningServer;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-shared-'));
    engines = [filmlessEngine(folder), filmlessEngine(folder)];
    const [first, second] = engines;
    assert.ok(first && second);
    await Promise.all(engines.map((engine) => engine.ready()));
    one = await runServer(first, 'tcp');
    other = await runServer(second, 'tcp');
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    for (const engine of engines) await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tell the same of a job, whichever of them made it: state, events by id, files, log', async () => {
    const { id } = await one.client.start(QUICK, { idempotencyKey: 'k' });
    const there = await collect(other.client.events(id, { fromStart: true }));
    const here = await collect(one.client.events(id, { fromStart: true }));
    assert.deepEqual(
      there.map((event) => event.id),
      here.map((event) => event.id),
    );
    const middle = here[5]?.id ?? '';
    const rest = await collect(
      messages(await ask(`${other.url}/api/jobs/${id}/events?lastEventId=${middle}`)),
    );
    assert.deepEqual(
      rest.map((event) => event.id),
      here.slice(6).map((event) => event.id),
    );
    assert.deepEqual(await other.client.get(id), await one.client.get(id));
    assert.equal((await other.client.start(QUICK, { idempotencyKey: 'k' })).id, id);
    const file = await other.client.artifact(id, 'film.mp4');
    assert.ok((await new Response(file.body).text()).startsWith('film of'));
  });

  it('cancel and delete each other’s jobs', async () => {
    const { id } = await one.client.start(ENDLESS);
    const watching = collect(one.client.events(id, { fromStart: true }));
    assert.equal((await other.client.cancel(id)).currentStatus, 'Canceled');
    assert.equal((await watching).at(-1)?.event, 'job-cancelled');
    await other.client.remove(id);
    await assert.rejects(other.client.get(id), { code: 'E404-NOT_FOUND' });
    // The other process looks at the folder twice a second.
    while ((await ask(`${one.url}/api/jobs/${id}`)).status !== 404) await new Promise(setImmediate);
  });

  it('follow each other’s jobs in the stream of all jobs', async () => {
    const reading = messages(await ask(`${other.url}/api/events`));
    const { id } = await one.client.start(ENDLESS);
    for (;;) {
      const { value } = await reading.next();
      if (value?.json['jobId'] === id) break;
    }
    await reading.return(undefined);
    await one.client.cancel(id);
  });

  it('go on with the jobs of the one that ended', async () => {
    const { id } = await one.client.start(ENDLESS);
    while ((await other.client.get(id)).status !== 'Running') await new Promise(setImmediate);
    await one.close();
    await engines[0]?.close();
    while (!(await other.client.get(id)).resumed) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await other.client.cancel(id);
    const events = await collect(other.client.events(id, { fromStart: true }));
    assert.equal(events.at(-1)?.event, 'job-cancelled');
  });
});
