import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { ClipInfo } from '../pictures/media.ts';
import { FINAL_FORMAT, toVideoLevels } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { exactly } from './timing.ts';

interface Range {
  from: number;
  to: number;
  spec: FilmSpec;
  /** Begins the names of links in the graph. */
  name: string;
}

/** Whole seconds before the wanted frames at which reading starts: enough to hold the frame that is on screen then. */
const RUN_UP_S = 3;

const LOOPED: Readonly<Record<string, readonly string[]>> = {
  gif: ['-ignore_loop', '0'],
  apng: ['-ignore_loop', '0'],
};

/** Input arguments: the demuxer that the bytes asked for, files only, begun shortly before the wanted frames. */
export function clipInput(clip: ClipInfo, range: Range): string[] {
  const start = readFrom(clip, range);
  return [
    start > 0 ? ['-ss', String(start)] : [],
    clip.loops ? (LOOPED[clip.demuxer] ?? []) : [],
    ['-f', clip.demuxer, '-protocol_whitelist', 'file', '-i', fileUrl(clip.path)],
  ].flat();
}

/** Filters: the film's rate and size; the last frame holds where the clip has ended. */
export function clipChain(
  visual: { clip: ClipInfo; fit: 'cover' | 'contain'; background: string },
  range: Range,
): string {
  const { from, to, spec } = range;
  const { width, height, fps } = spec;
  const skip = from - readFrom(visual.clip, range) * fps;
  const box = `w=${width}:h=${height}`;
  const levels = `${matrixOf(visual.clip)}out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd`;
  const square = "scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1";
  const scaled = (way: string): string =>
    `scale=${box}:force_original_aspect_ratio=${way}:${levels},format=yuv420p`;
  const sized =
    visual.fit === 'cover'
      ? `${scaled('increase')},crop=${width}:${height}`
      : `${scaled('decrease')}${centredOn(visual.background, range)}`;
  return (
    `${onBackground(visual, range)}fps=fps=${fps}:start_time=0,` +
    `tpad=stop_mode=clone:stop=${skip + to - from},trim=start_frame=${skip},` +
    `${exactly(to - from, fps)},${square},${sized},setsar=1,${FINAL_FORMAT}`
  );
}

/**
 * Lays what came before on a frame of the background. The `pad` filter would be shorter, but what it makes of a colour differs
 * between versions.
 */
function centredOn(background: string, { from, to, spec, name }: Range): string {
  const { width, height, fps } = spec;
  const [clip, ground] = [`[${name}-clip]`, `[${name}-ground]`];
  const source = `color=c=${background.replace('#', '0x')}:s=${width}x${height}:r=${fps}:d=1`;
  return (
    `,setsar=1${clip};${source},format=rgba,trim=end_frame=1,${toVideoLevels('yuv420p')},` +
    `loop=loop=-1:size=1,${exactly(to - from, fps)},setsar=1${ground};` +
    `${ground}${clip}overlay=x='trunc((W-w)/4)*2':y='trunc((H-h)/4)*2':format=yuv420`
  );
}

/** What is transparent in a GIF shows the background. */
function onBackground({ clip, background }: { clip: ClipInfo; background: string }, { name }: Range): string {
  if (!clip.loops) return '';
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
  const ground = `lutrgb=r=${red}:g=${green}:b=${blue}:a=255`;
  const [top, base, under] = ['top', 'base', 'under'].map((part) => `[${name}-${part}]`);
  return `format=rgba,split${top}${base};${base}${ground}${under};${under}${top}overlay=format=rgb,`;
}

/** Whole seconds into the clip. */
function readFrom(clip: ClipInfo, { from, spec }: Range): number {
  if (clip.loops) return 0;
  return Math.max(0, Math.floor(Math.min(from / spec.fps, clip.seconds)) - RUN_UP_S);
}

/** High definition that does not name its colours has those of high definition; ffmpeg would take it for a DVD. */
function matrixOf(clip: ClipInfo): string {
  return clip.colorSpace === undefined && !clip.loops && clip.height >= 720 ? 'in_color_matrix=bt709:' : '';
}
