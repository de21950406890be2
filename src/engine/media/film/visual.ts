import type { Bitmap } from '../cards/card.ts';
import type { ClipInfo } from '../pictures/media.ts';
import type { MotionPath } from './motion.ts';

/** A stretch of identical frames: the hold of a card, or one frame of a reveal. */
export interface FrameRun {
  /** At least 1. */
  frames: number;
  /** Same key, same picture. */
  key: string;
  /** Opaque, of the film's size. Called at most once per encoding. */
  draw(): Promise<Bitmap>;
}

/** A stretch of frames over which one transparent bitmap lies, or none. */
export interface OverlayRun {
  frames: number;
  key: string;
  /** Of the film's size, straight alpha. Absent: nothing lies over these frames. */
  draw?(): Promise<Bitmap>;
}

/**
 * What a scene shows, frame by frame from 0. It can be asked for frames beyond its end, for the crossfade to the next scene:
 * the last run holds, motion runs on as far as its path says, a clip holds its last frame. Overlays hold theirs.
 */
export type SceneVisual =
  | { kind: 'frames'; runs: readonly FrameRun[] }
  | {
      kind: 'picture';
      /** Opaque, of the size that `motion.source` says. Decoded when it is needed, so that a film of pictures stays small. */
      picture(): Promise<Bitmap>;
      motion: MotionPath;
      overlays: readonly OverlayRun[];
    }
  | {
      kind: 'clip';
      clip: ClipInfo;
      /** Fill the frame and cut what sticks out, or show the whole on `background`. */
      fit: 'cover' | 'contain';
      /** `#RRGGBB`. */
      background: string;
      overlays: readonly OverlayRun[];
    };
