import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AuraError } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { MEASURE, parseLoudness } from './loudness.ts';
import type { Loudness } from './loudness.ts';
import { parseWav, wavHeader } from './wav.ts';

/** A music file whose type is known from its own bytes. */
export interface Music {
  path: string;
  /** ffmpeg's demuxer, forced: the file's name decides nothing. */
  demuxer: string;
}

const SAMPLE_RATE = 48_000;
const CHANNELS = 2;
/** Bytes of one sample of both sides. */
const FRAME = 4;
/** How long one turn of the loop fades into the next, seconds. */
const CROSSFADE = 3;
const FADE_IN = 1;
const FADE_OUT = 2.5;
/** Samples that are written at a time. */
const BLOCK = SAMPLE_RATE;

/**
 * Decodes as much of the music as a film can use into a stereo WAV and measures it.
 *
 * Rejects with `E422-SCRIPT` when it holds no sound.
 */
export async function decodeMusic(
  music: Music,
  out: string,
  seconds: number,
  run: FfmpegRun,
): Promise<Loudness> {
  const { tail } = await runFfmpeg(
    run.ffmpeg,
    [
      ['-protocol_whitelist', 'file,pipe', '-f', music.demuxer, '-i', fileUrl(music.path)],
      ['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1', '-t', String(seconds + CROSSFADE)],
      ['-af', `aformat=sample_rates=${SAMPLE_RATE}:channel_layouts=stereo,${MEASURE}`],
      ['-c:a', 'pcm_s16le', '-ar', String(SAMPLE_RATE), '-f', 'wav', '-y', fileUrl(out)],
    ].flat(),
    { signal: run.signal, ...(run.log ? { log: run.log } : {}), outputs: [out], what: 'Reading the music' },
  ).catch((error: unknown) => {
    if (!AuraError.is(error, 'E304-FFMPEG_RUNTIME')) throw error;
    throw new AuraError('E422-SCRIPT', 'The music cannot be read', {
      remediation: 'Use another file: MP3, WAV, FLAC, Ogg or M4A.',
      ...(error.details === undefined ? {} : { details: error.details }),
      cause: error,
    });
  });
  return parseLoudness(tail);
}

/**
 * Lays decoded music under a whole film: as often as needed, each turn fading into the next, with a fade at both ends.
 * Exactly `totalSamples` long; one second of it is in memory at a time.
 */
export async function writeMusicBed(
  decoded: string,
  out: string,
  totalSamples: number,
  signal: AbortSignal,
): Promise<void> {
  const source = await open(decoded, 'r');
  try {
    const music = await openLoop(source);
    const bed = await open(out, 'w');
    try {
      await bed.appendFile(wavHeader('integer', SAMPLE_RATE, totalSamples * FRAME, CHANNELS));
      for (let start = 0; start < totalSamples; start += BLOCK) {
        signal.throwIfAborted();
        const block = await music(start, Math.min(BLOCK, totalSamples - start));
        fadeEnds(block, start, totalSamples);
        await bed.appendFile(new Uint8Array(block.buffer));
      }
    } finally {
      await bed.close();
    }
  } finally {
    await source.close();
  }
}

type LoopReader = (start: number, count: number) => Promise<Int16Array<ArrayBuffer>>;

/** Reads a file as if it went on for ever. */
async function openLoop(file: FileHandle): Promise<LoopReader> {
  const head = new Uint8Array(4096);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const format = parseWav(head.subarray(0, bytesRead), (await file.stat()).size);
  const length = format.dataLength / FRAME;
  const fade = Math.floor(Math.min(CROSSFADE * SAMPLE_RATE, length / 3));
  const period = length - fade;
  if (period < 1) return (_start, count) => Promise.resolve(new Int16Array(count * CHANNELS));

  async function read(from: number, count: number): Promise<Int16Array> {
    const bytes = new Uint8Array(count * FRAME);
    await file.read(bytes, 0, bytes.length, format.dataOffset + from * FRAME);
    return new Int16Array(bytes.buffer);
  }

  return async (start, count) => {
    const block = new Int16Array(count * CHANNELS);
    for (let done = 0; done < count;) {
      const turn = Math.floor((start + done) / period);
      const at = start + done - turn * period;
      const fading = turn > 0 && at < fade;
      const stretch = Math.min(count - done, (fading ? fade : period) - at);
      const coming = await read(at, stretch);
      const going = fading ? await read(at + period, stretch) : undefined;
      for (let index = 0; index < stretch * CHANNELS; index++) {
        const angle = ((at + (index >> 1)) / fade) * (Math.PI / 2);
        // Equal power: the two turns have nothing to do with each other.
        const sample = going
          ? (coming[index] ?? 0) * Math.sin(angle) + (going[index] ?? 0) * Math.cos(angle)
          : (coming[index] ?? 0);
        block[done * CHANNELS + index] = Math.max(-32_768, Math.min(32_767, Math.round(sample)));
      }
      done += stretch;
    }
    return block;
  };
}

/** Fades the film's first second in and its last seconds out; a short film gets shorter fades. */
function fadeEnds(block: Int16Array, start: number, total: number): void {
  const fadeIn = Math.min(FADE_IN * SAMPLE_RATE, total / 4);
  const fadeOut = Math.min(FADE_OUT * SAMPLE_RATE, total / 2);
  const count = block.length / CHANNELS;
  if (start >= fadeIn && start + count <= total - fadeOut) return;
  for (let index = 0; index < count; index++) {
    const at = start + index;
    const gain = Math.min(1, at / fadeIn, (total - 1 - at) / fadeOut);
    if (gain >= 1) continue;
    const smooth = 0.5 - 0.5 * Math.cos(Math.PI * gain);
    for (let channel = 0; channel < CHANNELS; channel++) {
      block[index * CHANNELS + channel] = Math.round((block[index * CHANNELS + channel] ?? 0) * smooth);
    }
  }
}
