import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectLocalEngine, stopLocalEngine } from '../../src/client/localEngine.ts';
import { readEndpoint } from '../../src/client/local/probe.ts';
import { parseEventId, type JobEvent, type ScriptRequest } from '../../src/protocol/protocol.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
/** How often the engine is killed; each time at another moment of a fresh job. */
const KILLS = Number(process.env['AURA_TEST_KILLS'] ?? 3);
const TEXT =
  '# A film that is hard to kill\n\nIt goes on where it stopped.\n\n---\n\n## Three things\n\n- One thing\n- Another thing\n- A third thing\n\n' +
  '---\n\n> Nothing that was said is lost.\n';

describe('an engine that is killed', function () {
  this.timeout(60_000 + KILLS * 40_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-killed-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Makes the film with an engine and caches of its own. `killAfterMs` counts from the start of the job. */
  async function film(
    name: string,
    killAfterMs?: number,
  ): Promise<{ hash: string; events: JobEvent[]; seconds: number; resumed: boolean }> {
    const home = join(folder, name);
    const desk = join(home, 'desk');
    await mkdir(desk, { recursive: true });
    const dataFolder = join(home, 'data');
    const client = await connectLocalEngine({
      dataFolder,
      cliPath: CLI,
      env: { ...process.env, AURA_CACHE: join(home, 'cache') },
      log: () => undefined,
    });
    try {
      const request: ScriptRequest = {
        script: { format: 'markdown', text: TEXT },
        overrides: { resolution: '480p' },
        localBase: desk,
        localOutput: join(desk, 'film.mp4'),
      };
      const started = Date.now();
      const { id } = await client.start(request);
      const killing = killAfterMs === undefined ? Promise.resolve() : kill(dataFolder, killAfterMs);
      const events: JobEvent[] = [];
      for await (const event of client.events(id, { fromStart: true })) events.push(event);
      await killing;
      const snapshot = await client.get(id);
      assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
      assert.equal(snapshot.output?.videoPath, join(desk, 'film.mp4'));
      const hash = createHash('sha256')
        .update(await readFile(join(desk, 'film.mp4')))
        .digest('hex');
      return { hash, events, seconds: (Date.now() - started) / 1000, resumed: snapshot.resumed };
    } finally {
      client.close();
      await stopLocalEngine(dataFolder);
    }
  }

  async function kill(dataFolder: string, afterMs: number): Promise<void> {
    await sleep(afterMs);
    const endpoint = await readEndpoint(dataFolder);
    if (endpoint) process.kill(endpoint.pid, 'SIGKILL');
  }

  it(`goes on with its job, ${KILLS} times: the same film, nothing announced lost, nothing twice, percent never back`, async () => {
    const reference = await film('reference');
    for (let round = 0; round < KILLS; round += 1) {
      const moment = ((round + Math.random()) / KILLS) * reference.seconds * 1000;
      const { hash, events } = await film(`round-${round}`, moment);
      const where = `killed after ${Math.round(moment)} ms`;
      assert.equal(hash, reference.hash, `another film, ${where}`);
      const numbered = events.flatMap(({ id }) => (id === undefined ? [] : [parseEventId(id)?.seq]));
      assert.deepEqual(
        numbered,
        numbered.map((_, index) => index),
        where,
      );
      const percents = events.flatMap((event) =>
        event.event === 'step-progress' ? [event.data.percent] : [],
      );
      assert.deepEqual(
        percents,
        percents.toSorted((a, b) => a - b),
        where,
      );
      assert.equal(events.filter(({ event }) => event === 'job-completed').length, 1, where);
    }
  });
});
