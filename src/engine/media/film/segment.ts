import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { prepareLayer } from './layer.ts';
import type { Layer } from './layer.ts';
import { keyFrames, planLoops, shownFrames } from './loops.ts';
import type { Loop } from './loops.ts';
import { repeatLoops } from './repeat.ts';
import { sliceRuns, totalFrames } from './runs.ts';
import { encoderArgs, FINAL_FORMAT, isSoftware } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { exactly } from './timing.ts';
import { verifyPiece } from './verify.ts';
import type { OverlayRun, SceneVisual } from './visual.ts';

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
  /** Each begins with a key frame; frames are counted as they will be shown. */
  loops?: readonly Loop[];
}

/**
 * Encodes frames `from` to `to` of a visual into one piece: exactly so many frames, closed groups of pictures, no sound.
 *
 * @throws what {@link runFfmpeg} throws; nothing is left at `out` then.
 */
export async function encodeSegment(request: SegmentRequest, run: FfmpegRun): Promise<void> {
  const { spec, out } = request;
  const { visual, from, to, loops } = shortened(request);
  const frames = to - from;
  await inFolder(run, async (folder) => {
    const shared = { spec, folder, signal: run.signal };
    const layer = await prepareLayer({ ...shared, visual, from, to, name: 'a', mayPipe: true });
    const graph = `${layer.graph(0, 'a')};[a]${FINAL_FORMAT}[v]`;
    await encode([layer], graph, frames, { spec, out, loops }, run);
  });
  if (loops.every(({ times }) => times === 1)) return;
  try {
    await repeatLoops(out, loops);
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  }
}

/** Long holds are encoded as one group of pictures, which the piece then names as often as it is shown. */
function shortened({ visual, from, to, spec }: SegmentRequest): Omit<SegmentRequest, 'spec' | 'out'> & {
  loops: readonly Loop[];
} {
  const whole = { visual, from, to, loops: [{ frames: to - from, times: 1 }] };
  if (!isSoftware(spec) || visual.kind === 'clip') return whole;
  if (visual.kind === 'frames') {
    const { runs, loops } = planLoops(sliceRuns(visual.runs, from, to), spec.fps);
    return { visual: { kind: 'frames', runs }, from: 0, to: totalFrames(runs), loops };
  }
  // A picture holds when its motion has come to rest, as long as what lies over it stays.
  const { motion } = visual;
  const still = Math.max(from, motion.frames);
  if (still >= to) return whole;
  const overlays = visual.overlays.length > 0 ? visual.overlays : [{ frames: to, key: 'none' }];
  const before = still > from ? sliceRuns(overlays, from, still) : [];
  const after = sliceRuns(overlays, still, to);
  const holding = new Set<OverlayRun>(after);
  const { runs, loops } = planLoops([...before, ...after], spec.fps, (run) => holding.has(run));
  const lead: OverlayRun[] = from > 0 ? [{ frames: from, key: 'lead' }] : [];
  return {
    visual: { ...visual, overlays: [...lead, ...runs] },
    from,
    to: from + totalFrames(runs),
    loops,
  };
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
  { spec, out, loops = [] }: EncodedPiece,
  run: FfmpegRun,
): Promise<void> {
  const { onProgress } = run;
  const shown = (frame: number): number => (loops.length > 0 ? shownFrames(loops, frame) : frame);
  const keys = keyFrames(loops);
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
    ...(onProgress
      ? { onProgress: (progress) => onProgress({ ...progress, frame: shown(progress.frame) }) }
      : {}),
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
