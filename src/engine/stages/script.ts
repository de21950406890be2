import {
  AuraError,
  isBriefRequest,
  STAGE_TITLES,
  type BriefRequest,
  type GenerateRequest,
  type ResolvedOptions,
} from '../../protocol/protocol.ts';
import { chunkProgress } from '../jobs/progress/mappers.ts';
import type { StageReporter } from '../pipeline.ts';
import { castVoices } from '../providers/tts/cast.ts';
import type { ResolvedVoice } from '../providers/tts/registry.ts';
import { estimateScript } from '../script/estimate.ts';
import { readScript } from '../script/read.ts';
import type { Scene, Script } from '../script/scene.ts';
import type { FilmBrief, PlannedFilm, PlannedScene } from './film.ts';
import { resolveMedia, resolveMusic } from './media.ts';
import { readSceneRecord, sceneKey } from './sceneRecord.ts';
import { atLine, eachScene, type Bench, type PlanBench } from './workshop.ts';

/**
 * Stage 2: scenes. A brief is written out by the first writer that can; then everything that a scene names is found: its
 * voices, its picture or clip, what of it lies in the cache. Announces the film.
 *
 * @throws {AuraError} `E422-SCRIPT` for an unknown voice or a file that cannot be used, with its line.
 */
export async function scriptStage(
  bench: Bench,
  request: GenerateRequest,
  brief: FilmBrief,
  reporter: StageReporter,
): Promise<PlannedFilm> {
  const script = await written(bench, request, brief, reporter);
  const film = await planScenes(bench, request, brief, script, (found, total) => {
    reporter.progress((found / total) * 100, `${STAGE_TITLES.script} · scene ${found} of ${total}`, {
      currentItem: found,
      totalItems: total,
    });
  });
  announce(bench, film);
  return film;
}

/** Finds everything that the scenes of a script name. Starts nothing. */
export async function planScenes(
  bench: PlanBench,
  request: GenerateRequest,
  brief: FilmBrief,
  script: Script,
  onScene: (found: number, total: number) => void = () => undefined,
): Promise<PlannedFilm> {
  const { language } = script;
  const { options } = brief;
  const chosen = chosenScenes(script, isBriefRequest(request) ? undefined : request.scenes);
  // A voice that was asked for beside the script is not the script's mistake.
  const asked = isBriefRequest(request) ? undefined : request.overrides?.voice?.name;
  const narrator = await atLine(asked === undefined ? script.marks['voice']?.line : undefined, () =>
    bench.voices.resolve(options.voice, language),
  );
  const cast = await castOf(bench, script, narrator);
  const estimate = new Map(estimateScript(script).scenes.map((scene) => [scene.id, scene.seconds]));
  let found = 0;
  const scenes = await eachScene(chosen, bench.parallel, bench.signal, async (scene, index) => {
    const narration = await Promise.all(
      scene.narration.map(async (utterance) => ({
        utterance,
        voice: await voiceOf(bench, scene, utterance.speaker, narrator, cast, language),
      })),
    );
    const planned = {
      scene,
      narration,
      ...(await resolveMedia(bench, request, scene)),
      fades: index > 0 && scene.settings.transition !== 'cut',
    };
    const key = await sceneKey(bench, options, language, planned);
    const record = await readSceneRecord(bench.store, key);
    const seconds = record?.seconds ?? estimate.get(scene.id) ?? 0;
    onScene(++found, chosen.length);
    return { ...planned, key, seconds, cached: record !== undefined };
  });
  const music = await resolveMusic(bench, request, script, options);
  return { ...brief, script, language, title: script.title, scenes, narrator, ...(music ? { music } : {}) };
}

/** The script, written out when there is only a brief. `onText` hears each part as it comes. */
export async function writeScript(
  bench: PlanBench,
  request: GenerateRequest,
  script: Script,
  onText: (part: string) => void = () => undefined,
): Promise<Script> {
  const brief = briefOf(request, script);
  if (!brief) return script;
  const markdown = await bench.writers.first().write(brief, bench.signal, onText);
  return readScript({ format: 'markdown', text: markdown });
}

