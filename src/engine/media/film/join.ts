import { copyFile, link, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { readMp4 } from './mp4.ts';
import { inFolder } from './segment.ts';
import { trackTimescale } from './spec.ts';

export interface Piece {
  path: string;
  frames: number;
}

export interface JoinRequest {
  /** In order; all encoded for the same film. One may appear several times. */
  pieces: readonly Piece[];
  fps: number;
  /** MP4 file to write: the picture of the film, without sound. */
  out: string;
}

/**
 * Joins pieces by stream copy. Times are set anew from the frame's number, since adding up rounded lengths drifts; afterwards the
 * file must hold the sum of the frames, all of one length.
 *
 * @throws `E304-FFMPEG_RUNTIME` when it does not.
 */
export async function joinPieces({ pieces, fps, out }: JoinRequest, run: FfmpegRun): Promise<void> {
  const frames = pieces.reduce((sum, piece) => sum + piece.frames, 0);
  await inFolder(run, async (folder) => {
    const list = path.join(folder, 'pieces.ffconcat');
    await writeFile(list, await concatList(pieces, fps, folder));
    const exact = (time: string): string => `round(${time}*TB*${fps})/${fps}/TB`;
    await runFfmpeg(
      run.ffmpeg,
      [
        ['-v', 'warning', '-y', '-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file'],
        ['-i', fileUrl(list), '-map', '0:v:0', '-c', 'copy'],
        ['-bsf:v', `setts=pts=${exact('PTS')}:dts=${exact('DTS')}`],
        ['-video_track_timescale', String(trackTimescale(fps)), '-f', 'mp4', fileUrl(out)],
      ].flat(),
      {
        signal: run.signal,
        outputs: [out],
        what: 'The scenes could not be joined',
        ...(run.log ? { log: run.log } : {}),
        ...(run.onProgress ? { onProgress: run.onProgress } : {}),
      },
    );
  });
  await expectFrames(out, frames, fps);
}

/** The list of pieces: lengths are said so that their rounding errors do not add up. */
async function concatList(pieces: readonly Piece[], fps: number, folder: string): Promise<string> {
  const lines = ['ffconcat version 1.0'];
  let before = 0;
  for (const [index, piece] of pieces.entries()) {
    const after = before + piece.frames;
    const micros = Math.round((after * 1e6) / fps) - Math.round((before * 1e6) / fps);
    lines.push(`file ${quoted(await listable(piece.path, folder, index))}`, `duration ${micros}us`);
    before = after;
  }
  return `${lines.join('\n')}\n`;
}

function quoted(file: string): string {
  return `'${file.replaceAll("'", String.raw`'\''`)}'`;
}

/** A list is read line by line: a path with a line break gets another name. */
async function listable(file: string, folder: string, index: number): Promise<string> {
  const absolute = path.resolve(file);
  if (!/[\n\r]/.test(absolute)) return fileUrl(absolute);
  const name = `piece-${index}.mp4`;
  try {
    await link(absolute, path.join(folder, name));
  } catch {
    await copyFile(absolute, path.join(folder, name));
  }
  return name;
}

async function expectFrames(file: string, frames: number, fps: number): Promise<void> {
  const { tracks } = await readMp4(file);
  const video = tracks.find((track) => track.type === 'vide');
  const exact = video?.timescale === trackTimescale(fps) && video.sampleDuration === 512;
  if (video?.samples === frames && exact) return;
  throw new AuraError('E304-FFMPEG_RUNTIME', 'The scenes could not be joined', {
    details: `${video?.samples} frames of ${video?.sampleDuration ?? 'several lengths'} where ${frames} of 512 were wanted`,
  });
}
