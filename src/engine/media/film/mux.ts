import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { languageCode } from './language.ts';
import { readMp4 } from './mp4.ts';
import { inFolder } from './segment.ts';
import { trackTimescale } from './spec.ts';

export interface FilmChapter {
  /** Seconds from the start of the film; `end` is the next one's start, or the film's end. */
  start: number;
  end: number;
  title: string;
}

export interface MuxRequest {
  /** The joined picture, copied as it is. */
  video: string;
  fps: number;
  /** The film's sound: a WAV file, which is padded or cut to the length of the picture, or finished AAC in MP4, which is copied. */
  sound?: string | { aac: string };
  /** kbit/s of the AAC track, 160 by default. */
  soundKbits?: number;
  /** An SRT file with at least one cue, to be a caption track that can be turned on and off. */
  captions?: { path: string; language?: string };
  chapters?: readonly FilmChapter[];
  title?: string;
  /** A PNG that file browsers show for the film. */
  poster?: string;
  /** MP4 file to write; a name of its own, renamed by the caller when it is verified. */
  out: string;
}

/**
 * Puts picture, sound (AAC), captions (mov_text), chapters and title into one MP4 file whose header comes first, so that it
 * plays while it is still arriving.
 */
export async function muxFilm(request: MuxRequest, run: FfmpegRun): Promise<void> {
  const codec = ['-c:a', 'aac', '-b:a', `${request.soundKbits ?? 160}k`];
  await mux(request, codec, run);
}

/**
 * The same picture with a sound that editors can play: they decode no AAC. MP3, or FLAC where ffmpeg has no MP3 encoder.
 */
export async function muxPreview(
  request: Pick<MuxRequest, 'video' | 'fps' | 'out'> & { sound?: string },
  run: FfmpegRun,
): Promise<void> {
  try {
    await mux(request, ['-c:a', 'libmp3lame', '-b:a', '128k'], run);
  } catch (error) {
    if (!AuraError.is(error, 'E304-FFMPEG_RUNTIME') || !/Unknown encoder/i.test(error.details ?? ''))
      throw error;
    await mux(request, ['-c:a', 'flac', '-strict', 'experimental'], run);
  }
}

async function mux(request: MuxRequest, soundCodec: readonly string[], run: FfmpegRun): Promise<void> {
  const { video, sound, captions, poster, out, fps } = request;
  const { tracks } = await readMp4(video);
  const frames = tracks.find(({ type }) => type === 'vide')?.samples ?? 0;
  await inFolder(run, async (folder) => {
    const inputs: string[][] = [['-f', 'mov', '-i', fileUrl(video)]];
    const outputs: string[][] = [['-map', '0:v:0', '-c:v:0', 'copy']];
    const add = (input: readonly string[], output: (number: number) => string[][]): void => {
      outputs.push(...output(inputs.length));
      inputs.push([...input]);
    };
    if (typeof sound === 'object') {
      add(['-f', 'mov', '-i', fileUrl(sound.aac)], (number) => [['-map', `${number}:a:0`, '-c:a', 'copy']]);
    } else if (sound !== undefined) {
      const seconds = frames / fps;
      add(['-f', 'wav', '-i', fileUrl(sound)], (number) => [
        ['-map', `${number}:a:0`, '-ac', '2', '-ar', '48000', ...soundCodec],
        ['-af', `apad=whole_dur=${seconds},atrim=end=${seconds}`],
      ]);
    }
    if (captions) {
      add(['-f', 'srt', '-i', fileUrl(captions.path)], (number) => [
        ['-map', `${number}:s:0`, '-c:s', 'mov_text'],
        ['-metadata:s:s:0', `language=${languageCode(captions.language)}`],
      ]);
    }
    if (poster !== undefined) {
      add(['-f', 'png_pipe', '-i', fileUrl(poster)], (number) => [
        ['-map', `${number}:v:0`, '-c:v:1', 'copy', '-disposition:v:1', 'attached_pic'],
      ]);
    }
    const facts = path.join(folder, 'facts.txt');
    await writeFile(facts, metadata(request));
    add(['-f', 'ffmetadata', '-i', fileUrl(facts)], (number) => [
      ['-map_metadata', String(number), '-map_chapters', String(number)],
    ]);
    const scale = ['-video_track_timescale', String(trackTimescale(fps))];
    await runFfmpeg(
      run.ffmpeg,
      [
        ['-v', 'warning', '-y'],
        ...inputs.map((input) => ['-protocol_whitelist', 'file', ...input]),
        ...outputs,
        [...scale, '-movflags', '+faststart', '-f', 'mp4', fileUrl(out)],
      ].flat(),
      {
        signal: run.signal,
        outputs: [out],
        what: 'The film could not be put together',
        ...(run.log ? { log: run.log } : {}),
        ...(run.onProgress ? { onProgress: run.onProgress } : {}),
      },
    );
  });
}

function metadata({ title, chapters = [] }: MuxRequest): string {
  const lines = [';FFMETADATA1'];
  if (title !== undefined) lines.push(`title=${escaped(title)}`);
  for (const chapter of chapters) {
    const [start, end] = [Math.round(chapter.start * 1000), Math.round(chapter.end * 1000)];
    lines.push('[CHAPTER]', 'TIMEBASE=1/1000', `START=${start}`, `END=${Math.max(end, start + 1)}`);
    lines.push(`title=${escaped(chapter.title)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A line must not end with a backslash: even an escaped one makes ffmpeg read on in the next line. */
function escaped(text: string): string {
  return text
    .replace(/\\$/, String.raw`\ `)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/[=;#\\]/g, String.raw`\$&`);
}
