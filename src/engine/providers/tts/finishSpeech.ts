import { equalize } from '../../media/audio/equalizer.ts';
import type { Bell } from '../../media/audio/equalizer.ts';
import {
  amplify,
  fromDecibels,
  peakOf,
  softenEdges,
  soundingRange,
  speechLevel,
} from '../../media/audio/level.ts';
import { resample } from '../../media/audio/resample.ts';
import type { SpokenMark } from './wordTimes.ts';

/** Level that every utterance is brought to, so that voices are equally loud: dBFS of its sounding parts. */
const LEVEL = -20;
/** No sample goes above this, dBFS. */
const PEAK = -2;
/** What is quieter than this below the peak counts as silence at both ends, dB. */
const SILENCE = -50;
/** Kept before and after the sound, seconds, so that soft consonants are not cut. */
const MARGIN = 0.02;

/**
 * Makes a raw utterance ready for a film: no silence at its ends, its spectrum mended, an even level, 48 kHz. Changes the raw
 * samples.
 *
 * @returns marks in seconds of the finished sound.
 */
export function finishSpeech(
  raw: { samples: Float32Array; sampleRate: number; marks: readonly SpokenMark[] },
  bells: readonly Bell[] = [],
): {
  samples: Float32Array<ArrayBuffer>;
  marks: SpokenMark[];
} {
  const { samples, sampleRate } = raw;
  const lastMark = raw.marks.reduce((last, { to }) => Math.max(last, to), 0);
  const sounding = soundingRange(samples, peakOf(samples) * fromDecibels(SILENCE));
  const margin = Math.round(MARGIN * sampleRate);
  const start = Math.max(0, Math.min(sounding.start, firstMark(raw.marks, sampleRate)) - margin);
  const end = Math.min(samples.length, Math.max(sounding.end, Math.ceil(lastMark * sampleRate)) + margin);
  equalize(samples, sampleRate, bells);
  const finished = Float32Array.from(resample(samples.subarray(start, end), sampleRate, 48_000));
  const peak = peakOf(finished);
  if (peak > 0) {
    const wanted = fromDecibels(LEVEL - speechLevel(finished, 48_000));
    amplify(finished, Math.min(wanted, fromDecibels(PEAK) / peak));
  }
  softenEdges(finished, 0.005 * 48_000);
  const seconds = finished.length / 48_000;
  const shift = start / sampleRate;
  const within = (time: number) => Math.min(seconds, Math.max(0, time - shift));
  return {
    samples: finished,
    marks: raw.marks.map((mark) => ({ ...mark, from: within(mark.from), to: within(mark.to) })),
  };
}

function firstMark(marks: readonly SpokenMark[], sampleRate: number): number {
  return Math.floor(marks.reduce((first, { from }) => Math.min(first, from), Infinity) * sampleRate);
}
