import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Fps } from '../../../protocol/protocol.ts';
import { fileUrl } from '../ffmpeg/ffmpeg.ts';
import type { FfmpegRun } from '../ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/run.ts';
import { MEASURE, measureFile, parseLoudness } from './loudness.ts';
import type { Loudness } from './loudness.ts';
import { decodeMusic, writeMusicBed } from './musicBed.ts';
import type { Music } from './musicBed.ts';

/** EBU R128 programme loudness of every film, LUFS. */
export const TARGET_LOUDNESS = -16;
/** Highest true peak of the encoded sound, dBTP. */
export const TARGET_PEAK = -1.5;
/** kbit/s of the film's AAC sound. */
export const SOUND_KBITS = 160;

const SAMPLE_RATE = 48_000;
/** A mix that is quieter than this is noise, not a programme: it stays as it is, LUFS. */
const QUIETEST = -50;
/** How far off the loudness may stay, LU; the product promises 0.5. */
const TOLERANCE = 0.2;
/** Where the limiter holds the peaks at first, dBFS: AAC gives some of them back. */
const FIRST_LIMIT = -2.5;
const MAX_CORRECTIONS = 3;
/** Music alone, against the voice, LU; the voice presses it down further. */
const BED_BELOW_VOICE = 13;
/** Level of the music where there is no voice, LUFS, before the whole is brought to its loudness. */
const BED_ALONE = -24;
/** Presses the music about 8 dB down while somebody speaks, and lets it come back in pauses. */
const DUCK = 'sidechaincompress=threshold=0.02:ratio=2.6:attack=60:release=700:knee=4';
/** Rate at which the limiter works, so that it sees the peaks between the samples. */
const LIMITER_RATE = 192_000;
const LIMITER_ATTACK_MS = 5;

export interface MixRequest {
  /** The film's voice: mono WAV, 48 kHz, as `writeVoiceTrack` writes it. */
  voice: string;
  music?: Music;
  /** Length of the film in samples: {@link samplesOf}. */
  samples: number;
  /** WAV file to write: stereo, 16 bits, exactly `samples` long. */
  out: string;
  /** AAC in MP4 to write too, for those who copy it; else it is made for measuring only. */
  aac?: string;
}

export interface Mix {
  /** Of the AAC sound. */
  loudness: Loudness;
  /** How often the first master had to be made again. */
  corrections: number;
}

/** Samples of sound for a number of frames: whole for every frame rate there is. */
export function samplesOf(frames: number, fps: Fps): number {
  return Math.round((frames * SAMPLE_RATE) / fps);
}

/**
 * Mixes voice and music into the film's sound: −16 LUFS, true peak at most −1.5 dB even after AAC. Measured on the encoded
 * sound, and made again with better settings where that says so. Silence stays silence.
 *
 * @param onProgress percent 0–100.
 * Rejects with `E422-SCRIPT` for music that cannot be read, `E304-FFMPEG_RUNTIME`, or the signal's reason.
 */
