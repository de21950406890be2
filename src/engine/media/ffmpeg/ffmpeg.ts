import path from 'node:path';
import type { FfmpegLog } from './log.ts';

/** Where an ffmpeg was found; in this order they are tried. */
export type FfmpegSource = 'setting' | 'FFMPEG_PATH' | 'PATH' | 'packaged';

/** An ffmpeg that has rendered a frame for us. */
export interface Ffmpeg {
  path: string;
  /** As it names itself: `7.0.2`, `5.1.9-0+deb12u1`, `N-113007-g8d24a28`. Part of cache keys. */
  version: string;
  source: FfmpegSource;
}

/** What every piece of work with ffmpeg needs from the job it is done for. */
export interface FfmpegRun {
  ffmpeg: Ffmpeg;
  signal: AbortSignal;
  /** Existing folder for temporary files; what is made there is deleted again. */
  workFolder: string;
  log?: FfmpegLog;
  /** Any number of calls; `frame` counts the frames written so far. */
  onProgress?: (progress: FfmpegProgress) => void;
}

/** How far a run is. */
export interface FfmpegProgress {
  /** Frames written so far. */
  frame: number;
  /** Seconds written so far; absent while ffmpeg does not know. */
  seconds?: number;
  /** Times real time; absent while ffmpeg does not know. */
  speed?: number;
  /** Frames per second of work; absent while ffmpeg does not know. */
  fps?: number;
}

/**
 * A path as ffmpeg must be given it. With the protocol named, a colon, a leading dash or a `%` in a name is nothing but a
 * letter.
 */
export function fileUrl(file: string): string {
  return `file:${path.resolve(file)}`;
}
