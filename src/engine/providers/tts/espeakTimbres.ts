import type { Bell } from '../../media/audio/equalizer.ts';

/** How a timbre is treated so that it sounds less like a machine. */
export interface Timbre {
  /** The synthesizer's setting for the range of the melody, 0–100; its default, 50, is monotonous. */
  range: number;
  bells: readonly Bell[];
}

/** Centres of the equalizer, Hz. */
const CENTRES = [200, 500, 1250, 2500, 4000, 8000];
const Q = 0.9;

/**
 * Settings measured on the Rainbow Passage (en-us): range for a melody that moves by 2–3 semitones (standard deviation), as
 * people's does when they read aloud; gains (dB at {@link CENTRES}) for three quarters of the way to the long-term average
 * spectrum of speech (Byrne et al. 1994). It mostly takes away the sharpness at 2–4 kHz. First of all comes the narrator's
 * timbre: of those with an ordinary pitch, m7 is closest to that spectrum as it is. The others follow for the speakers of a
 * screenplay, alternately high and low.
 */
const MEASURED: readonly (readonly [name: string, range: number, ...gains: number[]])[] = [
  ['m7', 70, 1.4, -0.8, -1, -1.1, 3.1, 2.2],
  ['f3', 55, 0, 1.4, -1.2, -2.3, -4.4, 2.5],
  ['Reed', 65, 0.3, -2, -1.8, 2, 2.5, 1.3],
  ['f2', 65, 0, 0.7, -1.6, -1.5, -3.5, 1.5],
  ['m3', 65, 5.8, 1.1, -2.8, -3.9, -0.8, 0.3],
  ['f1', 65, 0, 1, -3, -1.4, -2.6, 2.8],
  ['announcer', 55, 0.9, -1.7, -0.6, 0.6, 2.1, 1.2],
  ['Annie', 55, 0, 3, -3.5, -4.7, -3.1, 0.9],
  ['Henrique', 60, -1.3, -1, 2, 1.5, -0.3, -1.5],
  ['f5', 70, 0, 1, -1.4, -2, -5, -1.8],
  ['edward2', 70, 1, -0.3, -1.7, 0.5, 1.3, 0.6],
  ['f4', 70, 0, 1, -2, -2, -3.7, 3.2],
  ['Michael', 60, 2.8, -1.5, -3.4, 1.3, 0.9, -0.4],
];

const TIMBRES: ReadonlyMap<string, Timbre> = new Map(
  MEASURED.map(([name, range, ...gains]) => [
    name,
    { range, bells: CENTRES.map((hertz, index) => ({ hertz, gain: gains[index] ?? 0, q: Q })) },
  ]),
);

/** What a timbre that was not measured gets. */
const OTHER: Timbre = { range: 60, bells: [] };

/** Timbre of voices that are not asked for one. */
export const DEFAULT_VARIANT = 'm7';

/** Timbres for the speakers of a screenplay, best first. */
export const CAST_VARIANTS: readonly string[] = MEASURED.map(([name]) => name).slice(1);

export function timbreOf(variant: string): Timbre {
  return TIMBRES.get(variant) ?? OTHER;
}
