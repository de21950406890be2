import type { Speech, SpokenWord } from '../../providers/tts/tts.ts';
import type { Utterance } from '../../script/scene.ts';

/** A word of a scene: its offsets count in the text of its utterance, its times from the start of the narration. */
export interface NarratedWord extends SpokenWord {
  /** Number of the utterance, from 0. */
  utterance: number;
}

/** The voice of a scene, without the lead before and the rest after it. */
export interface Narration {
  /** Mono, 48 kHz. */
  samples: Float32Array;
  words: readonly NarratedWord[];
  seconds: number;
}

export interface NarrationPauses {
  /** Between two utterances of one speaker, seconds. */
  utterance: number;
  /** Before another speaker, seconds. */
  speaker: number;
}

export const DEFAULT_PAUSES: NarrationPauses = { utterance: 0.3, speaker: 0.4 };

const SAMPLE_RATE = 48_000;

/** Puts the utterances of a scene one after another. Those without sound (nothing to say) take no pause either. */
export function assembleNarration(
  utterances: readonly { speech: Speech; utterance: Pick<Utterance, 'speaker'> }[],
  pauses: NarrationPauses = DEFAULT_PAUSES,
): Narration {
  const starts: number[] = [];
  let length = 0;
  let before: { speaker: string | undefined } | undefined;
  for (const { speech, utterance } of utterances) {
    if (speech.samples.length > 0 && before) {
      const pause = before.speaker === utterance.speaker ? pauses.utterance : pauses.speaker;
      length += Math.round(pause * SAMPLE_RATE);
    }
    starts.push(length);
    length += speech.samples.length;
    if (speech.samples.length > 0) before = { speaker: utterance.speaker };
  }
  const samples = new Float32Array(length);
  for (const [index, { speech }] of utterances.entries()) samples.set(speech.samples, starts[index]);
  const words = utterances.flatMap(({ speech }, utterance) => {
    const offset = (starts[utterance] ?? 0) / SAMPLE_RATE;
    return speech.words.map((word) => ({
      ...word,
      utterance,
      from: word.from + offset,
      to: word.to + offset,
    }));
  });
  return { samples, words, seconds: length / SAMPLE_RATE };
}
