import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Espeak, EspeakVoice } from '@echogarden/espeak-ng-emscripten';
import { AuraError } from '../../../protocol/protocol.ts';
import type { WorkerAnswer } from '../../media/workers/job.ts';
import { timbreOf } from './espeakTimbres.ts';
import { finishSpeech } from './finishSpeech.ts';
import { joinRuns } from './joinRuns.ts';
import type { SpokenRun } from './joinRuns.ts';
import { scriptRuns } from './scriptRuns.ts';
import { toSpokenText } from './spokenText.ts';
import type { Speech } from './tts.ts';
import { timeWords } from './wordTimes.ts';
import { wordsOf } from './words.ts';

/** What a worker is asked to say. */
export interface EspeakRequest {
  text: string;
  /** espeak's name of the voice: `en-us`. */
  voice: string;
  /** Name of a timbre: `f3`. */
  variant: string;
  /** BCP 47 of the voice. */
  language: string;
  /** Words a minute. */
  wordsPerMinute: number;
  /** Semitones. */
  pitch: number;
}

/** Longest text that is handed to the synthesizer, bytes of UTF-8. */
const LONGEST_BYTES = 600_000;

/** Time given to a character that the voice cannot say, seconds. */
const SECONDS_UNSPOKEN = 0.18;

/** Time given to a text without anything to say, seconds a word. */
const SECONDS_SILENT_WORD = 0.3;

/** Speaks, in a worker thread: the synthesizer is synchronous and would hold up everything else. */
export async function speakWithEspeak(request: EspeakRequest): Promise<WorkerAnswer<Speech>> {
  const espeak = await openEspeak();
  const { text, language } = request;
  const spoken = toSpokenText(text, language);
  const runs = scriptRuns(spoken.text, language);
  const joined = joinRuns(
    runs.map((run) => speakRun(espeak, request, run)),
    espeak.get_samplerate(),
  );
  const words = wordsOf(text, language);
  if (joined.samples.length === 0) {
    const seconds = words.length * SECONDS_SILENT_WORD;
    const silence = new Float32Array(Math.round(seconds * 48_000));
    return {
      output: { samples: silence, sampleRate: 48_000, words: timeWords(text, words, [], seconds) },
      transfer: [silence.buffer],
    };
  }
  const finished = finishSpeech(joined, timbreOf(request.variant).bells);
  const marks = finished.marks.map((mark) => ({ ...mark, at: spoken.offsets[mark.at] ?? text.length }));
  const unspoken = runs
    .filter((run) => run.language === undefined)
    .map(({ start, text: run }) => ({
      start: spoken.offsets[start] ?? text.length,
      end: spoken.offsets[start + [...run.trimEnd()].length] ?? text.length,
    }));
  const speech: Speech = {
    samples: finished.samples,
    sampleRate: 48_000,
    words: timeWords(text, words, marks, finished.samples.length / 48_000),
    ...(unspoken.length > 0 ? { unspoken } : {}),
  };
  return { output: speech, transfer: [finished.samples.buffer] };
}

function speakRun(
  espeak: Espeak,
  request: EspeakRequest,
  run: ReturnType<typeof scriptRuns>[number],
): SpokenRun {
  const letters = run.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (run.language === undefined) {
    const seconds = letters * SECONDS_UNSPOKEN;
    return { sounds: [], events: [], start: run.start, silence: seconds };
  }
  const own = run.language === request.language;
  const voice = fileOfVoice(own ? request.voice : run.language);
  const name = `${voice}+${request.variant}`;
  if (espeak.set_voice(name, '') !== 0)
    throw new AuraError('E200-TTS', `The voice “${name}” could not be loaded`);
  espeak.set_rate(Math.round(request.wordsPerMinute));
  espeak.set_range(timbreOf(request.variant).range);
  espeak.set_pitch(pitchSetting(request.pitch));
  const sounds: Int16Array[] = [];
  const events: SpokenRun['events'] = [];
  if (/[\p{L}\p{N}\p{S}%&@#+]/u.test(run.text)) {
    if (Buffer.byteLength(run.text) >= LONGEST_BYTES)
      throw new AuraError('E422-SCRIPT', 'A text is too long to be spoken');
    espeak.synthesize(run.text, (sound, told) => {
      sounds.push(sound);
      events.push(...told);
      return false;
    });
  }
  return { sounds, events, start: run.start, silence: 0 };
}

/** The synthesizer's 0–100 for a shift in semitones, as measured; it reaches from about −6 to +7. */
function pitchSetting(semitones: number): number {
  const setting = 50 + semitones * (semitones < 0 ? 7.2 : 6.8);
  return Math.round(Math.min(100, Math.max(0, setting)));
}

/** Voices whose file is not called as they are: by their name the synthesizer takes them, and then says nothing. */
const FILES: Readonly<Record<string, string>> = {
  'chr-us-qaaa-x-west': 'chr',
  'en-gb': 'en',
  'fr-fr': 'fr',
  zh: 'cmn',
};

function fileOfVoice(name: string): string {
  return FILES[name.toLowerCase()] ?? name;
}

/** All voices of the synthesizer. */
export async function listEspeakVoices(): Promise<WorkerAnswer<EspeakVoice[]>> {
  const espeak = await openEspeak();
  return { output: espeak.list_voices() };
}

interface LoadedEspeak {
  espeak: Espeak;
  /** Forgets everything that was said. */
  reset(): void;
}

let opened: Promise<LoadedEspeak> | undefined;

/**
 * The synthesizer as it is before its first word. It carries noise and pitch over from one text to the next, so that the same
 * text would sound different each time, and a film could not be made twice.
 */
async function openEspeak(): Promise<Espeak> {
  opened ??= loadEspeak();
  const { espeak, reset } = await opened;
  reset();
  return espeak;
}

async function loadEspeak(): Promise<LoadedEspeak> {
  const { default: load } = await import('@echogarden/espeak-ng-emscripten');
  // The package looks for its data by URL and fails in folders with “#” or “?” in their names: hand the bytes over.
  const path = createRequire(import.meta.url).resolve('@echogarden/espeak-ng-emscripten/espeak-ng.data');
  const data = readFileSync(path);
  const module = await load({
    getPreloadedPackage: () => data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
    print: () => undefined,
    printErr: () => undefined,
  });
  const espeak = atTime(0, () => {
    const speaker = new module.eSpeakNGWorker();
    // The bindings keep a buffer for texts on the heap and remember its place. It must not grow after the snapshot, or the
    // place would be somebody else's: two calls, with nothing to say, make it as large as the longest text.
    for (let call = 0; call < 2; call++) speaker.synthesize('\0'.repeat(LONGEST_BYTES), () => false);
    // The first text of all sounds different, whatever memory holds: what counts as fresh is the state after it.
    speaker.set_voice('en', '');
    speaker.synthesize('a', () => false);
    return speaker;
  });
  const fresh = module.HEAPU8.slice();
  return {
    espeak,
    reset() {
      // The memory may have grown since; views of it are then made anew.
      module.HEAPU8.set(fresh);
      module.HEAPU8.fill(0, fresh.length);
    },
  };
}

/** Runs `work`, which must not wait for anything, with the clock standing still: the synthesizer takes its noise from the time. */
function atTime<T>(ms: number, work: () => T): T {
  const { now } = Date;
  Date.now = () => ms;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}
