import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { readMp4 } from './mp4.ts';
import type { Mp4 } from './mp4.ts';
import { trackTimescale } from './spec.ts';

export interface VerifyRequest {
  film: string;
  frames: number;
  fps: number;
  /** The sound that must be there; absent when the film is silent. */
  sound?: keyof typeof SOUNDS;
  captions?: boolean;
  /** Frames at which pieces meet. At most a dozen of them, spread over the film, are decoded. */
  joints?: readonly number[];
}

const SOUNDS = { aac: 'mp4a.40', mp3: 'mp4a.6b', flac: 'fLaC' } as const;
/** Sound and picture end within this of each other. */
const LENGTHS_WITHIN_S = 0.05;
const MOST_JOINTS = 12;

/**
 * Checks a finished film before it gets its final name: the tracks that must be there, the exact number of frames, one frame
 * rate, sound as long as the picture, header first, and that it decodes across its joints.
 *
 * @throws `E304-FFMPEG_RUNTIME` that says what is wrong.
 */
export async function verifyFilm(request: VerifyRequest, run: FfmpegRun): Promise<void> {
  const faults = faultsOf(await readFilm(request.film), request);
  if (faults.length > 0) throw broken(faults.join('; '));
  for (const frame of spread(request.joints ?? [], MOST_JOINTS)) {
    const from = Math.max(0, frame / request.fps - 0.2);
    await decode(['-ss', from.toFixed(3), '-t', '0.8'], request.film, run);
  }
}

/**
 * Decodes a whole piece, once, when it is made.
 *
 * @throws `E304-FFMPEG_RUNTIME` when it does not decode to exactly `frames` frames.
 */
export async function verifyPiece(piece: { path: string; frames: number }, run: FfmpegRun): Promise<void> {
  const decoded = await decode([], piece.path, run);
  if (decoded !== piece.frames) {
    throw broken(`${decoded} frames came out where ${piece.frames} were wanted`);
  }
}

async function decode(range: readonly string[], file: string, run: FfmpegRun): Promise<number> {
  const input = ['-f', 'mov', '-protocol_whitelist', 'file', '-i', fileUrl(file)];
  const { frames } = await runFfmpeg(
    run.ffmpeg,
    ['-v', 'warning', '-xerror', ...range, ...input, '-map', '0:v:0', '-f', 'null', '-'],
    {
      signal: run.signal,
      what: 'What was encoded cannot be decoded',
      ...(run.log ? { log: run.log } : {}),
    },
  );
  return frames;
}

async function readFilm(film: string): Promise<Mp4> {
  try {
    return await readMp4(film);
  } catch (error) {
    throw broken((error as Error).message, error);
  }
}

function faultsOf({ tracks, faststart }: Mp4, request: VerifyRequest): string[] {
  const faults: string[] = [];
  const video = tracks.find(({ type }) => type === 'vide');
  const sound = tracks.find(({ type }) => type === 'soun');
  if (video?.samples !== request.frames) {
    faults.push(`${video?.samples ?? 0} frames where ${request.frames} were wanted`);
  }
  if (video?.timescale !== trackTimescale(request.fps) || video.sampleDuration !== 512) {
    faults.push(`frames are not all 1/${request.fps} s long`);
  }
  const codec = request.sound && SOUNDS[request.sound];
  if (sound?.codec !== codec) {
    faults.push(`the sound is ${sound?.codec ?? 'missing'} where ${codec ?? 'none'} was wanted`);
  }
  const apart = sound ? Math.abs(sound.seconds - request.frames / request.fps) : 0;
  if (apart > LENGTHS_WITHIN_S) faults.push(`sound and picture end ${Math.round(apart * 1000)} ms apart`);
  const captions = tracks.some(({ codec }) => codec === 'tx3g');
  if (request.captions && !captions) faults.push('the caption track is missing');
  if (!faststart) faults.push('the header does not come first');
  return faults;
}

function spread(frames: readonly number[], most: number): number[] {
  if (frames.length <= most) return [...frames];
  return Array.from(
    { length: most },
    (_, i) => frames[Math.round((i * (frames.length - 1)) / (most - 1))] ?? 0,
  );
}

function broken(details: string, cause?: unknown): AuraError {
  return new AuraError('E304-FFMPEG_RUNTIME', 'The film did not pass its check', { details, cause });
}
