import type { Voice, VoiceInfo } from '../../../protocol/protocol.ts';

/** When a stretch of the text is spoken. */
export interface SpokenWord {
  /** Offsets in the request's text, UTF-16 units, `end` exclusive. */
  start: number;
  end: number;
  /** Seconds from the start of the sound. */
  from: number;
  to: number;
}

/** Mono sound at 48 kHz, samples −1…1. */
export interface Speech {
  samples: Float32Array;
  sampleRate: 48000;
  words: readonly SpokenWord[];
  /** Stretches of the text that the voice cannot say (kanji, a script without a voice): they have time, but no sound. */
  unspoken?: readonly { start: number; end: number }[];
}

export interface SpeechRequest {
  text: string;
  voice: Voice;
  /** BCP 47, to choose a voice where none is named. */
  language?: string;
}

/** Something that speaks. One file per provider; `registry.ts` lists them. */
export interface TtsProvider {
  readonly name: string;
  /** Part of cache keys: changes whenever the sound could. */
  readonly version: string;
  readonly supportsCancellation: boolean;
  /** Timbres that a voice's name takes as `name+variant`, for casting, best first. */
  readonly variants?: readonly string[];
  /** A timbre's name as the provider spells it; `undefined` when there is none. */
  findVariant?(name: string): string | undefined;
  voices(): Promise<readonly VoiceInfo[]>;
  /** Name of the voice for a BCP 47 language where none is asked for; `undefined` when no voice speaks it. */
  defaultVoice(language: string): Promise<string | undefined>;
  /** Speaks. Rejects with `E200-TTS`, or with the signal's reason when aborted. */
  synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech>;
}
