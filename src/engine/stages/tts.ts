import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuraError } from '../../protocol/protocol.ts';
import { assembleNarration, type NarratedWord } from '../media/audio/narration.ts';
import { encodeWav } from '../media/audio/wav.ts';
import { saidNothing } from '../providers/tts/silence.ts';
import { voiceProgress } from '../jobs/progress/mappers.ts';
import type { StageReporter } from '../pipeline.ts';
import type { PlannedFilm, PlannedScene, SpokenScene } from './film.ts';
import { eachScene, type Bench } from './workshop.ts';

/** Part of cache keys: raised whenever the same words and voices would sound different. */
export const NARRATION_VERSION = 1;

/** What is kept of a scene's narration beside its sound. */
interface SpokenText {
  seconds: number;
  words: NarratedWord[];
  /** Texts that no voice could say. */
  unspoken: string[];
}

/** A text for which a voice made no sound. */
interface SilentUtterance {
  text: string;
  voice: string;
}

/** Cause of the error with which a silent speech is kept out of the cache: the next attempt asks the voice again. */
const SILENT = Symbol('silent');

/**
 * Stage 3: every scene's narration, spoken and measured. A scene that was spoken before comes from the cache.
 *
 * @throws `E200-TTS` when no scene can be heard; a scene without a sound among others is a warning.
 */
export async function ttsStage(
  bench: Bench,
  film: PlannedFilm,
  reporter: StageReporter,
): Promise<SpokenScene[]> {
  const counts = film.scenes.map(({ scene, narration }) => ({
    title: scene.title,
    characters: narration.reduce((sum, { utterance }) => sum + utterance.text.length, 0),
    done: false,
  }));
  reporter.update(voiceProgress(counts));
  const mute = new Map<number, string>();
  const scenes = await eachScene(film.scenes, bench.parallel, bench.job.signal, async (planned, index) => {
    const spoken = await speakScene(bench, film, planned, (message) => mute.set(index, message));
    const count = counts[index];
    if (count) count.done = true;
    reporter.update(voiceProgress(counts));
    return spoken;
  });
  const narrated = film.scenes.filter(({ narration }) => narration.length > 0).length;
  if (mute.size > 0 && mute.size === narrated) {
    // Told in the order of the film, not of the work.
    const details = [...mute].sort(([one], [other]) => one - other).map(([, message]) => message);
    throw new AuraError('E200-TTS', 'Nothing of the narration can be heard', { details: details.join('\n') });
  }
  return scenes;
}

/** @param onMute told when nothing of the scene can be heard */
async function speakScene(
  bench: Bench,
  film: PlannedFilm,
  planned: PlannedScene,
  onMute: (message: string) => void,
): Promise<SpokenScene> {
  const { narration, scene } = planned;
  if (narration.length === 0) return { seconds: 0, words: [] };
  const { store, job } = bench;
  const inputs = {
    version: NARRATION_VERSION,
    language: film.language,
    parts: narration.map(({ utterance, voice }) => ({
      text: utterance.text,
      speaker: utterance.speaker ?? null,
      voice: voice.voice,
      provider: voice.provider.version,
    })),
  };
  let speaking: ReturnType<typeof speak> | undefined;
  const spoken = (): ReturnType<typeof speak> => (speaking ??= speak(bench, film, planned));
  const heard = async (): ReturnType<typeof speak> => {
    const speech = await spoken();
    if (speech.silent.length === 0) return speech;
    throw new AuraError('E200-TTS', 'The voice said nothing', { cause: SILENT });
  };
  const place = `Scene ${scene.number}, line ${scene.line}`;
  try {
    const sound = await bench.build(store.key('speech-sound', inputs), 'wav', async (path) =>
      writeFile(path, encodeWav((await heard()).samples, 48_000)),
    );
    const text = await bench.build(store.key('speech-words', inputs), 'json', async (path) => {
      const { seconds, words, unspoken } = await heard();
      await writeFile(path, JSON.stringify({ seconds, words, unspoken } satisfies SpokenText));
    });
    const { seconds, words, unspoken } = JSON.parse(await readFile(text.path, 'utf8')) as SpokenText;
    if (unspoken.length > 0)
      job.warn('tts', `${place}: ${unspokenMessage(unspoken)}`, { code: 'aura/unspoken' });
    return { sound: sound.path, seconds, words };
  } catch (error) {
    if (!AuraError.is(error, 'E200-TTS') || error.cause !== SILENT) throw error;
    const { samples, seconds, words, silent } = await spoken();
    const message = `${place}: ${silentMessage(silent)}`;
    job.warn('tts', message, { code: 'aura/silent-voice' });
    if (silent.length === narration.length) onMute(message);
    const sound = join(job.workFolder, `speech-${scene.id}.wav`);
    await writeFile(sound, encodeWav(samples, 48_000));
    return { sound, seconds, words };
  }
}

function silentMessage(silent: readonly SilentUtterance[]): string {
  const [{ voice, text } = { voice: '', text: '' }] = silent;
  const begin = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const more = silent.length > 1 ? ` and ${silent.length - 1} more` : '';
  return `The voice ${voice} said nothing for “${begin}”${more}. Choose another voice.`;
}

/** Most stretches that one message names. */
const NAMED = 4;

function unspokenMessage(stretches: readonly string[]): string {
  const different = [...new Set(stretches)];
  const named = different.slice(0, NAMED).map((stretch) => `“${stretch}”`);
  const more = different.length - named.length;
  return `The voice cannot say ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Choose another voice, or give the scene a speaker note that it can say.`;
}

async function speak(
  bench: Bench,
  film: PlannedFilm,
  { scene, narration }: PlannedScene,
): Promise<SpokenText & { samples: Float32Array; silent: SilentUtterance[] }> {
  const { job } = bench;
  const parts = [];
  job.scene(scene.id, 'building');
  for (const { utterance, voice } of narration) {
    const { provider } = voice;
    const stop = new AbortController();
    const speech = await job.withProvider(
      {
        name: provider.name,
        type: 'TTS',
        supportsCancellation: provider.supportsCancellation,
        abort: () => stop.abort(),
      },
      () =>
        provider.synthesize(
          { text: utterance.text, voice: voice.voice, language: film.language },
          AbortSignal.any([job.signal, stop.signal]),
        ),
    );
    parts.push({ utterance, speech, voice: voice.voice.name });
  }
  job.scene(scene.id, 'waiting');
  const { samples, words, seconds } = assembleNarration(parts);
  const unspoken = parts.flatMap(({ utterance, speech }) =>
    (speech.unspoken ?? []).map(({ start, end }) => utterance.text.slice(start, end)),
  );
  const silent = parts.flatMap(({ utterance: { text }, speech, voice }) =>
    saidNothing(text, speech) ? [{ text, voice }] : [],
  );
  return { samples, words: [...words], seconds, unspoken, silent };
}
