/** One bell of an equalizer. */
export interface Bell {
  /** Centre, Hz. */
  hertz: number;
  /** dB. */
  gain: number;
  /** Centre over width. */
  q: number;
}

/** Filters in place with peaking biquads (Audio EQ Cookbook), one after another. Bells of 0 dB do nothing. */
export function equalize(samples: Float32Array, sampleRate: number, bells: readonly Bell[]): void {
  for (const bell of bells) if (bell.gain !== 0) filter(samples, sampleRate, bell);
}

function filter(samples: Float32Array, sampleRate: number, { hertz, gain, q }: Bell): void {
  const amplitude = 10 ** (gain / 40);
  const omega = (2 * Math.PI * hertz) / sampleRate;
  const alpha = Math.sin(omega) / (2 * q);
  const a0 = 1 + alpha / amplitude;
  const [b0, b1, b2] = [
    (1 + alpha * amplitude) / a0,
    (-2 * Math.cos(omega)) / a0,
    (1 - alpha * amplitude) / a0,
  ];
  const [a1, a2] = [b1, (1 - alpha / amplitude) / a0];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let index = 0; index < samples.length; index++) {
    const x = samples[index] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    // Denormal numbers are slow, and silence shall stay silence.
    y1 = Math.abs(y) < 1e-12 ? 0 : y;
    samples[index] = y1;
  }
}
