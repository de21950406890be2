import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';

/** What EBU R128 says of a sound. */
export interface Loudness {
  /** LUFS over the whole; `-Infinity` for silence. */
  integrated: number;
  /** dBTP; `-Infinity` for silence. */
  truePeak: number;
}

/** Quieter than this is no programme: R128's own gate is at −70 LUFS. */
const SILENCE = -65;

/** The measuring filter. Its line per 100 ms is silenced in a way that ffmpeg 4.4 knows too. */
export const MEASURE = 'ebur128=peak=true:framelog=verbose';

/** Reads the summary that {@link MEASURE} leaves at the end of ffmpeg's output. Throws `E304-FFMPEG_RUNTIME` without one. */
export function parseLoudness(lines: readonly string[]): Loudness {
  const summary = lines.slice(lines.findLastIndex((line) => line.includes('Summary:'))).join('\n');
  const integrated = /\bI:\s+(\S+) LUFS/.exec(summary)?.[1];
  const peak = /True peak:\s+Peak:\s+(\S+) dBFS/.exec(summary)?.[1];
  if (integrated === undefined || peak === undefined) {
    throw new AuraError('E304-FFMPEG_RUNTIME', 'The loudness of the sound could not be measured', {
      details: lines.slice(-5).join('\n'),
    });
  }
  const loud = Number(integrated);
  return {
    integrated: loud > SILENCE ? loud : -Infinity,
    truePeak: peak === '-inf' ? -Infinity : Number(peak),
  };
}

/** Measures a file of ours. */
export async function measureFile(file: string, demuxer: 'wav' | 'mov', run: FfmpegRun): Promise<Loudness> {
  const { tail } = await runFfmpeg(
    run.ffmpeg,
    ['-f', demuxer, '-i', fileUrl(file), '-map', '0:a:0', '-af', MEASURE, '-f', 'null', '-'],
    { signal: run.signal, ...(run.log ? { log: run.log } : {}), what: 'Measuring the sound' },
  );
  return parseLoudness(tail);
}
