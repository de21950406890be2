import { open, stat } from 'node:fs/promises';
import { imageSize } from 'image-size';
import { AuraError } from '../../../protocol/protocol.ts';
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts';
import { isMoving, probeMedia } from '../ffmpeg/probe.ts';
import { quoteName } from './locate.ts';
import type { MediaInfo, PictureInfo } from './media.ts';
import { sniff } from './sniff.ts';
import { readSvg } from './svg.ts';

export interface InspectOptions {
  ffmpeg: Ffmpeg;
  /** The file as the script names it, for messages. */
  written: string;
  line?: number;
  signal?: AbortSignal;
}

/** Pixels; a picture of more can take all memory while it is decoded. */
const MOST_PIXELS = 100e6;
/** Bytes in which the dimensions of a picture must stand: a JPEG may carry a large preview before them. */
const HEADS = [64 * 1024, 16 * 2 ** 20];

/**
 * Says what a file is by its own bytes: dimensions before anything is decoded, clips and sounds by ffmpeg with a forced demuxer
 * that may read this one file.
 *
 * @param file absolute path from `locateMedia`.
 * @throws `E422-SCRIPT` with the file's name and what to do.
 */
export async function inspectMedia(file: string, options: InspectOptions): Promise<MediaInfo> {
  const { size: sizeBytes } = await stat(file);
  const head = await readHead(file, HEADS[0] ?? 0);
  const sniffed = await sniff(head);
  if (sniffed.kind === 'refused') throw refuse(options, sniffed.why, sniffed.remedy);
  if (sniffed.kind === 'svg') return inspectSvg(file, sizeBytes, options);

  const about = { path: file, format: sniffed.format, demuxer: sniffed.demuxer, sizeBytes };
  if (sniffed.kind === 'picture') return inspectPicture(about, head, options);
  return inspectStreams(about, sniffed.kind === 'moving', options);
}

/** Clips, sounds, and the formats that may hold one frame or many. */
async function inspectStreams(
  about: Pick<PictureInfo, 'path' | 'format' | 'demuxer' | 'sizeBytes'>,
  mayBeStill: boolean,
  options: InspectOptions,
): Promise<MediaInfo> {
  const { ffmpeg, signal } = options;
  const how = { demuxer: about.demuxer, ...(signal ? { signal } : {}) };
  try {
    const { video, audio, seconds } = await probeMedia(ffmpeg, about.path, how);
    if (!video && audio) return { kind: 'sound', ...about, seconds };
    if (!video) throw refuse(options, 'has neither picture nor sound', 'Export it again.');
    checkSize(video.storedWidth, video.storedHeight, options);
    const size = { width: video.width, height: video.height };
    if (mayBeStill && !(await isMoving(ffmpeg, about.path, how))) {
      return { kind: 'picture', ...about, ...size, orientation: 1 };
    }
    const colours = video.colorSpace === undefined ? {} : { colorSpace: video.colorSpace };
    return {
      kind: 'clip',
      ...about,
      ...size,
      ...colours,
      seconds,
      hasSound: audio !== undefined,
      loops: mayBeStill,
    };
  } catch (error) {
    if (!AuraError.is(error, 'E304-FFMPEG_RUNTIME')) throw error;
    throw refuse(options, `is a ${about.format} file that cannot be read`, 'Export it again.', error.details);
  }
}

async function inspectPicture(
  about: Omit<PictureInfo, 'kind' | 'width' | 'height' | 'orientation'>,
  head: Uint8Array,
  options: InspectOptions,
): Promise<PictureInfo> {
  let size = dimensions(head);
  for (const bytes of HEADS.slice(1)) size ??= dimensions(await readHead(about.path, bytes));
  if (!size)
    throw refuse(options, `is a ${about.format} file that cannot be read`, 'Save the picture again.');
  checkSize(size.width, size.height, options);
  return { kind: 'picture', ...about, ...size };
}

async function inspectSvg(file: string, sizeBytes: number, options: InspectOptions): Promise<PictureInfo> {
  const read = readSvg(await readHead(file, 5 * 2 ** 20 + 1));
  if ('refused' in read) {
    throw refuse(
      options,
      `is an SVG drawing that ${read.refused}`,
      'Export it as plain SVG with everything embedded as shapes, or as PNG.',
    );
  }
  const size = dimensions(Buffer.from(read.text));
  if (!size)
    throw refuse(options, 'is an SVG drawing without a size', 'Give it a width and height, or a viewBox.');
  checkSize(size.width, size.height, options);
  return { kind: 'picture', path: file, format: 'SVG', demuxer: 'svg', sizeBytes, ...size, orientation: 1 };
}

function dimensions(bytes: Uint8Array): { width: number; height: number; orientation: number } | undefined {
  try {
    const { width, height, orientation = 1 } = imageSize(bytes);
    if (!(width >= 1 && height >= 1)) return undefined;
    const turned = orientation >= 5 && orientation <= 8;
    const [w, h] = [Math.round(width), Math.round(height)];
    return turned ? { width: h, height: w, orientation } : { width: w, height: h, orientation };
  } catch {
    return undefined;
  }
}

function checkSize(width: number, height: number, options: InspectOptions): void {
  if (width * height <= MOST_PIXELS && Math.max(width, height) <= 65_535) return;
  const megapixels = Math.round((width * height) / 1e6);
  throw refuse(
    options,
    `has ${width} × ${height} pixels, ${megapixels} megapixels`,
    'Make it smaller: 100 megapixels are the most, and a film needs no more than 8.',
  );
}

function refuse(options: InspectOptions, why: string, remediation: string, details?: string): AuraError {
  return new AuraError('E422-SCRIPT', `${quoteName(options.written)} ${why}`, {
    remediation,
    ...(details === undefined ? {} : { details }),
    ...(options.line === undefined ? {} : { line: options.line }),
  });
}

async function readHead(file: string, bytes: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(Math.min(bytes, size));
    let at = 0;
    while (at < head.length) {
      const { bytesRead } = await handle.read(head, at, head.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return head.subarray(0, at);
  } finally {
    await handle.close();
  }
}
