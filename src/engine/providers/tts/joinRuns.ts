import type { EspeakEvent } from '@echogarden/espeak-ng-emscripten';
import type { SpokenMark } from './wordTimes.ts';

/** One call of the synthesizer: its sound and what it tells about it. */
export interface SpokenRun {
  sounds: readonly Int16Array[];
  events: EspeakEvent[];
  /** Code points before it in the whole text. */
  start: number;
  /** Seconds of silence that stand for it. */
  silence: number;
}

/** Sound of a whole text at the synthesizer's own rate. `at` of the marks counts code points of the spoken text. */
export interface JoinedRuns {
  samples: Float32Array;
  sampleRate: number;
  marks: SpokenMark[];
}

/** Pause added to the synthesizer's own before a sentence, seconds: its pauses are short for a listener who also looks. */
const SENTENCE_PAUSE = 0.15;

/** Puts runs one after another, with a breath before each new sentence, and finds when each word is spoken. */
export function joinRuns(runs: readonly SpokenRun[], sampleRate: number): JoinedRuns {
  const pieces: { sound: Int16Array | undefined; length: number }[] = [];
  const marks: SpokenMark[] = [];
  let length = 0;
  const push = (sound: Int16Array | undefined, samples: number) => {
    if (samples <= 0) return;
    pieces.push({ sound, length: samples });
    length += samples;
  };
  for (const run of runs) {
    const sound = concatenate(run.sounds);
    const begin = length;
    const breaks = sentenceBreaks(run.events).map((ms) =>
      Math.min(sound.length, Math.round((ms * sampleRate) / 1000)),
    );
    let done = 0;
    for (const at of breaks) {
      push(sound.subarray(done, at), at - done);
      push(undefined, Math.round(SENTENCE_PAUSE * sampleRate));
      done = at;
    }
    push(sound.subarray(done), sound.length - done);
    push(undefined, Math.round(run.silence * sampleRate));
    const atTime = (ms: number) => {
      const sample = (ms * sampleRate) / 1000;
      const pauses = breaks.filter((at) => at <= sample + 1).length * SENTENCE_PAUSE;
      return begin / sampleRate + ms / 1000 + pauses;
    };
    for (const { position, from, to } of wordEvents(run.events)) {
      const [start, end] = [atTime(from), atTime(to - 1) + 0.001];
      marks.push({ at: run.start + position, from: start, to: Math.max(start, end) });
    }
    if (run.silence > 0) marks.push({ at: run.start, from: begin / sampleRate, to: length / sampleRate });
  }
  return { samples: toFloat(pieces, length), sampleRate, marks };
}

/** Milliseconds at which sentences start, but for the first. */
function sentenceBreaks(events: readonly EspeakEvent[]): number[] {
  const starts = events.filter(({ type }) => type === 'sentence').map((event) => event.audio_position);
  return starts.slice(1).filter((at, index) => at > (starts[index] ?? 0));
}

/** Words as they are told: position in code points from 0, milliseconds; a word ends where its last sound does. */
function wordEvents(events: readonly EspeakEvent[]): { position: number; from: number; to: number }[] {
  const words: { position: number; from: number; to: number }[] = [];
  let quietSince: number | undefined;
  for (const event of events) {
    const last = words.at(-1);
    const at = event.audio_position;
    if (event.type === 'phoneme' && event.id !== '') {
      quietSince = undefined;
    } else if (event.type === 'phoneme') {
      quietSince ??= at;
    } else if (event.type === 'word' || event.type === 'end') {
      if (last && last.to < 0) last.to = Math.max(last.from, quietSince ?? at);
      quietSince = undefined;
      if (event.type === 'word')
        words.push({ position: Math.max(0, event.text_position - 1), from: at, to: -1 });
    }
  }
  const last = words.at(-1);
  if (last && last.to < 0)
    last.to = Math.max(last.from, quietSince ?? events.at(-1)?.audio_position ?? last.from);
  return words;
}

function concatenate(sounds: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

function toFloat(
  pieces: readonly { sound: Int16Array | undefined; length: number }[],
  length: number,
): Float32Array {
  const samples = new Float32Array(length);
  let at = 0;
  for (const { sound, length: pieceLength } of pieces) {
    if (sound)
      for (let index = 0; index < sound.length; index++) samples[at + index] = (sound[index] ?? 0) / 32_768;
    at += pieceLength;
  }
  return samples;
}
