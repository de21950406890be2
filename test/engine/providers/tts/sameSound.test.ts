import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWorkerPool } from '../../../../src/engine/media/workers/pool.ts';
import { WORKER_URL } from '../../../../src/engine/media/workers/workerUrl.ts';
import { createEspeak } from '../../../../src/engine/providers/tts/espeak.ts';
import type { EngineJobs } from '../../../../src/engine/worker.ts';

/** Sounds of two texts, in one order or the other, by a synthesizer of its own. */
async function sounds(order: readonly string[]): Promise<Record<string, string>> {
  const pool = createWorkerPool<EngineJobs>({ size: 1, url: WORKER_URL });
  try {
    const espeak = createEspeak(pool);
    const said: Record<string, string> = {};
    for (const text of order) {
      const { samples } = await espeak.synthesize({ text, voice: {} }, new AbortController().signal);
      said[text] = createHash('sha256').update(new Uint8Array(samples.buffer)).digest('hex');
    }
    return said;
  } finally {
    await pool.dispose();
  }
}

describe('the embedded voice', function () {
  this.timeout(30_000);

  it('gives the same text the same sound, whatever was said before and whenever', async () => {
    const [one, two] = ['Nothing that was said is lost.', 'Die Hand am Griff, ein Wort zu viel.'];
    assert.deepEqual(await sounds([one, two]), await sounds([two, one]));
  });

  it('is heard under every name whose file is called otherwise', async () => {
    const pool = createWorkerPool<EngineJobs>({ size: 1, url: WORKER_URL });
    try {
      const espeak = createEspeak(pool);
      for (const name of ['en-gb', 'fr', 'chr', 'en-us']) {
        const request = { text: 'Hello, friends. 1, 2, 3.', voice: { name } };
        const { samples } = await espeak.synthesize(request, new AbortController().signal);
        assert.ok(
          samples.some((sample) => Math.abs(sample) > 0.1),
          name,
        );
      }
    } finally {
      await pool.dispose();
    }
  });
});
