import type { Bitmap } from '../cards/card.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { rawInput } from './raw.ts';

/** A picture that says it has a film's transfer curve is shown too dark by browsers; players show the film itself as sRGB. */
const SRGB = 'format=rgb24,setparams=color_primaries=bt709:color_trc=iec61966-2-1';

/** Writes one frame of a film of ours as a PNG file. `seconds` may be 0 for the first. */
export async function extractFrame(
  request: { film: string; seconds: number; out: string; width?: number },
  run: FfmpegRun,
): Promise<void> {
  const size = request.width === undefined ? '' : `w=${request.width}:h=-2:`;
  await png(
    [
      [
        '-ss',
        String(request.seconds),
        '-f',
        'mov',
        '-protocol_whitelist',
        'file',
        '-i',
        fileUrl(request.film),
      ],
      ['-map', '0:v:0', '-vf', `scale=${size}in_color_matrix=bt709:flags=bicubic+accurate_rnd,${SRGB}`],
    ].flat(),
    request.out,
    run,
  );
}

/** Writes a bitmap as a PNG file without alpha: poster and thumbnails. */
export async function writePng(
  request: { bitmap: Bitmap; out: string; width?: number },
  run: FfmpegRun,
): Promise<void> {
  const { bitmap, width } = request;
  const size = width === undefined ? [] : ['-vf', `scale=w=${width}:h=-2:flags=area`];
  await png([...rawInput(bitmap, 1, 'pipe:0'), ...size], request.out, run, bitmap.data);
}

async function png(args: readonly string[], out: string, run: FfmpegRun, data?: Uint8Array): Promise<void> {
  await runFfmpeg(
    run.ffmpeg,
    [
      ['-v', 'warning', '-y', ...args, '-frames:v', '1', '-pix_fmt', 'rgb24', '-c:v', 'png'],
      ['-f', 'image2pipe', fileUrl(out)],
    ].flat(),
    {
      signal: run.signal,
      outputs: [out],
      what: 'The picture could not be written',
      ...(run.log ? { log: run.log } : {}),
      ...(data ? { input: once(data) } : {}),
    },
  );
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data;
}
