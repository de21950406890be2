import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { ClipInfo } from '../pictures/media.ts';
import { FINAL_FORMAT } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { exactly } from './timing.ts';

interface Range {
  from: number;
  to: number;
  spec: FilmSpec;
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
  const sized =
    visual.fit === 'cover'
      ? `scale=${box}:force_original_aspect_ratio=increase:${levels},crop=${width}:${height}`
      : `scale=${box}:force_original_aspect_ratio=decrease:${levels},format=yuv420p,` +
        `pad=${width}:${height}:-1:-1:color=${visual.background.replace('#', '0x')}`;
  return (
    `fps=fps=${fps}:start_time=0,tpad=stop_mode=clone:stop=${skip + to - from},trim=start_frame=${skip},` +
    `${exactly(to - from, fps)},${square},${sized},setsar=1,${FINAL_FORMAT}`
  );
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
