import type { CardState } from '../media/cards/card.ts';

/** Seconds that an item takes to appear: 8 frames at 30 fps. */
const REVEAL_SECONDS = 8 / 30;
/** An item starts to appear this long before its first word: 4 frames at 30 fps. */
export const REVEAL_AHEAD_SECONDS = 4 / 30;

/** When a page of a card comes and when its things appear, in frames of the scene. */
export interface PageTiming {
  /** First frame of the page; 0 for the first page. */
  from: number;
  /** Frame in which each step starts to appear; empty when all is there from the start. */
  steps: readonly number[];
}

/** A stretch of equal frames. With `blend` the state is mixed over an earlier one. */
export interface CardRun {
  frames: number;
  state: CardState;
  blend?: { from: CardState; amount: number };
}

/** How far something has appeared after `done` of `total` frames, 0–1: ease-out cubic. */
export function easeOut(done: number, total: number): number {
  return 1 - (1 - Math.min(1, done / total)) ** 3;
}

/** Frames that a reveal takes at this rate. */
export function revealFrames(fps: number): number {
  return Math.max(2, Math.round(REVEAL_SECONDS * fps));
}

/**
 * The stretches of equal frames that a card's scene is made of: stills, and single frames where something appears.
 * Later pages fade in over the page before and show their first thing at once.
 *
 * @param frames length of the scene; the runs sum to exactly this
 */
export function cardRuns(pages: readonly PageTiming[], frames: number, fps: number): CardRun[] {
  const reveal = revealFrames(fps);
  const runs: CardRun[] = [];
  let at = 0;
  let standing: CardState = { page: 0, shown: 0, entering: 0 };

  const hold = (until: number): void => {
    if (until > at) runs.push({ frames: until - at, state: standing });
    at = Math.max(at, until);
  };
  const appear = (draw: (done: number) => CardRun, after: CardState): void => {
    for (let done = 1; done < reveal && at < frames; done += 1, at += 1) runs.push(draw(done));
    standing = after;
  };

  pages.forEach((page, index) => {
    if (index > 0) {
      hold(Math.min(page.from, frames));
      const before = standing;
      const first: CardState = { page: index, shown: Math.min(1, page.steps.length), entering: 0 };
      appear(
        (done) => ({ frames: 1, state: first, blend: { from: before, amount: easeOut(done, reveal) } }),
        first,
      );
    }
    for (let step = standing.shown; step < page.steps.length; step += 1) {
      hold(Math.min(page.steps[step] ?? at, frames));
      const shown = step;
      appear((done) => ({ frames: 1, state: { page: index, shown, entering: easeOut(done, reveal) } }), {
        page: index,
        shown: shown + 1,
        entering: 0,
      });
    }
  });
  hold(frames);
  return runs;
}

/**
 * Spreads the starts of reveals so that each has time to finish before the next and none starts before `earliest`
 * or too late to be seen. Order is kept.
 *
 * @param wanted frame in which each would start
 * @param frames length of the scene
 */
export function settleReveals(
  wanted: readonly number[],
  earliest: number,
  frames: number,
  fps: number,
): number[] {
  const reveal = revealFrames(fps);
  const settled: number[] = [];
  for (const [index, start] of wanted.entries()) {
    const after = index === 0 ? earliest : (settled[index - 1] ?? earliest) + reveal;
    settled.push(Math.max(after, Math.round(start)));
  }
  let latest = frames - reveal;
  for (let index = settled.length - 1; index >= 0; index -= 1) {
    const start = Math.max(0, Math.min(settled[index] ?? latest, latest));
    settled[index] = start;
    latest = start - reveal;
  }
  return settled;
}
