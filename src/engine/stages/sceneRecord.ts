import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { ResolvedOptions } from '../../protocol/protocol.ts';
import type { KeyInput, Store } from '../cache.ts';
import { CARDS_VERSION } from '../media/cards/card.ts';
import { PICTURE_VERSION } from '../media/film/spec.ts';
import { NARRATION_VERSION } from './tts.ts';
import type { PlannedScene } from './film.ts';
import type { Bench, PlanBench } from './workshop.ts';

const RecordSchema = v.object({
  /** Measured length of the scene. */
  seconds: v.number(),
  frames: v.number(),
  /** Cache keys of its pieces that do not depend on other scenes. */
  body: v.string(),
});
/** What is remembered of a finished scene, so that the next plan knows it without speaking or drawing it. */
export type SceneRecord = v.InferOutput<typeof RecordSchema>;

/** The key of everything that decides how a scene looks and sounds by itself: never its place in the film. */
export async function sceneKey(
  bench: PlanBench,
  options: ResolvedOptions,
  language: string,
  scene: Pick<PlannedScene, 'scene' | 'narration' | 'mediaHash' | 'fades'>,
): Promise<string> {
  const { content, eyebrow, settings } = scene.scene;
  return bench.store.key(
    'scene',
    keyable({
      versions: [CARDS_VERSION, PICTURE_VERSION, NARRATION_VERSION, bench.tool.version],
      content,
      eyebrow: eyebrow ?? null,
      settings,
      narration: scene.narration.map(({ utterance, voice }) => ({
        text: utterance.text,
        item: utterance.item ?? null,
        voice: voice.voice,
        provider: voice.provider.version,
      })),
      media: scene.mediaHash ?? null,
      fades: scene.fades,
      spec: bench.spec,
      theme: options.theme,
      fonts: await bench.artist.fontFingerprint(options.theme),
      motion: options.motion,
      burned: options.captions === 'burned',
      language,
    }),
  );
}

/** What is remembered under `key`, provided that the scene's piece is still there. */
export async function readSceneRecord(store: Store, key: string): Promise<SceneRecord | undefined> {
  const path = await store.get(key);
  if (path === undefined) return undefined;
  const parsed = v.safeParse(RecordSchema, JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success || !(await store.has(parsed.output.body))) return undefined;
  return parsed.output;
}

/** Remembers a finished scene. */
export async function writeSceneRecord(bench: Bench, key: string, record: SceneRecord): Promise<void> {
  await bench.build(key, 'json', (path) => writeFile(path, JSON.stringify(record)));
}

/** Plain data for a cache key, without source ranges: a scene that only moved within the script is the same scene. */
export function keyable(value: object): KeyInput {
  return withoutPlaces(value) as KeyInput;
}

/** A copy without source ranges. */
export function withoutPlaces<T extends object>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (name, field: unknown) => (name === 'range' ? undefined : field)),
  ) as T;
}
