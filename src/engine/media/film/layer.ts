import path from 'node:path';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import { clipChain, clipInput } from './clip.ts';
import { pictureChain } from './moving.ts';
import { overlayChain, writeOverlays } from './overlay.ts';
import { rawInput, writeRaw } from './raw.ts';
import { sliceRuns } from './runs.ts';
import { toVideoLevels } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { holdChain } from './timing.ts';
import type { FrameRun, OverlayRun, SceneVisual } from './visual.ts';

/** Frames `from` to `to` of a visual, as inputs of ffmpeg and the filters that make them one stream of exact frames. */
export interface Layer {
  /** Arguments, one group for each input. */
  inputs: readonly (readonly string[])[];
  /** Bytes for standard input, when one of the inputs is `pipe:0`. */
  pipe?: AsyncIterable<Uint8Array>;
  /** Filters from input number `first` on to the link `[label]`. */
  graph(first: number, label: string): string;
}

export interface LayerRequest {
  visual: SceneVisual;
  from: number;
  to: number;
  spec: FilmSpec;
  /** Existing folder for raw frames. */
  folder: string;
  /** Begins the names of files. */
  name: string;
  /** Whether frames may come through standard input; else they lie in a file. */
  mayPipe: boolean;
  signal: AbortSignal;
}

/** Prepares a visual for ffmpeg: raw frames that cannot be piped are written to the folder. */
export async function prepareLayer(request: LayerRequest): Promise<Layer> {
  const { visual, spec } = request;
  if (visual.kind === 'frames') return framesLayer(visual.runs, request);
  if (visual.kind === 'picture') {
    const file = path.join(request.folder, `${request.name}-picture.raw`);
    await writeRaw(file, [(await visual.picture()).data]);
    const input = rawInput(visual.motion.source, spec.fps, fileUrl(file));
    return withOverlays(input, pictureChain(visual.motion, request), visual.overlays, request);
  }
  return withOverlays(clipInput(visual.clip, request), clipChain(visual, request), visual.overlays, request);
}

async function framesLayer(all: readonly FrameRun[], request: LayerRequest): Promise<Layer> {
  const { from, to, spec, signal } = request;
  const runs = sliceRuns(all, from, to);
  const chain = `${toVideoLevels('yuv420p')},${holdChain(runs, spec.fps)}`;
  const graph: Layer['graph'] = (first, label) => `[${first}:v]${chain}[${label}]`;
  const frames = drawAll(runs, spec, signal);
  if (request.mayPipe) return { inputs: [rawInput(spec, spec.fps, 'pipe:0')], pipe: frames, graph };
  const file = path.join(request.folder, `${request.name}-frames.raw`);
  await writeRaw(file, frames);
  return { inputs: [rawInput(spec, spec.fps, fileUrl(file))], graph };
}

async function withOverlays(
  input: readonly string[],
  chain: string,
  all: readonly OverlayRun[],
  request: LayerRequest,
): Promise<Layer> {
  const overlays = sliceRuns(all, request.from, request.to);
  if (!overlays.some((run) => run.draw)) {
    return { inputs: [input], graph: (first, label) => `[${first}:v]${chain}[${label}]` };
  }
  const file = path.join(request.folder, `${request.name}-overlays.raw`);
  const box = await writeOverlays(file, overlays, request);
  return {
    inputs: [input, rawInput(box, request.spec.fps, fileUrl(file))],
    graph: (first, label) =>
      `[${first}:v]${chain}[${label}u];${overlayChain(overlays, box, request, {
        under: `${label}u`,
        input: first + 1,
        label,
      })}`,
  };
}

async function* drawAll(
  runs: readonly FrameRun[],
  spec: FilmSpec,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for (const run of runs) {
    signal.throwIfAborted();
    const { width, height, data } = await run.draw();
    if (width !== spec.width || height !== spec.height || data.length !== width * height * 4) {
      throw new RangeError(`A frame is ${width}x${height}, the film is ${spec.width}x${spec.height}`);
    }
    yield data;
    last = data;
  }
  if (last) yield last;
}
