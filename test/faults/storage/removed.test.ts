import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTerminalEvent } from '../../../src/protocol/protocol.ts';
import { createHouse, gate, readUntil, type House } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted, titleOf, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';

describe('a job whose folder is removed', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  for (const [what, part] of [
    ['all of it', '.'],
    ['its files', 'artifacts'],
    ['its work', 'work'],
  ] as const) {
    it(`while it runs (${what}) fails in words that name it, and others go on`, async () => {
      const reached = gate();
      const removed = gate();
      const engine = house.engine(
        scripted(async (job, asked) => {
          if (titleOf(asked) === 'other') return await wholeFilm(job);
          reached.open();
          await removed.opened;
          await writeFile(join(job.workFolder, 'sound.wav'), '');
          await writeFile(join(job.artifactsFolder, 'captions.srt'), '');
          return await filmOf(job);
        }),
      );
      const { id } = await engine.start(request());
      await reached.opened;
      await rm(join(house.dataFolder, 'jobs', id, part), { recursive: true });
      removed.open();
      const last = (await readUntil(engine, id, isTerminalEvent)).at(-1);
      assert.ok(last?.event === 'job-failed');
      assert.match(last.data.errorMessage, /folder of the job was removed/);
      assert.equal(last.data.errors[0]?.code, 'E503-UNAVAILABLE');
      assert.match(last.data.errors[0]?.remediation ?? '', /Start the film again/);
      const other = await engine.start(request('other'));
      assert.equal((await readUntil(engine, other.id, isTerminalEvent)).at(-1)?.event, 'job-completed');
      if (part !== '.') return;
      await assert.rejects(engine.retry(id), { code: 'E404-NOT_FOUND' });
      await assert.rejects(engine.get(id), { code: 'E404-NOT_FOUND' });
    });
  }

  it('while it waits fails in the same words when its turn comes', async () => {
    const first = gate();
    const engine = house.engine(
      scripted(async (job) => {
        await first.opened;
        return await wholeFilm(job);
      }),
      { concurrency: 1 },
    );
    await engine.start(request('first'));
    const { id } = await engine.start(request('second'));
    const ending = readUntil(engine, id, isTerminalEvent);
    await rm(join(house.dataFolder, 'jobs', id), { recursive: true });
    first.open();
    const last = (await ending).at(-1);
    assert.ok(last?.event === 'job-failed');
    assert.match(last.data.errorMessage, /folder of the job was removed/);
  });
});
