import { fromDecibels, peakOf } from '../../media/audio/level.ts';
import type { Speech } from './tts.ts';

/** What stays below this, dBFS, nobody hears. */
const INAUDIBLE = -60;

/**
 * Whether a voice was given something to say and made no sound. What it has declared as unspoken does not count, nor a text
 * without letters and figures.
 */
export function saidNothing(text: string, speech: Pick<Speech, 'samples' | 'unspoken'>): boolean {
  const unspoken = (speech.unspoken ?? []).toSorted((a, b) => b.start - a.start);
  const asked = unspoken.reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return /[\p{L}\p{N}]/u.test(asked) && peakOf(speech.samples) < fromDecibels(INAUDIBLE);
}
