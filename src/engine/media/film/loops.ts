/** A stretch of frames that is encoded once, and how often it is shown in a row. */
export interface Loop {
  frames: number;
  times: number;
}

/** What is encoded, and how the scene is made from it. */
export interface LoopPlan<R> {
  /** The runs, long holds shortened to one group of pictures. */
  runs: readonly R[];
  /** In order; each begins with a key frame. */
  loops: readonly Loop[];
}

/**
 * Finds the holds that are long enough to be encoded as one group of pictures and repeated by naming it again: twice two
 * seconds. What is left over of a hold goes before its group.
 *
 * @param holds whether the frames of a run are all the same.
 */
export function planLoops<R extends { frames: number }>(
  runs: readonly R[],
  fps: number,
  holds: (run: R) => boolean = () => true,
): LoopPlan<R> {
  const group = 2 * fps;
  const short: R[] = [];
  const loops: Loop[] = [];
  let pending = 0;
  const flush = (): void => {
    if (pending > 0) loops.push({ frames: pending, times: 1 });
    pending = 0;
  };
  for (const run of runs) {
    const times = holds(run) ? Math.floor(run.frames / group) : 0;
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

/** Frames that are shown when so many are encoded. */
export function shownFrames(loops: readonly Loop[], encoded: number): number {
  let left = encoded;
  let shown = 0;
  for (const { frames, times } of loops) {
    const here = Math.min(left, frames);
    shown += here * times;
    left -= here;
  }
  return shown;
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
