import type { FrameRun } from './visual.ts';

/** A stretch of frames that is encoded once, and how often it is shown in a row. */
export interface Loop {
  frames: number;
  times: number;
}

/** What is encoded, and how the scene is made from it. */
export interface LoopPlan {
  /** The runs, long holds shortened to one group of pictures. */
  runs: readonly FrameRun[];
  /** In order; each begins with a key frame. */
  loops: readonly Loop[];
}

/**
 * Finds the holds that are long enough to be encoded as one group of pictures and repeated by copying it: twice two seconds.
 * What is left over of a hold goes before its group.
 */
export function planLoops(runs: readonly FrameRun[], fps: number): LoopPlan {
  const group = 2 * fps;
  const short: FrameRun[] = [];
  const loops: Loop[] = [];
  let pending = 0;
  const flush = (): void => {
    if (pending > 0) loops.push({ frames: pending, times: 1 });
    pending = 0;
  };
  for (const run of runs) {
    const times = Math.floor(run.frames / group);
    if (times < 2) {
      short.push(run);
      pending += run.frames;
      continue;
    }
    const rest = run.frames - times * group;
    pending += rest;
    flush();
    loops.push({ frames: group, times });
    short.push({ ...run, frames: rest + group });
  }
  flush();
  return { runs: short, loops };
}

/** Frames that must be key frames: the first of every loop but the first. */
export function keyFrames(loops: readonly Loop[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const { frames } of loops) {
    if (at > 0) starts.push(at);
    at += frames;
  }
  return starts;
}
