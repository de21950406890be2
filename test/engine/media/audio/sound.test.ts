import assert from 'node:assert/strict';
import {
  amplify,
  peakOf,
  softenEdges,
  soundingRange,
  speechLevel,
} from '../../../../src/engine/media/audio/level.ts';
import { resample } from '../../../../src/engine/media/audio/resample.ts';

function sine(hertz: number, sampleRate: number, seconds: number, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRate * seconds) },
    (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );
}

/** Largest difference in the middle, in dB below full scale. */
function errorDecibels(a: Float32Array, b: Float32Array): number {
  let worst = 0;
  for (let index = 2000; index < a.length - 2000; index++) {
    worst = Math.max(worst, Math.abs((a[index] ?? 0) - (b[index] ?? 0)));
  }
  return 20 * Math.log10(worst);
}

describe('resampling', () => {
  for (const hertz of [100, 1000, 5000, 9000]) {
    it(`keeps a tone of ${hertz} Hz, in level and in time, from 22,050 to 48,000 Hz`, () => {
      const resampled = resample(sine(hertz, 22_050, 0.5), 22_050, 48_000);
      assert.equal(resampled.length, 24_000);
      assert.ok(errorDecibels(resampled, sine(hertz, 48_000, 0.5)) < -70);
    });
  }

  it('leaves no mirror image above the old half rate', () => {
    const resampled = resample(sine(9000, 22_050, 0.5), 22_050, 48_000);
    // 22,050 − 9,000 Hz is where a poor resampler would add a tone.
    assert.ok(20 * Math.log10(toneLevel(resampled, 13_050, 48_000)) < -75);
  });

  it('removes what the lower rate cannot hold', () => {
    assert.ok(
      20 * Math.log10(peakOf(resample(sine(15_000, 48_000, 0.2), 48_000, 22_050).subarray(500, -500))) < -70,
    );
  });

  it('answers empty sound and equal rates', () => {
    assert.equal(resample(new Float32Array(0), 22_050, 48_000).length, 0);
    const same = sine(440, 48_000, 0.01);
    assert.equal(resample(same, 48_000, 48_000), same);
  });
});

describe('levels', () => {
  it('measures the parts that sound, whatever silence lies between them', () => {
    const tone = sine(1000, 48_000, 1, 0.1);
    const padded = new Float32Array(48_000 * 4);
    padded.set(tone, 48_000);
    assert.ok(Math.abs(speechLevel(tone, 48_000) + 23.01) < 0.05);
    assert.ok(Math.abs(speechLevel(padded, 48_000) + 23.01) < 0.1);
    assert.equal(speechLevel(new Float32Array(100), 48_000), -Infinity);
    assert.equal(speechLevel(new Float32Array(0), 48_000), -Infinity);
  });

  it('finds where sound begins and ends', () => {
    assert.deepEqual(soundingRange(Float32Array.of(0, 0.01, 0.5, -0.4, 0.01, 0), 0.1), { start: 2, end: 4 });
    assert.deepEqual(soundingRange(new Float32Array(10), 0.1), { start: 0, end: 0 });
  });

  it('amplifies and softens in place', () => {
    const samples = new Float32Array(100).fill(0.5);
    amplify(samples, 2);
    softenEdges(samples, 10);
    assert.ok((samples[0] ?? 1) < 0.01 && (samples[99] ?? 1) < 0.01);
    assert.equal(samples[50], 1);
    const short = Float32Array.of(1);
    softenEdges(short, 10);
    assert.equal(short[0], 1);
  });
});

/** Amplitude of one frequency (Goertzel). */
function toneLevel(samples: Float32Array, hertz: number, sampleRate: number): number {
  let [real, imaginary] = [0, 0];
  for (const [index, sample] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length);
    real += sample * window * Math.cos((2 * Math.PI * hertz * index) / sampleRate);
    imaginary += sample * window * Math.sin((2 * Math.PI * hertz * index) / sampleRate);
  }
  return (4 * Math.hypot(real, imaginary)) / samples.length;
}
