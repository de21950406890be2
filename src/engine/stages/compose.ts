import { buildCues } from '../media/captions/buildCues.ts';
import { matchReveals } from '../media/captions/reveals.ts';
import type { CardPage } from '../media/cards/card.ts';
import { sceneSeconds } from '../script/estimate.ts';
import type { Utterance } from '../script/scene.ts';
import { cardRuns, REVEAL_AHEAD_SECONDS, settleReveals, type PageTiming } from '../timeline/cardRuns.ts';
import { CROSSFADE_SECONDS, LEAD_SECONDS, sceneFrames } from '../timeline/sceneLength.ts';
import type { DrawnScene, PlannedFilm, SpokenScene, Timeline, TimedScene } from './film.ts';
import type { Bench } from './workshop.ts';
import { sceneVisual } from './visual.ts';

/** Stage 5: the film in time: how long each scene lasts, when its things appear, what each caption says and when. */
export function composeStage(
  bench: Bench,
  film: PlannedFilm,
  spoken: readonly SpokenScene[],
  drawn: readonly DrawnScene[],
): Timeline {
  const { fps } = film.spec;
  const scenes: TimedScene[] = [];
  let start = 0;
  for (const [index, planned] of film.scenes.entries()) {
    const speech = spoken[index];
    const card = drawn[index];
    if (!speech || !card) throw new RangeError(`Scene ${index + 1} was neither spoken nor drawn`);
    const clip = planned.media?.kind === 'clip' ? planned.media.seconds : undefined;
    const seconds = sceneSeconds(planned.scene, speech.seconds, clip);
    const frames = sceneFrames(seconds, fps);
    const joint = planned.fades ? Math.min(Math.round(CROSSFADE_SECONDS * fps), frames - 1) : 0;
    const cues = buildCues(
      [
        {
          utterances: planned.narration.map(({ utterance }) => utterance),
          words: speech.words,
          narrationStart: start / fps + LEAD_SECONDS,
          start: start / fps,
          end: (start + frames) / fps,
        },
      ],
      film.options,
    );
    const pages = pageTimings(card.layout.pages, planned.narration, speech, { frames, joint, fps });
    const runs = cardRuns(pages, frames, fps);
    const visual = sceneVisual(bench, film, { planned, drawn: card, frames, runs, cues, start });
    scenes.push({ planned, spoken: speech, drawn: card, start, frames, joint, cues, ...visual });
    start += frames;
  }
  return { scenes, frames: start, seconds: start / fps, cues: scenes.flatMap((scene) => scene.cues) };
}

/**
 * When each page of a card comes and each of its things appears: with the words that say it, never under the crossfade, one
 * after the other.
 */
export function pageTimings(
  pages: readonly CardPage[],
  narration: readonly { utterance: Utterance }[],
  spoken: SpokenScene,
  { frames, joint, fps }: { frames: number; joint: number; fps: number },
): PageTiming[] {
  const things = pages.flatMap((page, index) => thingsOf(page, index));
  const words = spoken.words.map(({ utterance, start, end, from, to }) => {
    const said = narration[utterance]?.utterance;
    const text = said?.text.slice(start, end) ?? '';
    return { text, from, to, ...(said?.item === undefined ? {} : { item: said.item }) };
  });
  const times = matchReveals(
    things.map(({ text }) => text),
    words,
    things.map(({ item }) => item),
  );
  const wanted = times.map((seconds) => (LEAD_SECONDS + seconds - REVEAL_AHEAD_SECONDS) * fps);
  const settled = settleReveals(wanted, joint, frames, fps);
  let next = 0;
  return pages.map((page, index) => {
    const mine = settled.slice(next, next + thingsOf(page, index).length);
    next += mine.length;
    return { from: index === 0 ? 0 : (mine[0] ?? 0), steps: page.steps > 0 ? mine : [] };
  });
}

/** What appears on a page, one after another; a later page without steps appears as a whole, with its first item. */
function thingsOf(page: CardPage, index: number): { text: string; item: number }[] {
  if (page.steps === 0) return index > 0 ? [{ text: page.texts.join(' '), item: page.items[0] ?? -1 }] : [];
  return page.texts.slice(0, page.steps).map((text, step) => ({ text, item: page.items[step] ?? -1 }));
}
