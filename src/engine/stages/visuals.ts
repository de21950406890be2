import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shared } from '../media/cards/artist.ts';
import { CARDS_VERSION, type Bitmap, type CardSpec } from '../media/cards/card.ts';
import { THEMES } from '../media/cards/themes/themes.ts';
import { clipStill } from '../media/film/clipStill.ts';
import { decodePicture } from '../media/pictures/decode.ts';
import { visualsProgress } from '../jobs/progress/mappers.ts';
import { subjectOf, type Point } from '../media/pictures/subject.ts';
import type { StageReporter } from '../pipeline.ts';
import type { DrawnScene, PlannedFilm, PlannedScene } from './film.ts';
import { keyable, withoutPlaces } from './sceneRecord.ts';
import { decodeOptions } from './media.ts';
import { eachScene, type Bench } from './workshop.ts';

/** Width of the pictures in the scene strip, pixels: twice what is shown. */
const THUMBNAIL_WIDTH = 320;
/** Longest side of what a full-bleed picture is judged by, pixels. */
const SAMPLE_SIDE = 640;
/** Longest side of what a picture's subject is looked for in, pixels. */
const FOCUS_SIDE = 320;

/** Stage 4: every scene's card, laid out, and a small picture of it. */
export async function visualsStage(
  bench: Bench,
  film: PlannedFilm,
  reporter: StageReporter,
): Promise<DrawnScene[]> {
  const { job, artist, parallel } = bench;
  await mkdir(job.artifactsFolder, { recursive: true });
  const warned = new Set<string>();
  const counts = film.scenes.map(({ scene }) => ({ title: scene.title, done: false }));
  reporter.update(visualsProgress(counts));
  return eachScene(film.scenes, parallel, job.signal, async (planned, index) => {
    const { scene, cached } = planned;
    const focus = await pictureFocus(bench, film, planned);
    const picture = await cardPicture(bench, film, planned, focus);
    const card = cardOf(film, planned, picture);
    const key = await cardKey(bench, film, planned, card, focus);
    const layout = await artist.layout(card, key, job.signal);
    for (const note of layout.notes) {
      const message = `Scene ${scene.number}, line ${scene.line}: ${note.message}`;
      if (!warned.has(message)) job.warn('visuals', message, { code: note.code });
      warned.add(message);
    }
    const drawn: DrawnScene = { card, layout, key, ...(focus ? { focus } : {}) };
    const thumbnail = await writeThumbnail(bench, planned, drawn);
    job.scene(scene.id, cached ? 'cached' : 'waiting', { thumbnail });
    const count = counts[index];
    if (count) count.done = true;
    reporter.update(visualsProgress(counts));
    return drawn;
  });
}

function cardOf(film: PlannedFilm, { scene }: PlannedScene, picture: Bitmap | undefined): CardSpec {
  return {
    content: withoutPlaces(scene.content),
    ...(scene.eyebrow === undefined ? {} : { eyebrow: scene.eyebrow }),
    theme: film.options.theme,
    width: film.spec.width,
    height: film.spec.height,
    captionsBurned: film.options.captions === 'burned',
    language: film.language,
    ...(picture ? { picture } : {}),
  };
}

async function cardKey(
  bench: Bench,
  film: PlannedFilm,
  planned: PlannedScene,
  card: CardSpec,
  focus: Point | undefined,
): Promise<string> {
  const { picture, ...rest } = card;
  return bench.store.key(
    'card',
    keyable({
      version: CARDS_VERSION,
      fonts: await bench.artist.fontFingerprint(film.options.theme),
      card: rest,
      picture: picture ? [planned.mediaHash ?? null, picture.width, picture.height, focus ?? null] : null,
    }),
  );
}

/** What of a full-bleed picture must stay in the frame, where the frame has another shape. */
async function pictureFocus(
  bench: Bench,
  film: PlannedFilm,
  planned: PlannedScene,
): Promise<Point | undefined> {
  const { media, scene } = planned;
  if (media?.kind !== 'picture' || scene.content.kind !== 'picture') return undefined;
  const size = { width: FOCUS_SIDE, height: FOCUS_SIDE };
  const background = THEMES[film.options.theme].colours.background;
  const whole = await decodePicture(
    media,
    { ...size, fit: 'inside', background },
    decodeOptions(bench, planned),
  );
  return subjectOf(whole, film.spec.width / film.spec.height);
}

/** The picture that stands on the card, or a small one of what lies under it. */
async function cardPicture(
  bench: Bench,
  film: PlannedFilm,
  planned: PlannedScene,
  focus: Point | undefined,
): Promise<Bitmap | undefined> {
  const { media, scene } = planned;
  if (!media) return undefined;
  const { width, height } = bench.spec;
  const beside = scene.content.kind === 'beside';
  const scale = beside ? 1 : SAMPLE_SIDE / Math.max(width, height);
  const size = { width: even(width * scale), height: even(height * scale) };
  const request = {
    ...size,
    fit: beside ? ('inside' as const) : ('cover' as const),
    background: THEMES[film.options.theme].colours.background,
    ...(focus ? { focus } : {}),
  };
  if (media.kind === 'clip') return shared(await clipStill(media, request, decodeOptions(bench, planned)));
  return shared(await decodePicture(media, request, decodeOptions(bench, planned)));
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}

async function writeThumbnail(bench: Bench, planned: PlannedScene, drawn: DrawnScene): Promise<string> {
  const { store, artist, job } = bench;
  const under = drawn.layout.pages[0]?.overlay ? drawn.card.picture : undefined;
  const { path } = await bench.build(
    store.key('thumbnail', { card: drawn.key, width: THUMBNAIL_WIDTH }),
    'png',
    async (out) => {
      const request = {
        card: drawn.card,
        key: drawn.key,
        width: THUMBNAIL_WIDTH,
        ...(under ? { under } : {}),
      };
      await writeFile(out, await artist.thumbnail(request, job.signal));
    },
  );
  const name = `thumbnail-${planned.scene.id}.png`;
  await copyFile(path, join(job.artifactsFolder, name));
  return name;
}
