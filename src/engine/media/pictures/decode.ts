import { AuraError } from '../../../protocol/protocol.ts';
import type { Bitmap } from '../cards/card.ts';
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegLog } from '../ffmpeg/log.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { quoteName } from './locate.ts';
import type { PictureInfo } from './media.ts';
import { rasterise } from './rasterise.ts';
import { CENTRE } from './subject.ts';
import type { Point } from './subject.ts';

export interface DecodeRequest {
  /** Pixels of the bitmap. */
  width: number;
  height: number;
  /**
   * `cover` and `contain` give exactly that size, cut off or on the background; `inside` gives the whole picture, as large as fits
   * but not enlarged.
   */
  fit: 'cover' | 'contain' | 'inside';
  /** What of the picture stays in the middle, as far as it goes, where `cover` cuts. The centre when not named. */
  focus?: Point;
  /** `#RRGGBB`: what transparent pixels show. */
  background: string;
}

export interface DecodeOptions {
  ffmpeg: Ffmpeg;
  /** As the script names it, for messages. */
  written: string;
  line?: number;
  signal?: AbortSignal;
  log?: FfmpegLog;
}

const TIMEOUT_MS = 60_000;
/** Above it transparency is laid on the background after scaling, for memory's sake. */
const FLATTEN_FIRST_PIXELS = 25e6;

/**
 * Decodes a picture in a process of its own, turned as its camera was held, on the background, scaled once.
 *
 * @throws `E422-SCRIPT` with the file's name when it cannot be decoded.
 */
export async function decodePicture(
  info: PictureInfo,
  request: DecodeRequest,
  options: DecodeOptions,
): Promise<Bitmap> {
  const scaled = scaledSize(info, request);
  const size = request.fit === 'inside' ? scaled : { width: request.width, height: request.height };
  const bytes = size.width * size.height * 4;
  const { signal, log } = options;
  const filters = [
    ...turns(info.orientation),
    ...flattened(info, request.background, scaled),
    'format=rgba',
    request.fit === 'cover' ? cut(scaled, size, request.focus ?? CENTRE) : undefined,
    request.fit === 'contain'
      ? `pad=${size.width}:${size.height}:-1:-1:color=${colour(request.background)}`
      : undefined,
  ].filter((filter) => filter !== undefined);
  try {
    const svg =
      info.format === 'SVG' ? await rasterise(info.path, scaled, signal ? { signal } : {}) : undefined;
    const source = svg
      ? [
          '-f',
          'rawvideo',
          '-pixel_format',
          'rgba',
          '-video_size',
          `${scaled.width}x${scaled.height}`,
          '-i',
          'pipe:0',
        ]
      : ['-f', info.demuxer, '-protocol_whitelist', 'file', '-i', fileUrl(info.path)];
    const { output } = await runFfmpeg(
      options.ffmpeg,
      [
        ['-v', 'error', '-noautorotate', ...source, '-filter_complex', `[0:v:0]${filters.join(',')}[v]`],
        ['-map', '[v]', '-frames:v', '1', '-f', 'rawvideo', 'pipe:1'],
      ].flat(),
      {
        captureBytes: bytes,
        timeoutMs: TIMEOUT_MS,
        ...(signal ? { signal } : {}),
        ...(log ? { log } : {}),
        ...(svg ? { input: once(svg) } : {}),
      },
    );
    if (output.length === bytes) return { ...size, data: output };
    throw new AuraError('E304-FFMPEG_RUNTIME', 'The picture is not whole');
  } catch (error) {
    if (!AuraError.is(error, 'E304-FFMPEG_RUNTIME')) throw error;
    throw new AuraError('E422-SCRIPT', `${quoteName(options.written)} cannot be decoded`, {
      remediation: REMEDIES[info.format] ?? 'Open it in a picture editor and save it again as PNG or JPEG.',
      cause: error,
      ...(error.details === undefined ? {} : { details: error.details }),
      ...(options.line === undefined ? {} : { line: options.line }),
    });
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  HEIC: 'This ffmpeg cannot read HEIC. Save the picture as JPEG or PNG.',
  HEIF: 'This ffmpeg cannot read HEIF. Save the picture as JPEG or PNG.',
  AVIF: 'This ffmpeg cannot read AVIF. Save the picture as JPEG or PNG.',
  WebP: 'If it is an animated WebP, which ffmpeg cannot read, save it as GIF or MP4.',
};

function scaledSize(
  info: { width: number; height: number },
  { width, height, fit }: DecodeRequest,
): { width: number; height: number } {
  const [x, y] = [width / info.width, height / info.height];
  const factor = fit === 'cover' ? Math.max(x, y) : Math.min(x, y, fit === 'inside' ? 1 : Infinity);
  const whole = {
    width: Math.max(1, Math.round(info.width * factor)),
    height: Math.max(1, Math.round(info.height * factor)),
  };
  if (fit === 'cover') return { width: Math.max(whole.width, width), height: Math.max(whole.height, height) };
  return { width: Math.min(whole.width, width), height: Math.min(whole.height, height) };
}

/** EXIF orientation as filters. */
function turns(orientation: number): readonly string[] {
  const filters: Readonly<Record<number, readonly string[]>> = {
    2: ['hflip'],
    3: ['hflip', 'vflip'],
    4: ['vflip'],
    5: ['transpose=cclock_flip'],
    6: ['transpose=clock'],
    7: ['transpose=clock_flip'],
    8: ['transpose=cclock'],
  };
  return filters[orientation] ?? [];
}

/** Scaling, and the background under whatever is transparent. Flattened first, edges keep their colour. */
function flattened(
  info: PictureInfo,
  background: string,
  to: { width: number; height: number },
): readonly string[] {
  const scale = `scale=${to.width}:${to.height}:flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp`;
  if (info.format === 'JPEG' || info.format === 'BMP') return [scale];
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
  const onto =
    `format=rgba,split[top][base];[base]lutrgb=r=${red}:g=${green}:b=${blue}:a=255[ground];` +
    '[ground][top]overlay=format=rgb';
  return info.width * info.height > FLATTEN_FIRST_PIXELS ? [scale, onto] : [onto, scale];
}

/** Cuts to size about a point. */
function cut(from: Size, to: Size, focus: Point): string {
  const place = (whole: number, part: number, share: number): number =>
    Math.round(Math.min(Math.max(whole * share - part / 2, 0), whole - part));
  const [x, y] = [place(from.width, to.width, focus.x), place(from.height, to.height, focus.y)];
  return `crop=${to.width}:${to.height}:${x}:${y}`;
}

interface Size {
  width: number;
  height: number;
}

function colour(background: string): string {
  return background.replace('#', '0x');
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data;
}
