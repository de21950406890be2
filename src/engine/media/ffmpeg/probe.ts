import type { Ffmpeg } from './ffmpeg.ts';
import { fileUrl } from './ffmpeg.ts';
import { runFfmpeg } from './run.ts';
import type { RunResult } from './run.ts';

export interface ProbedVideo {
  codec: string;
  /** Pixels as they are stored. */
  storedWidth: number;
  storedHeight: number;
  /** Pixels as it is to be seen: pixel aspect and rotation applied. */
  width: number;
  height: number;
  /** Degrees clockwise by which it is turned for showing: 0, 90, 180, 270. */
  rotation: number;
  /** Frames per second; absent when it varies or is not said. */
  fps?: number;
  /** As ffmpeg calls it: `bt709`; absent when the file does not say. */
  colorSpace?: string;
}

export interface ProbedMedia {
  /** First picture stream that is no cover of a record. */
  video?: ProbedVideo;
  audio?: { codec: string; sampleRate: number };
  /** Of the longest stream. */
  seconds: number;
}

export interface ProbeOptions {
  /** Forced, so that a file's name or bytes cannot choose one that reads other files. */
  demuxer: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/**
 * What is in a file, by ffmpeg alone: its own words about the streams. Where the header does not say the length, one pass
 * through the packets, undecoded, measures it.
 *
 * @throws `E304-FFMPEG_RUNTIME` when ffmpeg cannot read the file.
 */
export async function probeMedia(
  ffmpeg: Pick<Ffmpeg, 'path'>,
  file: string,
  { demuxer, signal, timeoutMs = 30_000 }: ProbeOptions,
): Promise<ProbedMedia> {
  const pass = (upTo: readonly string[]): Promise<RunResult> =>
    runFfmpeg(
      ffmpeg,
      [
        ['-v', 'info', ...upTo, '-f', demuxer, '-protocol_whitelist', 'file', '-i', fileUrl(file)],
        ['-map', '0:V:0?', '-map', '0:a:0?', '-c', 'copy', '-f', 'null', '-'],
      ].flat(),
      { timeoutMs, what: 'The file cannot be read', ...(signal ? { signal } : {}) },
    );
  const about = readStreams((await pass(['-t', '0.1'])).tail);
  return about.seconds > 0 ? about : { ...about, seconds: (await pass([])).seconds };
}

/** Whether the picture stream of a file has more than one frame. At most two are decoded. */
export async function isMoving(
  ffmpeg: Pick<Ffmpeg, 'path'>,
  file: string,
  { demuxer, signal, timeoutMs = 30_000 }: ProbeOptions,
): Promise<boolean> {
  const input = ['-v', 'error', '-f', demuxer, '-protocol_whitelist', 'file', '-i', fileUrl(file)];
  const { frames } = await runFfmpeg(
    ffmpeg,
    [...input, '-map', '0:V:0', '-frames:v', '2', '-f', 'null', '-'],
    {
      timeoutMs,
      what: 'The file cannot be read',
      ...(signal ? { signal } : {}),
    },
  );
  return frames > 1;
}

// Anchored: a title may say anything, but ffmpeg puts it behind its key.
const VIDEO = /^\s*Stream #0:\d+\S*: Video: /;
const AUDIO = /^\s*Stream #0:\d+\S*: Audio: /;

/** Reads what `ffmpeg -i` says about its first input. */
export function readStreams(lines: readonly string[]): ProbedMedia {
  const end = lines.findIndex((line) => line.startsWith('Output #0') || line.startsWith('Stream mapping'));
  const input = end < 0 ? lines : lines.slice(0, end);
  const clock = /Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/.exec(input.join('\n'));
  const seconds = clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) : 0;
  const at = input.findIndex((line) => VIDEO.test(line) && !line.includes('(attached pic)'));
  const sound = /Audio: (\w+).*?, (\d+) Hz/.exec(input.find((line) => AUDIO.test(line)) ?? '');
  const next = input.findIndex((line, index) => index > at && /^\s*Stream #/.test(line));
  const video = at < 0 ? undefined : readVideo(input.slice(at, next < 0 ? undefined : next));
  return {
    seconds,
    ...(video ? { video } : {}),
    ...(sound ? { audio: { codec: sound[1] ?? '', sampleRate: Number(sound[2]) } } : {}),
  };
}

function readVideo(lines: readonly string[]): ProbedVideo | undefined {
  const [line = ''] = lines;
  const size = /, (\d+)x(\d+)(?: \[SAR (\d+):(\d+)| SAR (\d+):(\d+))?/.exec(line);
  if (!size) return undefined;
  const [storedWidth, storedHeight] = [Number(size[1]), Number(size[2])];
  const [num, den] = [Number(size[3] ?? size[5] ?? 1), Number(size[4] ?? size[6] ?? 1)];
  const wide = Math.max(1, Math.round(num > 0 && den > 0 ? (storedWidth * num) / den : storedWidth));
  const rotation = rotationOf(lines);
  const turned = rotation % 180 !== 0;
  const fps = Number(/, ([\d.]+) fps/.exec(line)?.[1]);
  const colorSpace = /\((?:(?:tv|pc), )?(bt\w+|smpte\w+|gbr)\b/.exec(line)?.[1];
  return {
    codec: / Video: (\w+)/.exec(line)?.[1] ?? '',
    storedWidth,
    storedHeight,
    width: turned ? storedHeight : wide,
    height: turned ? wide : storedHeight,
    rotation,
    ...(fps > 0 ? { fps } : {}),
    ...(colorSpace === undefined ? {} : { colorSpace }),
  };
}

/** The display matrix turns counter-clockwise, the older `rotate` tag clockwise. */
function rotationOf(lines: readonly string[]): number {
  const text = lines.join('\n');
  const matrix = /rotation of (-?[\d.]+) degrees/.exec(text)?.[1];
  const tag = /^\s*rotate\s*: (-?\d+)/m.exec(text)?.[1];
  const clockwise = matrix === undefined ? Number(tag ?? 0) : -Number(matrix);
  return (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360;
}
