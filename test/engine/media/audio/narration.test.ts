import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleNarration } from '../../../../src/engine/media/audio/narration.ts';
import { writeVoiceTrack } from '../../../../src/engine/media/audio/voiceTrack.ts';
import { decodeWav, encodeWav } from '../../../../src/engine/media/audio/wav.ts';
import type { Speech } from '../../../../src/engine/providers/tts/tts.ts';

function speech(seconds: number, level: number): Speech {
  const samples = new Float32Array(Math.round(seconds * 48_000)).fill(level);
  return {
    samples,
    sampleRate: 48_000,
    words: seconds > 0 ? [{ start: 0, end: 4, from: 0.1, to: seconds }] : [],
  };
}

describe('the narration of a scene', () => {
  it('puts utterances one after another, with a longer pause before another speaker', () => {
    const narration = assembleNarration([
      { speech: speech(1, 0.1), utterance: {} },
      { speech: speech(1, 0.2), utterance: {} },
      { speech: speech(1, 0.3), utterance: { speaker: 'ANNA' } },
    ]);
    assert.equal(narration.seconds, 3.7);
    assert.deepEqual(
      narration.words.map(({ utterance, from }) => [utterance, Number(from.toFixed(6))]),
      [
        [0, 0.1],
        [1, 1.4],
        [2, 2.8],
      ],
    );
    assert.equal(narration.samples[Math.round(1.15 * 48_000)], 0);
    assert.ok(Math.abs((narration.samples[Math.round(2.75 * 48_000)] ?? 0) - 0.3) < 1e-6);
  });

  it('takes the pauses that it is given, and none for an utterance without sound', () => {
    const pauses = { utterance: 1, speaker: 2 };
    const silent = { speech: speech(0, 0), utterance: { speaker: 'BEN' } };
    const spoken = { speech: speech(1, 0.1), utterance: {} };
    assert.equal(assembleNarration([silent, spoken, silent, spoken, silent], pauses).seconds, 3);
    assert.equal(assembleNarration([]).seconds, 0);
    assert.equal(assembleNarration([silent]).seconds, 0);
  });
});

describe('the voice track of a film', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura voice ’%-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('places clips from memory and from files to the sample, and mixes where they overlap', async () => {
    const file = join(folder, 'clip.wav');
    await writeFile(file, encodeWav(new Float32Array(96_000).fill(0.25), 48_000));
    const path = join(folder, 'track.wav');
    await writeVoiceTrack(
      path,
      [
        { file, startSample: 47_990 },
        { samples: new Float32Array(100).fill(0.5), startSample: 48_000 },
        { samples: new Float32Array(100).fill(0.5), startSample: -50 },
        { file, startSample: 199_900 },
        { samples: new Float32Array(10).fill(0.5), startSample: 300_000 },
      ],
      200_001,
    );
    const { samples } = decodeWav(await readFile(path));
    const at = (index: number) => Number((samples[index] ?? NaN).toFixed(3));
    assert.equal(samples.length, 200_001);
    assert.deepEqual(
      [49, 50, 47_989, 47_990, 48_000, 48_099, 48_100].map(at),
      [0.5, 0, 0, 0.25, 0.75, 0.75, 0.25],
    );
    assert.deepEqual([143_989, 143_990, 199_899, 199_900, 200_000].map(at), [0.25, 0, 0, 0.25, 0.25]);
  });

  it('writes silence for a film without narration', async () => {
    const path = join(folder, 'silent.wav');
    await writeVoiceTrack(path, [], 48_000);
    assert.equal((await stat(path)).size, 44 + 96_000);
  });

  it('stops when it is told to, and closes its files', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await assert.rejects(writeVoiceTrack(join(folder, 'x.wav'), [], 48_000, controller.signal), /enough/);
  });

  it('refuses a clip that is no sound or has another rate', async () => {
    const file = join(folder, 'bad.wav');
    await writeFile(file, 'not sound');
    await assert.rejects(
      writeVoiceTrack(join(folder, 'y.wav'), [{ file, startSample: 0 }], 10),
      /cannot be read/,
    );
    await writeFile(file, encodeWav(new Float32Array(10), 44_100));
    await assert.rejects(
      writeVoiceTrack(join(folder, 'y.wav'), [{ file, startSample: 0 }], 10),
      /wrong sample rate/,
    );
  });

  it('needs no more memory for a long film than for a short one', async function () {
    const clip = new Float32Array(48_000).fill(0.1);
    const clips = Array.from({ length: 600 }, (_, index) => ({ samples: clip, startSample: index * 48_000 }));
    const before = process.memoryUsage().arrayBuffers;
    await writeVoiceTrack(join(folder, 'long.wav'), clips, 600 * 48_000);
    assert.ok(process.memoryUsage().arrayBuffers - before < 40_000_000);
    assert.equal((await stat(join(folder, 'long.wav'))).size, 44 + 600 * 96_000);
  });
});
