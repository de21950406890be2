import type { Cue } from '../media/captions/cue.ts';
import type { Bitmap, CardSpec } from '../media/cards/card.ts';
import { planMotion } from '../media/film/motion.ts';
import { composeRuns, layOver } from '../media/film/runs.ts';
import type { FrameRun, OverlayRun, SceneVisual } from '../media/film/visual.ts';
import { decodePicture } from '../media/pictures/decode.ts';
import { THEMES } from '../media/cards/themes/themes.ts';
import type { PictureInfo } from '../media/pictures/media.ts';
import type { CardRun } from '../timeline/cardRuns.ts';
import { CROSSFADE_SECONDS } from '../timeline/sceneLength.ts';
import { decodeOptions } from './media.ts';
import type { DrawnScene, PlannedFilm, PlannedScene } from './film.ts';
import { keyable } from './sceneRecord.ts';
import type { Bench } from './workshop.ts';

interface Placed {
  planned: PlannedScene;
  drawn: DrawnScene;
  /** First frame in the film, and length. */
  start: number;
  frames: number;
  runs: readonly CardRun[];
  cues: readonly Cue[];
}

/** What a scene shows, frame by frame, and a key that names it: same key, same frames. */
export function sceneVisual(
  bench: Bench,
  film: PlannedFilm,
  placed: Placed,
): { visual: SceneVisual; visualKey: string } {
  const { planned, drawn, frames, runs } = placed;
  const captions = film.options.captions === 'burned' ? captionRuns(bench, film, placed) : [];
  const overlay = drawn.layout.pages[0]?.overlay === true;
  const cardFrames: FrameRun[] = runs.map((run) => ({
    frames: run.frames,
    key: `${drawn.key}:${JSON.stringify([run.state, run.blend ?? null])}`,
    draw: () => bench.artist.draw(drawn.card, drawn.key, run, bench.job.signal),
  }));
  const keyed = (visual: SceneVisual, facts: object | null): { visual: SceneVisual; visualKey: string } => ({
    visual,
    visualKey: bench.store.key(
      'visual',
      keyable({
        card: drawn.key,
        runs: runs.map((run) => ({ ...run, blend: run.blend ?? null })),
        captions: captions.map(({ frames: length, key }) => [length, key]),
        facts,
      }),
    ),
  });

  if (!overlay || !planned.media) {
    return keyed({ kind: 'frames', runs: composeRuns(cardFrames, captions) }, null);
  }
  const lowerThird: OverlayRun[] = hasLowerThird(drawn.card) ? cardFrames : [{ frames, key: 'none' }];
  const overlays = stackOverlays(lowerThird, captions);
  const { media } = planned;
  const background = THEMES[film.options.theme].colours.background;
  if (media.kind === 'clip') {
    return keyed(
      { kind: 'clip', clip: media, fit: 'cover', background, overlays },
      { media: planned.mediaHash, background },
    );
  }
  const motion = planMotion({
    picture: media,
    frame: film.spec,
    frames: frames + Math.round(CROSSFADE_SECONDS * film.spec.fps),
    fps: film.spec.fps,
    mode: film.options.motion ? (planned.scene.settings.motion ?? 'auto') : 'none',
    hash: planned.mediaHash ?? '',
  });
  return keyed(
    {
      kind: 'picture',
      picture: () => sizedPicture(bench, placed, media, motion, background),
      motion,
      overlays,
    },
    { media: planned.mediaHash, motion, background, focus: drawn.focus ?? null },
  );
}

function sizedPicture(
  bench: Bench,
  { planned, drawn }: Placed,
  media: PictureInfo,
  motion: ReturnType<typeof planMotion>,
  background: string,
): Promise<Bitmap> {
  return decodePicture(
    media,
    { ...motion.source, fit: motion.fit, background, ...(drawn.focus ? { focus: drawn.focus } : {}) },
    decodeOptions(bench, planned),
  );
}

function hasLowerThird({ content }: CardSpec): boolean {
  return content.kind === 'picture' && (content.name !== undefined || content.place !== undefined);
}

/** Captions as stretches of the scene's frames, with nothing between them. */
function captionRuns(bench: Bench, film: PlannedFilm, { drawn, start, frames, cues }: Placed): OverlayRun[] {
  const { fps } = film.spec;
  const runs: OverlayRun[] = [];
  let at = 0;
  const blank = (until: number): void => {
    if (until > at) runs.push({ frames: until - at, key: 'none' });
    at = Math.max(at, until);
  };
  for (const cue of cues) {
    blank(Math.max(0, Math.round(cue.start * fps) - start));
    const end = Math.min(frames, Math.round(cue.end * fps) - start);
    if (end <= at) continue;
    runs.push({
      frames: end - at,
      key: `caption:${JSON.stringify(cue.lines)}`,
      draw: () => bench.artist.caption(cue.lines, drawn.card, bench.job.signal),
    });
    at = end;
  }
  blank(frames);
  return runs;
}

/** Two stacks of overlays as one: where both lie over the same frames, the second is laid over the first. */
function stackOverlays(below: readonly OverlayRun[], above: readonly OverlayRun[]): OverlayRun[] {
  if (above.length === 0) return [...below];
  const stacked: OverlayRun[] = [];
  const queues = [below.map((run) => ({ ...run })), above.map((run) => ({ ...run }))] as const;
  for (
    let [low, high] = [queues[0][0], queues[1][0]];
    low && high;
    [low, high] = [queues[0][0], queues[1][0]]
  ) {
    const frames = Math.min(low.frames, high.frames);
    stacked.push({ ...stack(low, high), frames });
    for (const [queue, run] of [
      [queues[0], low],
      [queues[1], high],
    ] as const) {
      run.frames -= frames;
      if (run.frames === 0) queue.shift();
    }
  }
  return stacked;
}

function stack(low: OverlayRun, high: OverlayRun): Omit<OverlayRun, 'frames'> {
  const key = `${low.key}+${high.key}`;
  const [drawLow, drawHigh] = [low.draw, high.draw];
  if (!drawLow) return { key, ...(drawHigh ? { draw: drawHigh } : {}) };
  if (!drawHigh) return { key, draw: drawLow };
  return { key, draw: async () => layOver(await drawLow(), await drawHigh()) };
}
