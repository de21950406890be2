/** Half the length of the filter, in periods of the lower of both rates. */
const HALF_LENGTH = 32;
/** Kaiser window: about 80 dB of stop-band attenuation. */
const BETA = 8;
/** Where the pass band ends, as a share of the lower rate's half. */
const CUTOFF = 0.94;

interface Filter {
  up: number;
  down: number;
  /** Coefficients of each phase, one after another. */
  phases: Float32Array;
  taps: number;
}

const filters = new Map<string, Filter>();

/**
 * Changes the sample rate with a polyphase windowed sinc (Kaiser), exact for every pair of integer rates.
 *
 * @returns `round(samples × to / from)` samples, in time with the input: the filter's delay is taken out.
 */
export function resample(input: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return input;
  const { up, down, phases, taps } = filterFor(from, to);
  const output = new Float32Array(Math.round((input.length * to) / from));
  const half = taps >> 1;
  for (let index = 0; index < output.length; index++) {
    const position = index * down;
    const center = Math.floor(position / up);
    const phase = (position % up) * taps;
    const first = center - half + 1;
    let sum = 0;
    const start = Math.max(0, -first);
    const end = Math.min(taps, input.length - first);
    for (let tap = start; tap < end; tap++) sum += (input[first + tap] ?? 0) * (phases[phase + tap] ?? 0);
    output[index] = sum;
  }
  return output;
}

function filterFor(from: number, to: number): Filter {
  const key = `${from}:${to}`;
  const known = filters.get(key);
  if (known) return known;
  const divisor = greatestCommonDivisor(from, to);
  const [up, down] = [to / divisor, from / divisor];
  // When the rate falls, the filter must cut at the new, lower half rate.
  const scale = Math.min(1, to / from);
  const half = Math.ceil(HALF_LENGTH / scale);
  const taps = half * 2;
  const phases = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / up;
      const value = sinc(distance * scale * CUTOFF) * kaiser(distance / half);
      phases[phase * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) {
      const index = phase * taps + tap;
      phases[index] = (phases[index] ?? 0) / sum;
    }
  }
  const filter = { up, down, phases, taps };
  filters.set(key, filter);
  return filter;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
