/** What a film's picture is encoded as. All pieces of one film share it, so that they can be joined by stream copy. */
export interface FilmSpec {
  /** Pixels, both even. */
  width: number;
  height: number;
  fps: number;
  /** `auto` and `software` are x264 today; any other name is an ffmpeg encoder. */
  encoder?: string;
}

/** Part of cache keys of pieces: raised whenever the same inputs would give other pictures. */
export const PICTURE_VERSION = 3;

/** Ticks per second of a piece's track: a frame lasts exactly 512 of them. */
export function trackTimescale(fps: number): number {
  return fps * 512;
}

/** Ends every filter graph: BT.709, limited range, said so. */
export const FINAL_FORMAT =
  'format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709';

/** RGB to BT.709 video levels, rounded rightly. */
export function toVideoLevels(format: 'yuv420p' | 'yuva420p', size = ''): string {
  return `scale=${size}out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int,format=${format}`;
}

/** Whether x264 does the work. */
export function isSoftware({ encoder = 'auto' }: FilmSpec): boolean {
  return encoder === 'auto' || encoder === 'software' || encoder === 'libx264';
}

/**
 * Encoder arguments: closed groups of pictures of at most two seconds; x264 veryfast at crf 21 unless another encoder is
 * named.
 */
export function encoderArgs(spec: FilmSpec): string[] {
  const codec = isSoftware(spec)
    ? ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '21', '-profile:v', 'high', '-bf', '3']
    : ['-c:v', spec.encoder ?? ''];
  return [
    codec,
    ['-pix_fmt', 'yuv420p', '-g', String(spec.fps * 2), '-r', String(spec.fps)],
    ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ['-video_track_timescale', String(trackTimescale(spec.fps)), '-map_metadata', '-1', '-an', '-sn', '-dn'],
  ].flat();
}
