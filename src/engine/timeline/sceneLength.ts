import { BREATH } from '../script/estimate.ts';

/** Silence before the first word of a scene, seconds: the picture arrives before the voice. */
export const LEAD_SECONDS = BREATH.before;
/** Length of a crossfade between scenes, seconds. Below 0.3 it reads as a cut, above 0.6 two texts mix. */
export const CROSSFADE_SECONDS = 0.4;
/** No scene is shorter: it could not be told from the crossfades at its ends. */
const LEAST_SECONDS = CROSSFADE_SECONDS * 2;

/** Frames of a scene of so many seconds, rounded up, so that nothing said is cut. */
export function sceneFrames(seconds: number, fps: number): number {
  return Math.ceil(Math.max(seconds, LEAST_SECONDS) * fps - 1e-6);
}
