/** Length of the windows that loudness is measured in, seconds. */
const WINDOW = 0.05;

/** Amplitude of a level in dB. */
export function fromDecibels(decibels: number): number {
  return 10 ** (decibels / 20);
}

/** Largest absolute sample. */
export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/**
 * Mean level of the parts that sound, dBFS: windows of 50 ms more than 25 dB under the loudest do not count.
 *
 * @returns `-Infinity` for silence.
 */
export function speechLevel(samples: Float32Array, sampleRate: number): number {
  const length = Math.max(1, Math.round(WINDOW * sampleRate));
  const powers: number[] = [];
  for (let start = 0; start < samples.length; start += length) {
    let sum = 0;
    const end = Math.min(start + length, samples.length);
    for (let index = start; index < end; index++) sum += (samples[index] ?? 0) ** 2;
    powers.push(sum / (end - start));
  }
  const gate = powers.reduce((most, power) => Math.max(most, power), 0) * 10 ** -2.5;
  const sounding = powers.filter((power) => power > 0 && power >= gate);
  if (sounding.length === 0) return -Infinity;
  return 10 * Math.log10(sounding.reduce((sum, power) => sum + power, 0) / sounding.length);
}

/** Where sound begins and ends: the first and the last sample (exclusive) above `threshold`; both 0 for silence. */
export function soundingRange(samples: Float32Array, threshold: number): { start: number; end: number } {
  let start = 0;
  while (start < samples.length && Math.abs(samples[start] ?? 0) <= threshold) start++;
  if (start === samples.length) return { start: 0, end: 0 };
  let end = samples.length;
  while (Math.abs(samples[end - 1] ?? 0) <= threshold) end--;
  return { start, end };
}

/** Multiplies in place. */
export function amplify(samples: Float32Array, gain: number): void {
  for (let index = 0; index < samples.length; index++) samples[index] = (samples[index] ?? 0) * gain;
}

/** Fades the first and last `length` samples in place, so that joints do not click. */
export function softenEdges(samples: Float32Array, length: number): void {
  const edge = Math.min(length, samples.length >> 1);
  for (let index = 0; index < edge; index++) {
    const gain = 0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / edge);
    samples[index] = (samples[index] ?? 0) * gain;
    const mirrored = samples.length - 1 - index;
    samples[mirrored] = (samples[mirrored] ?? 0) * gain;
  }
}
