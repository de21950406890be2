import type { Bitmap } from '../cards/card.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import type { DecodeOptions, DecodeRequest } from '../pictures/decode.ts';
import type { ClipInfo } from '../pictures/media.ts';

/** How far into a clip its still is taken, seconds, when it is that long: first frames are often black. */
const STILL_AT_S = 1;
const TIMEOUT_MS = 60_000;

/**
 * A still of a clip: for its card, its thumbnail, and to judge how light it is under a text.
 *
 * @throws `E304-FFMPEG_RUNTIME` when it cannot be decoded.
 */
export async function clipStill(
  clip: ClipInfo,
  request: Pick<DecodeRequest, 'width' | 'height' | 'fit'>,
  { ffmpeg, signal, log }: DecodeOptions,
): Promise<Bitmap> {
  const size = stillSize(clip, request);
  const scale =
    request.fit === 'cover'
      ? `scale=${size.width}:${size.height}:force_original_aspect_ratio=increase,crop=${size.width}:${size.height}`
      : `scale=${size.width}:${size.height}`;
  const start = Math.min(STILL_AT_S, clip.seconds / 2);
  const { output } = await runFfmpeg(
    ffmpeg,
    [
      ['-v', 'error', '-ss', start.toFixed(3), '-f', clip.demuxer, '-protocol_whitelist', 'file'],
      ['-i', fileUrl(clip.path), '-frames:v', '1', '-vf', `${scale},format=rgba`, '-f', 'rawvideo', 'pipe:1'],
    ].flat(),
    {
      captureBytes: size.width * size.height * 4,
      timeoutMs: TIMEOUT_MS,
      what: 'A clip could not be decoded',
      ...(signal ? { signal } : {}),
      ...(log ? { log } : {}),
    },
  );
  return { ...size, data: new Uint8Array(output) };
}

function stillSize(
  clip: ClipInfo,
  { width, height, fit }: Pick<DecodeRequest, 'width' | 'height' | 'fit'>,
): { width: number; height: number } {
  if (fit === 'cover') return { width, height };
  const scale = Math.min(1, width / clip.width, height / clip.height);
  return { width: even(clip.width * scale), height: even(clip.height * scale) };
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
