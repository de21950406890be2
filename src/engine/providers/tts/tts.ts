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
  voices(): Promise<readonly VoiceInfo[]>;
  /** Speaks. Rejects with `E200-TTS`, or with the signal's reason when aborted. */
  synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech>;
}
