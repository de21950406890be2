import { readFile, writeFile } from 'node:fs/promises';
import { assembleNarration, type NarratedWord } from '../media/audio/narration.ts';
import { encodeWav } from '../media/audio/wav.ts';
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

/** Stage 3: every scene's narration, spoken and measured. A scene that was spoken before comes from the cache. */
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
  return eachScene(film.scenes, bench.parallel, bench.job.signal, async (planned, index) => {
    const spoken = await speakScene(bench, film, planned);
    const count = counts[index];
    if (count) count.done = true;
    reporter.update(voiceProgress(counts));
    return spoken;
  });
}

async function speakScene(bench: Bench, film: PlannedFilm, planned: PlannedScene): Promise<SpokenScene> {
  const { narration } = planned;
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
  const sound = await bench.build(store.key('speech-sound', inputs), 'wav', async (path) =>
    writeFile(path, encodeWav((await spoken()).samples, 48_000)),
  );
  const text = await bench.build(store.key('speech-words', inputs), 'json', async (path) => {
    const { seconds, words, unspoken } = await spoken();
    await writeFile(path, JSON.stringify({ seconds, words, unspoken } satisfies SpokenText));
  });
  const { seconds, words, unspoken } = JSON.parse(await readFile(text.path, 'utf8')) as SpokenText;
  if (unspoken.length > 0) {
    const { number, line } = planned.scene;
    job.warn('tts', `Scene ${number}, line ${line}: ${unspokenMessage(unspoken)}`, { code: 'aura/unspoken' });
  }
  return { sound: sound.path, seconds, words };
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
): Promise<SpokenText & { samples: Float32Array }> {
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
    parts.push({ utterance, speech });
  }
  job.scene(scene.id, 'waiting');
  const { samples, words, seconds } = assembleNarration(parts);
  const unspoken = parts.flatMap(({ utterance, speech }) =>
    (speech.unspoken ?? []).map(({ start, end }) => utterance.text.slice(start, end)),
  );
  return { samples, words: [...words], seconds, unspoken };
}