function briefOf(request: GenerateRequest, script: Script): BriefRequest | undefined {
  if (isBriefRequest(request)) return request;
  return script.brief === undefined ? undefined : { brief: { topic: script.brief } };
}

/** {@link writeScript} as the job's own work: it can be cancelled, says how far it is, and what it could not do. */
async function written(
  bench: Bench,
  request: GenerateRequest,
  { script, options }: FilmBrief,
  reporter: StageReporter,
): Promise<Script> {
  const brief = briefOf(request, script);
  if (!brief) return script;
  let characters = 0;
  reporter.update(chunkProgress({ characters, ended: false }));
  const writer = bench.writers.first();
  const wrote = await bench.job.withProvider(
    { name: writer.name, type: 'LLM', supportsCancellation: true },
    () =>
      writeScript(bench, request, script, (chunk) => {
        characters += chunk.length;
        reporter.update(chunkProgress({ characters, ended: false }));
      }),
  );
  for (const message of [...writer.notFollowed(brief), ...lengthAside(wrote, options)]) {
    bench.job.warn('script', message, { code: 'aura/brief', provider: writer.name });
  }
  return wrote;
}

/** Says so when the film will be far from the length that was asked for. */
function lengthAside(script: Script, { target, voice }: ResolvedOptions): string[] {
  if (target === undefined) return [];
  const seconds = estimateScript({ ...script, options: { ...script.options, voice } }).seconds;
  if (seconds > target * 0.75 && seconds < target * 1.25) return [];
  return [`The film will last about ${Math.round(seconds)} s; ${Math.round(target)} s were asked for.`];
}

/** The scenes that were asked for by number, from 1; all when none was. */
function chosenScenes({ scenes }: Script, numbers: readonly number[] | undefined): readonly Scene[] {
  if (numbers === undefined) return scenes;
  const missing = numbers.find((number) => number > scenes.length);
  if (missing !== undefined) {
    throw new AuraError('E422-SCRIPT', `There is no scene ${missing}`, {
      remediation: `The script has ${scenes.length} scenes.`,
    });
  }
  return scenes.filter((scene) => numbers.includes(scene.number));
}

async function castOf(
  bench: PlanBench,
  script: Script,
  narrator: ResolvedVoice,
): Promise<Map<string, ResolvedVoice>> {
  const speakers = [
    ...new Set(
      script.scenes.flatMap((scene) => scene.narration.flatMap(({ speaker }) => (speaker ? [speaker] : []))),
    ),
  ];
  const voices = castVoices(speakers, script.cast, narrator.voice, narrator.provider.variants);
  const resolved = await Promise.all(
    [...voices].map(
      async ([speaker, voice]) => [speaker, await bench.voices.resolve(voice, script.language)] as const,
    ),
  );
  return new Map(resolved);
}

async function voiceOf(
  bench: PlanBench,
  scene: Scene,
  speaker: string | undefined,
  narrator: ResolvedVoice,
  cast: ReadonlyMap<string, ResolvedVoice>,
  language: string,
): Promise<ResolvedVoice> {
  const own = scene.settings.voice;
  if (speaker !== undefined) return cast.get(speaker) ?? narrator;
  if (!own) return narrator;
  const line = scene.marks['voice']?.line ?? scene.line;
  const base = own.name === undefined ? narrator.voice : {};
  return atLine(line, () => bench.voices.resolve({ ...base, ...own }, language));
}

function announce(bench: Bench, film: PlannedFilm): void {
  const { width, height, fps } = film.spec;
  bench.job.planned({
    title: film.title,
    film: {
      width,
      height,
      fps,
      captions: film.options.captions,
      theme: film.options.theme,
      voice: film.narrator.voice.name,
    },
    build: film.scenes.filter((scene) => !scene.cached).length,
    seconds: film.scenes.reduce((sum, scene) => sum + scene.seconds, 0),
    scenes: film.scenes.map(({ scene, seconds, cached }: PlannedScene) => ({
      id: scene.id,
      line: scene.line,
      title: scene.title,
      seconds,
      measured: cached,
      state: cached ? 'cached' : 'waiting',
    })),
  });
}
