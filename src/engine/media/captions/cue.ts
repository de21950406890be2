import type { Aspect } from '../../../protocol/protocol.ts';

/** A caption: one or two lines, and when they are shown, seconds of the film. */
export interface Cue {
  start: number;
  end: number;
  /** One or two, in reading order; text of right-to-left scripts is in logical order. */
  lines: readonly string[];
}

/** Columns of a line; wide characters take two. */
export const COLUMNS: Readonly<Record<Aspect, number>> = { '16:9': 42, '9:16': 28, '1:1': 36 };

/** Shortest time that a cue is shown, seconds. */
export const MIN_SECONDS = 1;

/** Longest time, seconds. */
export const MAX_SECONDS = 7;

/** Characters a second that can be read, where the voice leaves the time. */
export const READING_SPEED = 17;

/** Frames without a caption between two cues, so that the eye notices the change. */
export const GAP_FRAMES = 2;
