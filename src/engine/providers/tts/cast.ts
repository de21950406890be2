import type { Voice } from '../../../protocol/protocol.ts';

/** Shifts of the pitch, semitones, for speakers beyond the number of timbres and for voices without any. */
const PITCHES = [0, -2, 2, -4, 4, -6, 6];

/**
 * Gives every speaker of a screenplay a voice: the one the script names, else the narrator's language in another timbre.
 * The same speakers in the same order always get the same voices, and a speaker who comes in later changes nobody's.
 *
 * @param speakers in order of appearance; names are compared as they stand, without regard to case.
 * @param cast voices as the script gives them, by speaker.
 * @param narrator resolved: its name is set.
 * @param variants timbres that `name+variant` understands, best first; none when the provider has none.
 */
export function castVoices(
  speakers: readonly string[],
  cast: Readonly<Record<string, Voice>>,
  narrator: Voice,
  variants: readonly string[] = [],
): Map<string, Voice> {
  const given = new Map(Object.entries(cast).map(([name, voice]) => [name.toLowerCase(), voice]));
  const [base = '', own] = (narrator.name ?? '').split('+');
  const taken = new Set([own, ...[...given.values()].map(({ name }) => name?.split('+')[1])]);
  const free = variants.filter((variant) => !taken.has(variant));
  const timbres = free.length > 0 ? free : [undefined];
  const voices = new Map<string, Voice>();
  let next = free.length > 0 ? 0 : 1;
  for (const speaker of speakers) {
    if (voices.has(speaker)) continue;
    const named = given.get(speaker.toLowerCase());
    if (named) {
      voices.set(speaker, named);
      continue;
    }
    const variant = timbres[next % timbres.length];
    const shift = PITCHES[Math.floor(next / timbres.length) % PITCHES.length] ?? 0;
    const pitch = Math.max(-12, Math.min(12, (narrator.pitch ?? 0) + shift));
    voices.set(speaker, {
      ...narrator,
      name: variant === undefined ? (narrator.name ?? '') : `${base}+${variant}`,
      ...(pitch === 0 ? {} : { pitch }),
    });
    next++;
  }
  return voices;
}
