import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Bitmap } from '../../../src/engine/media/cards/card.ts';
import type { Ffmpeg, FfmpegRun } from '../../../src/engine/media/ffmpeg/ffmpeg.ts';
import { findFfmpeg } from '../../../src/engine/media/ffmpeg/find.ts';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const FFPROBE = path.join(path.dirname(resolve('@ffprobe-installer/linux-x64/package.json')), 'ffprobe');

let found: Promise<Ffmpeg> | undefined;
/** The packaged ffmpeg, or the one that `AURA_TEST_FFMPEG` names (an older version, say), probed once. */
export function realFfmpeg(): Promise<Ffmpeg> {
  found ??= findFfmpeg({ env: { FFMPEG_PATH: process.env['AURA_TEST_FFMPEG'] } });
  return found;
}

/** Everything a run needs, in a new folder. Call `dispose` at the end. */
export async function workbench(
  signal: AbortSignal = new AbortController().signal,
): Promise<FfmpegRun & { file(name: string): string; dispose(): Promise<void> }> {
  const workFolder = await mkdtemp(path.join(tmpdir(), 'aura-film-'));
  return {
    ffmpeg: await realFfmpeg(),
    signal,
    workFolder,
    file: (name) => path.join(workFolder, name),
    dispose: () => rm(workFolder, { recursive: true, force: true }),
  };
}

export type Colour = readonly [red: number, green: number, blue: number];

/** A bitmap of one opaque colour. */
export function flat(width: number, height: number, [red, green, blue]: Colour): Bitmap {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i += 4) data.set([red, green, blue, 255], i);
  return { width, height, data };
}

/** One pixel of every frame of a film, decoded to RGB with the colour matrix that the file names. */
export async function pixels(file: string, x: number, y: number): Promise<Colour[]> {
  const { path: ffmpeg } = await realFfmpeg();
  const filter = `crop=2:2:${x}:${y}:exact=1,scale=flags=accurate_rnd+full_chroma_int`;
  const args = ['-v', 'error', '-i', file, '-map', '0:v:0', '-vf', filter];
  const { stdout } = await run(ffmpeg, [...args, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], {
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  });
  return Array.from({ length: stdout.length / 12 }, (_, i): Colour => {
    const at = i * 12;
    return [stdout[at] ?? 0, stdout[at + 1] ?? 0, stdout[at + 2] ?? 0];
  });
}

export interface Probe {
  streams: Record<string, string | number | undefined>[];
  format: { duration: string; tags?: Record<string, string> };
  chapters: { start_time: string; end_time: string; tags: { title: string } }[];
}

/** What ffprobe says about a file. */
export async function probe(file: string): Promise<Probe> {
  const args = ['-v', 'error', '-show_streams', '-show_format', '-show_chapters', '-of', 'json', file];
  return JSON.parse((await run(FFPROBE, args)).stdout) as Probe;
}

/** Times of all frames as they are shown, in ticks of the stream. */
export async function frameTimes(file: string): Promise<number[]> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'packet=pts',
    '-of',
    'csv=p=0',
    file,
  ];
  const { stdout } = await run(FFPROBE, args, { maxBuffer: 1 << 26 });
  return stdout
    .split(/\s+/)
    .filter(Boolean)
    .map((line) => Number.parseInt(line, 10))
    .sort((a, b) => a - b);
}

/** Whether two colours differ by at most `by` in each channel. */
export function near(a: Colour | undefined, b: Colour, by: number): boolean {
  return a !== undefined && a.every((value, channel) => Math.abs(value - (b[channel] ?? 0)) <= by);
}

/** One row of every frame of a film, as luma 16–235. */
export async function rows(file: string, y: number, width: number): Promise<Uint8Array[]> {
  const { path: ffmpeg } = await realFfmpeg();
  const args = ['-v', 'error', '-i', file, '-map', '0:v:0', '-vf', `crop=${width}:2:0:${y}:exact=1`];
  const { stdout } = await run(ffmpeg, [...args, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-'], {
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  });
  const frame = width * 3;
  return Array.from({ length: stdout.length / frame }, (_, i) =>
    stdout.subarray(i * frame, i * frame + width),
  );
}
