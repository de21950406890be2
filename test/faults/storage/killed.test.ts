import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { openJournal } from '../../../src/engine/jobs/journal/journal.ts';
import { jobFolder, readStoredJob } from '../../../src/engine/jobs/storedJob.ts';
import { parseEventId } from '../../../src/protocol/protocol.ts';
import { collect, createHouse, type House } from '../../engine/jobs/house.ts';
import { request, scripted, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';
import { seeded } from '../../support/seeded.ts';

const LIVES = 5;
const HALF = /\.part$|^lock\./;

describe('kill -9 of who writes', function () {
  this.timeout(60_000);
  let house: House;
  let child: string;
  before(async () => {
    house = await createHouse();
    child = join(house.dataFolder, 'writing.mjs');
    const source = join(import.meta.dirname, 'writingChild.ts');
    await build({ entryPoints: [source], outfile: child, bundle: true, platform: 'node', format: 'esm' });
  });
  after(() => house.tearDown());

  /** Lets the child write until it has said so many lines, kills it some moment later, and answers its last word. */
  async function live(what: 'job' | 'log', path: string, lines: number, laterMs: number): Promise<string> {
    const writer = spawn(process.execPath, [child, what, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => writer.once('exit', resolve));
    let last = '';
    let said = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      last = line;
      said += 1;
      if (said === lines) setTimeout(() => writer.kill('SIGKILL'), laterMs);
    }
    await ended;
    assert.equal(writer.signalCode, 'SIGKILL', 'it ended by itself');
    return last;
  }

  it('while a job is saved leaves it whole, and the next engine sweeps up the halves and the dead locks', async () => {
    const first = house.engine(scripted((job) => wholeFilm(job)));
    const { id } = await first.start(request());
    await collect(first, id);
    await first.close();
    const folder = jobFolder(join(house.dataFolder, 'jobs'), id);
    const random = seeded(7);
    let halves = 0;
    for (let life = 0; life < LIVES || (halves === 0 && life < 10 * LIVES); life += 1) {
      const number = await live('job', folder.root, 1 + Math.floor(random() * 5), random() * 12);
      const message = (await readStoredJob(folder))?.snapshot.message ?? '';
      const [saved = ''] = message.split(' ', 1);
      assert.equal(message, `${saved} `.repeat(40_000), 'half of one and half of another');
      assert.ok(Number(saved) >= Number(number), 'what was told to be saved was not');
      halves += (await readdir(folder.root)).filter((name) => name.endsWith('.part')).length;
    }
    assert.ok(halves > 0, 'it was never killed in the middle');
    const next = house.engine(scripted((job) => wholeFilm(job)));
    assert.equal((await next.get(id)).status, 'Done');
    assert.deepEqual(
      (await readdir(folder.root)).filter((name) => HALF.test(name)),
      [],
    );
  });

  it('while a log is written and shortened loses nothing that was durable of what it keeps', async () => {
    const path = join(house.dataFolder, 'events.jsonl');
    const random = seeded(11);
    for (let life = 0; life < LIVES; life += 1) {
      const last =
        parseEventId(await live('log', path, 5 + Math.floor(random() * 30), random() * 8))?.seq ?? -1;
      const journal = await openJournal({ path, now: () => 1000, keep: 100 });
      const { tornBytes, ...report } = journal.report;
      assert.ok(tornBytes >= 0);
      assert.deepEqual(report, { damagedLines: 0, broken: false });
      const end = parseEventId(journal.last() ?? '')?.seq ?? -1;
      assert.ok(end >= last, `${end} of ${last}`);
      let seen = journal.firstSeq();
      assert.ok(seen <= Math.max(0, end - 99), `it keeps ${seen} to ${end}`);
      for (;;) {
        const { events, next, hole } = await journal.read(seen);
        assert.equal(hole, false);
        assert.equal(next, seen + events.length);
        if (events.length === 0) break;
        seen = next;
      }
      assert.equal(seen, end + 1);
      await journal.close();
    }
    assert.deepEqual(
      (await readdir(house.dataFolder)).filter((name) => name.startsWith('events.jsonl.')),
      [],
    );
  });
});
