declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakEvent {
    type: 'samplerate' | 'sentence' | 'word' | 'phoneme' | 'mark' | 'play' | 'end' | 'msg_terminated';
    /** From 1, in code points of the text. */
    text_position: number;
    /** In code points. */
    word_length: number;
    /** Milliseconds. */
    audio_position: number;
    /** Phoneme's name, empty for silence; number of the word or sentence. */
    id: string | number | undefined;
  }

  export interface EspeakVoice {
    name: string;
    identifier: string;
    languages: { priority: number; name: string }[];
  }

  export interface Espeak {
    list_voices(): EspeakVoice[];
    /** 0 when the voice exists. */
    set_voice(name: string, language: string): number;
    /** Words a minute, 80–450. */
    set_rate(wordsPerMinute: number): void;
    /** 0–100; 50 is the voice's own. */
    set_pitch(pitch: number): void;
    /** 0–100; 50 is the voice's own. */
    set_range(range: number): void;
    get_samplerate(): number;
    /** Calls back with stretches of 16-bit sound; the callback returns whether to stop. */
    synthesize(text: string, onSound: (sound: Int16Array, events: EspeakEvent[]) => boolean): void;
  }

  interface EspeakModule {
    eSpeakNGWorker: new () => Espeak;
    /** The whole memory; another object after it has grown. */
    readonly HEAPU8: Uint8Array;
  }

  interface EspeakOptions {
    /** Gives the voices' data, so that it is not looked for by URL. */
    getPreloadedPackage?(name: string, size: number): ArrayBuffer;
    print?(line: string): void;
    printErr?(line: string): void;
  }

  export default function loadEspeak(options?: EspeakOptions): Promise<EspeakModule>;
}
