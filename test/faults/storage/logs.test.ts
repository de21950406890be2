import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { crc32 } from '../../../src/engine/jobs/journal/crc32.ts';
import { encodeLine, type StoredEvent } from '../../../src/engine/jobs/journal/line.ts';
import {
  jobFolder,
  readStoredJob,
  writeStoredJob,
  type JobFolder,
} from '../../../src/engine/jobs/storedJob.ts';
import type { JobEvent } from '../../../src/protocol/protocol.ts';
import { collect, createHouse, type House } from '../../engine/jobs/house.ts';
import { request, scripted, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';
import { ask, messages, type Message } from '../../support/http.ts';
import { OWNER, runServer } from '../../support/server.ts';

const run = promisify(execFile);
const LINES = 1_000_000;
/** The lines before were dropped long ago. */
const FIRST = 1_000_000;

describe('the log of a job', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  /** A job that is done, after its engine was closed. */
  async function finished(): Promise<{ id: string; folder: JobFolder; events: JobEvent[] }> {
    const engine = house.engine(scripted((job) => wholeFilm(job)));
    const { id } = await engine.forOwner(OWNER).start(request());
    const events = await collect(engine, id, { fromStart: true });
    await engine.close();
    return { id, folder: jobFolder(join(house.dataFolder, 'jobs'), id), events };
  }

  it('with a flipped bit in its middle is told as a gap to who was before it, and whole to who was behind', async () => {
    const { id, folder, events } = await finished();
    const bytes = await readFile(folder.events);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
    await writeFile(folder.events, bytes);
    const damaged = bytes.subarray(0, middle).toString('latin1').split('\n').length - 1;

    const engine = house.engine(scripted((job) => wholeFilm(job)));
    const running = await runServer(engine, 'tcp');
    const after = async (index: number): Promise<Message[]> => {
      const headers = { 'last-event-id': events[index]?.id ?? '' };
      const told: Message[] = [];
      for await (const one of messages(await ask(`${running.url}/api/jobs/${id}/events`, { headers })))
        told.push(one);
      return told;
    };
    try {
      assert.equal((await engine.get(id)).status, 'Done');
      const [gap, end, ...more] = await after(damaged - 3);
      assert.equal(gap?.json['gap'], true);
      assert.equal(gap?.json['lastEventId'], events.at(-1)?.id);
      assert.equal(end?.event, 'job-completed');
      assert.deepEqual(more, []);
      assert.deepEqual(
        (await after(damaged + 1)).map((one) => one.id),
        events.slice(damaged + 2).map((event) => event.id),
      );
    } finally {
      await running.close();
    }
  });

  it('of a million lines is opened and replayed in bounded time and memory', async function () {
    this.timeout(120_000);
    const { id, folder } = await finished();
    const stored = await readStoredJob(folder);
    assert.ok(stored);
    // As it stood when its engine was killed: running, saved some time before the end of its log.
    const lastEventId = `1000-${FIRST + LINES - 1000}` as const;
    const snapshot = { ...stored.snapshot, status: 'Running' as const, percent: 40, lastEventId };
    delete snapshot.endedAt;
    await writeStoredJob(folder, { ...stored, snapshot });
    await writeLog(folder.events, id);

    const child = join(house.dataFolder, 'reader.mjs');
    const source = join(import.meta.dirname, 'longLogChild.ts');
    await build({ entryPoints: [source], outfile: child, bundle: true, platform: 'node', format: 'esm' });
    const after = `1000-${FIRST + LINES - 21}`;
    const args = ['--max-old-space-size=64', child, house.dataFolder, id, after];
    const { stdout } = await run(process.execPath, args);
    const found = JSON.parse(stdout) as Record<string, number>;
    assert.equal(found['fromStart'], 50_000);
    assert.equal(found['afterId'], 20);
    assert.ok((found['peakMegabytes'] ?? Infinity) < 200, stdout);
    // Two seconds on a calm machine; the bound is against what grows with the square.
    assert.ok((found['openedMs'] ?? Infinity) < 40_000, stdout);
  });
});

/** A log of {@link LINES} lines, whose numbers are all of one length: one line is the pattern of all. */
async function writeLog(path: string, jobId: string): Promise<void> {
  const data = { jobId, correlationId: 'c', timestamp: new Date(0).toISOString(), message: '', step: 'tts' };
  const line = encodeLine({ event: 'warning', id: `1000-${FIRST}`, data } as StoredEvent);
  const [sum, from] = [line.indexOf('":"') + 3, line.indexOf('"e":') + 4];
  const number = line.indexOf(String(FIRST));
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => line));
  const file = await open(path, 'w');
  for (let written = 0; written < LINES; written += 10_000) {
    for (let index = 0; index < 10_000; index++) {
      const start = index * line.length;
      many.write(String(FIRST + written + index), start + number, 'latin1');
      const checksum = crc32(many, start + from, start + line.length - 2);
      many.write(checksum.toString(16).padStart(8, '0'), start + sum, 'latin1');
    }
    await file.write(many);
  }
  await file.close();
}