export async function mixSound(
  request: MixRequest,
  run: FfmpegRun,
  onProgress: (percent: number) => void = () => undefined,
): Promise<Mix> {
  const folder = await mkdtemp(path.join(run.workFolder, 'sound-'));
  try {
    const bed = request.music && (await layBed(request, request.music, folder, run));
    onProgress(30);
    const mix = await measureMix(request, bed, run);
    onProgress(45);
    const aac = request.aac ?? path.join(folder, 'sound.m4a');
    const audible = mix.integrated >= QUIETEST;
    let gain = audible ? TARGET_LOUDNESS - mix.integrated : 0;
    let limit = FIRST_LIMIT;
    for (let corrections = 0; ; corrections++) {
      await master(request, bed, { gain, limit, aac }, run);
      const loudness = await measureFile(aac, 'mov', run);
      onProgress(Math.min(95, 75 + corrections * 10));
      const off = audible ? TARGET_LOUDNESS - loudness.integrated : 0;
      const over = loudness.truePeak - TARGET_PEAK;
      if ((Math.abs(off) <= TOLERANCE && over <= 0) || corrections === MAX_CORRECTIONS) {
        onProgress(100);
        return { loudness, corrections };
      }
      gain += off;
      limit = Math.max(-20, limit - Math.max(0, over + (over > 0 ? 0.2 : 0)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Music under the whole film, and how much to change its level. */
interface Bed {
  file: string;
  /** dB. */
  gain: number;
}

async function layBed(
  { voice, samples }: MixRequest,
  music: Music,
  folder: string,
  run: FfmpegRun,
): Promise<Bed | undefined> {
  const decoded = path.join(folder, 'music.wav');
  const file = path.join(folder, 'bed.wav');
  const [of, voiceLoudness] = [
    await decodeMusic(music, decoded, samples / SAMPLE_RATE, run),
    await measureMix({ voice }, undefined, run),
  ];
  if (!Number.isFinite(of.integrated)) return undefined;
  await writeMusicBed(decoded, file, samples, run.signal);
  await rm(decoded);
  const level = Number.isFinite(voiceLoudness.integrated)
    ? voiceLoudness.integrated - BED_BELOW_VOICE
    : BED_ALONE;
  return { file, gain: level - of.integrated };
}

async function measureMix(
  request: Pick<MixRequest, 'voice'>,
  bed: Bed | undefined,
  run: FfmpegRun,
): Promise<Loudness> {
  const { tail } = await runFfmpeg(
    run.ffmpeg,
    [
      ...mixInputs(request, bed),
      '-filter_complex',
      `${mixGraph(bed)},${MEASURE}[out]`,
      '-map',
      '[out]',
      '-f',
      'null',
      '-',
    ],
    { signal: run.signal, ...(run.log ? { log: run.log } : {}), what: 'Measuring the sound' },
  );
  return parseLoudness(tail);
}

async function master(
  request: MixRequest,
  bed: Bed | undefined,
  { gain, limit, aac }: { gain: number; limit: number; aac: string },
  run: FfmpegRun,
): Promise<void> {
  const { out, samples } = request;
  const graph = `${mixGraph(bed)},${masterChain(gain, limit, samples)},asplit=2[wav][aac]`;
  await runFfmpeg(
    run.ffmpeg,
    [
      mixInputs(request, bed),
      ['-filter_complex', graph],
      ['-map', '[wav]', '-c:a', 'pcm_s16le', '-f', 'wav', '-y', fileUrl(out)],
      ['-map', '[aac]', '-c:a', 'aac', '-b:a', `${SOUND_KBITS}k`, '-f', 'mp4', '-y', fileUrl(aac)],
    ].flat(),
    {
      signal: run.signal,
      ...(run.log ? { log: run.log } : {}),
      outputs: [out, aac],
      what: 'Mixing the sound',
    },
  );
}

function mixInputs({ voice }: Pick<MixRequest, 'voice'>, bed: Bed | undefined): string[] {
  const inputs = [voice, ...(bed ? [bed.file] : [])];
  return inputs.flatMap((file) => ['-f', 'wav', '-i', fileUrl(file)]);
}

/** Both inputs as one stereo stream; ends open, so that filters can follow. Each side has the voice at full level. */
export function mixGraph(bed: { gain: number } | undefined): string {
  const voice = `[0:a]aformat=sample_fmts=fltp:sample_rates=${SAMPLE_RATE},pan=stereo|c0=c0|c1=c0`;
  if (!bed) return voice;
  return [
    `${voice},asplit=2[voice][key]`,
    `[1:a]aformat=sample_fmts=fltp:sample_rates=${SAMPLE_RATE}:channel_layouts=stereo,volume=${bed.gain.toFixed(2)}dB[bed]`,
    `[bed][key]${DUCK}[ducked]`,
    '[voice][ducked]amerge=inputs=2,pan=stereo|c0=c0+c2|c1=c1+c3',
  ].join(';');
}

/** Gain, then a limiter that sees the peaks between the samples, then exactly the film's length. */
export function masterChain(gain: number, limit: number, samples: number): string {
  const delay = (LIMITER_RATE * LIMITER_ATTACK_MS) / 1000;
  return [
    `volume=${gain.toFixed(2)}dB`,
    `aresample=${LIMITER_RATE}`,
    `alimiter=limit=${(10 ** (limit / 20)).toFixed(4)}:attack=${LIMITER_ATTACK_MS}:release=60:level=0`,
    // The limiter looks ahead and so comes late.
    `atrim=start_sample=${delay},asetpts=PTS-STARTPTS`,
    `aresample=${SAMPLE_RATE}`,
    `apad=whole_len=${samples},atrim=end_sample=${samples}`,
    'aformat=sample_fmts=fltp:channel_layouts=stereo',
  ].join(',');
}
