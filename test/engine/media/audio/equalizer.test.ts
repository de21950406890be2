import assert from 'node:assert/strict';
import { equalize } from '../../../../src/engine/media/audio/equalizer.ts';

const RATE = 22_050;

/** Change of level that a tone gets, dB. */
function response(hertz: number, bells: Parameters<typeof equalize>[2]): number {
  const tone = Float32Array.from({ length: RATE }, (_, index) =>
    Math.sin((2 * Math.PI * hertz * index) / RATE),
  );
  equalize(tone, RATE, bells);
  const settled = tone.subarray(RATE / 2);
  const power = settled.reduce((sum, sample) => sum + sample * sample, 0) / settled.length;
  return 10 * Math.log10(power / 0.5);
}

describe('the equalizer', () => {
  for (const gain of [-6, 4]) {
    it(`changes the level at its centre by ${gain} dB, and hardly two octaves away`, () => {
      const bells = [{ hertz: 2000, gain, q: 1 }];
      assert.ok(Math.abs(response(2000, bells) - gain) < 0.05);
      assert.ok(Math.abs(response(500, bells)) < 0.7);
      assert.ok(Math.abs(response(8000, bells)) < 0.7);
    });
  }

  it('keeps silence silent, and does nothing at 0 dB', () => {
    const samples = new Float32Array(100);
    equalize(samples, RATE, [{ hertz: 1000, gain: 6, q: 1 }]);
    assert.ok(samples.every((sample) => sample === 0));
    const tone = Float32Array.of(0.1, 0.2, 0.3);
    equalize(tone, RATE, [{ hertz: 1000, gain: 0, q: 1 }]);
    assert.deepEqual(tone, Float32Array.of(0.1, 0.2, 0.3));
  });
});
