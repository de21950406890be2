import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { prepareLayer } from './layer.ts';
import type { Layer } from './layer.ts';
import { keyFrames, planLoops } from './loops.ts';
import { repeatLoops } from './repeat.ts';
import { sliceRuns, totalFrames } from './runs.ts';
import { encoderArgs, FINAL_FORMAT, isSoftware } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { exactly } from './timing.ts';
import { verifyPiece } from './verify.ts';
import type { FrameRun, SceneVisual } from './visual.ts';

export interface SegmentRequest {
  visual: SceneVisual;
  /** First frame of the visual, and the one after the last. `to` may lie beyond the visual's end. */
  from: number;
  to: number;
  spec: FilmSpec;
  /** MP4 file to write. */
  out: string;
}

export interface JointRequest {
  /** The scene that ends; its frame `aFrom` is the first under the crossfade: its own length in frames. */
  a: SceneVisual;
  aFrom: number;
  /** The scene that begins, from its frame 0. */
  b: SceneVisual;
  frames: number;
  spec: FilmSpec;
  out: string;
}

interface EncodedPiece {
  spec: FilmSpec;
  out: string;
  /** Frames that must be key frames. */
  keys?: readonly number[];
}

/**
 * Encodes frames `from` to `to` of a visual into one piece: exactly so many frames, closed groups of pictures, no sound.
 *
 * @throws what {@link runFfmpeg} throws; nothing is left at `out` then.
 */
export async function encodeSegment(request: SegmentRequest, run: FfmpegRun): Promise<void> {
  const { visual, from, to, spec, out } = request;
  if (visual.kind === 'frames') return encodeRuns(sliceRuns(visual.runs, from, to), { spec, out }, run);
  await inFolder(run, async (folder) => {
    const shared = { spec, folder, signal: run.signal };
    const layer = await prepareLayer({ ...shared, visual, from, to, name: 'a', mayPipe: true });
    await encode([layer], `${layer.graph(0, 'a')};[a]${FINAL_FORMAT}[v]`, to - from, request, run);
  });
}

/** Long holds are encoded as one group of pictures, which the piece then names as often as it is shown. */
async function encodeRuns(runs: readonly FrameRun[], piece: EncodedPiece, run: FfmpegRun): Promise<void> {
  const whole = { runs, loops: [{ frames: totalFrames(runs), times: 1 }] };
  const plan = isSoftware(piece.spec) ? planLoops(runs, piece.spec.fps) : whole;
  const frames = totalFrames(plan.runs);
  await inFolder(run, async (folder) => {
    const layer = await prepareLayer({
      visual: { kind: 'frames', runs: plan.runs },
      from: 0,
      to: frames,
      spec: piece.spec,
      folder,
      name: 'a',
      mayPipe: true,
      signal: run.signal,
    });
    const keys = keyFrames(plan.loops);
    const graph = `${layer.graph(0, 'a')};[a]${FINAL_FORMAT}[v]`;
    await encode([layer], graph, frames, { ...piece, keys }, run);
    if (plan.loops.every(({ times }) => times === 1)) return;
    try {
      await repeatLoops(piece.out, plan.loops);
    } catch (error) {
      await rm(piece.out, { force: true });
      throw error;
    }
  });
}

/**
 * Encodes a crossfade: frame j is a blend of `a` at `aFrom + j` and `b` at j, from mostly the one to mostly the other in even
 * steps. Neither end is a whole frame of one scene: those stand before and after.
 */
export async function encodeJoint(request: JointRequest, run: FfmpegRun): Promise<void> {
  const { a, aFrom, b, frames, spec } = request;
  // One frame more than is used: older versions take the last frame of an input for the end of the crossfade.
  const given = frames + 1;
  await inFolder(run, async (folder) => {
    const shared = { spec, folder, signal: run.signal };
    const before = await prepareLayer({
      ...shared,
      visual: a,
      from: aFrom,
      to: aFrom + given,
      name: 'a',
      mayPipe: false,
    });
    const after = await prepareLayer({ ...shared, visual: b, from: 0, to: given, name: 'b', mayPipe: true });
    const { fps } = spec;
    const graph =
      `${before.graph(0, 'a')};${after.graph(before.inputs.length, 'b')};` +
      `[a][b]xfade=transition=fade:duration=${(frames + 1) / fps}:offset=${-1 / fps},` +
      `${exactly(frames, fps)},${FINAL_FORMAT}[v]`;
    await encode([before, after], graph, frames, request, run);
  });
}

async function encode(
  layers: readonly Layer[],
  graph: string,
  frames: number,
  { spec, out, keys = [] }: EncodedPiece,
  run: FfmpegRun,
): Promise<void> {
  const pipe = layers.find((layer) => layer.pipe)?.pipe;
  const args = [
    ['-v', 'warning', '-y'],
    layers.flatMap((layer) => layer.inputs.flat()),
    ['-filter_complex', graph, '-map', '[v]', '-frames:v', String(frames)],
    encoderArgs(spec),
    keys.length > 0 ? ['-force_key_frames', `expr:${keys.map((key) => `eq(n,${key})`).join('+')}`] : [],
    ['-f', 'mp4', fileUrl(out)],
  ].flat();
  const result = await runFfmpeg(run.ffmpeg, args, {
    signal: run.signal,
    outputs: [out],
    what: 'The picture could not be encoded',
    ...(run.log ? { log: run.log } : {}),
    ...(run.onProgress ? { onProgress: run.onProgress } : {}),
    ...(pipe ? { input: pipe } : {}),
  });
  try {
    if (result.frames !== frames)
      throw new Error(`${result.frames} frames came out where ${frames} were wanted`);
    await verifyPiece({ path: out, frames }, run);
  } catch (error) {
    await rm(out, { force: true });
    if (error instanceof AuraError || run.signal.aborted) throw error;
    throw new AuraError('E304-FFMPEG_RUNTIME', 'The picture could not be encoded', {
      details: `${(error as Error).message}\n${result.tail.slice(-20).join('\n')}`,
      cause: error,
    });
  }
}

/** Runs `work` with a folder of its own, which is gone afterwards. */
export async function inFolder<T>(run: FfmpegRun, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(run.workFolder, 'film-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
