import { progressExpression } from './motion.ts';
import type { MotionPath } from './motion.ts';
import { toVideoLevels } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { exactly } from './timing.ts';

/**
 * Filters that turn one raw picture into frames `from` to `to` of its path. The `perspective` filter is the one that samples
 * at fractions of a pixel: scale and crop round to whole ones, and slow movement trembles.
 */
export function pictureChain(
  motion: MotionPath,
  { from, to, spec }: { from: number; to: number; spec: FilmSpec },
): string {
  const frames = to - from;
  const still = `${toVideoLevels('yuv420p')},loop=loop=-1:size=1,trim=end_frame=${frames}`;
  if (motion.frames === 0) return `${still},${exactly(frames, spec.fps)}`;
  // perspective counts its output frames from 1.
  const progress = progressExpression(motion, `(on+${from - 1})`);
  const { start, end, source } = motion;
  const between = (a: number, b: number): string => (a === b ? String(a) : `${a}+(${b - a})*(${progress})`);
  const right = (window: MotionPath['start']): number =>
    window.x + (window.width * source.width) / spec.width;
  const bottom = (window: MotionPath['start']): number =>
    window.y + (window.height * source.height) / spec.height;
  const x0 = between(start.x, end.x);
  const x1 = between(right(start), right(end));
  const y0 = between(start.y, end.y);
  const y2 = between(bottom(start), bottom(end));
  return (
    `${still},perspective=x0='${x0}':y0='${y0}':x1='${x1}':y1='${y0}':x2='${x0}':y2='${y2}':x3='${x1}':y3='${y2}'` +
    `:eval=frame:interpolation=linear,crop=${spec.width}:${spec.height}:0:0,${exactly(frames, spec.fps)}`
  );
}
