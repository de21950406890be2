import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AuraError } from '../../../protocol/protocol.ts';
import { decodeSamples, parseWav, toInt16, wavHeader } from './wav.ts';
import type { WavFormat } from './wav.ts';

const SAMPLE_RATE = 48_000;
/** Samples that are mixed at a time: one second. */
const BLOCK = SAMPLE_RATE;
/** What is read of a file to find its sound, bytes. */
const HEAD = 65_536;

/** Sound of a scene and where it begins in the film, in samples at 48 kHz. */
export type SceneClip = { startSample: number } & (
  | { samples: Float32Array }
  /** Path of a WAV file with 48 kHz. */
  | { file: string }
);

/** Gives any stretch of a clip. */
interface ClipSource {
  length: number;
  read(from: number, count: number): Promise<Float32Array> | Float32Array;
  close(): Promise<void>;
}

/**
 * Writes the voice of a whole film as one mono 16-bit WAV of exactly `totalSamples`. Holds one second of sound and the
 * clips that sound in it, however long the film is. Clips may overlap; what lies outside the film is left out.
 *
 * Rejects with the signal's reason, with `E422-SCRIPT` for a clip that cannot be read, or with the system's own error.
 */
export async function writeVoiceTrack(
  path: string,
  clips: readonly SceneClip[],
  totalSamples: number,
  signal?: AbortSignal,
): Promise<void> {
  const waiting = clips.toSorted((a, b) => b.startSample - a.startSample);
  const sounding = new Map<SceneClip, ClipSource>();
  const file = await open(path, 'w');
  try {
    await file.appendFile(wavHeader('integer', SAMPLE_RATE, totalSamples * 2));
    for (let start = 0; start < totalSamples; start += BLOCK) {
      signal?.throwIfAborted();
      const end = Math.min(start + BLOCK, totalSamples);
      for (let next = waiting.at(-1); next && next.startSample < end; next = waiting.at(-1)) {
        waiting.pop();
        sounding.set(next, await openClip(next));
      }
      const block = new Float32Array(end - start);
      for (const [clip, source] of sounding) {
        await mixInto(block, start, clip.startSample, source);
        if (clip.startSample + source.length > end) continue;
        sounding.delete(clip);
        await source.close();
      }
      await file.appendFile(toBytes(block));
    }
  } finally {
    await Promise.all([...sounding.values()].map((source) => source.close()));
    await file.close();
  }
}

async function mixInto(
  block: Float32Array,
  blockStart: number,
  clipStart: number,
  source: ClipSource,
): Promise<void> {
  const from = Math.max(0, blockStart - clipStart);
  const to = Math.min(source.length, blockStart + block.length - clipStart);
  if (to <= from) return;
  const samples = await source.read(from, to - from);
  const offset = clipStart + from - blockStart;
  for (let index = 0; index < samples.length; index++) {
    block[offset + index] = (block[offset + index] ?? 0) + (samples[index] ?? 0);
  }
}

function toBytes(block: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(block.length * 2));
  for (let index = 0; index < block.length; index++)
    bytes.setInt16(index * 2, toInt16(block[index] ?? 0), true);
  return new Uint8Array(bytes.buffer);
}

async function openClip(clip: SceneClip): Promise<ClipSource> {
  if ('samples' in clip) {
    const { samples } = clip;
    return {
      length: samples.length,
      read: (from, count) => samples.subarray(from, from + count),
      close: () => Promise.resolve(),
    };
  }
  const handle = await open(clip.file, 'r');
  try {
    const format = await readFormat(handle);
    if (format.sampleRate !== SAMPLE_RATE) {
      throw new AuraError('E422-SCRIPT', 'A narration has the wrong sample rate', {
        details: `${format.sampleRate} Hz instead of ${SAMPLE_RATE} Hz`,
      });
    }
    const frame = (format.channels * format.bitsPerSample) / 8;
    return {
      length: format.dataLength / frame,
      async read(from, count) {
        const bytes = new Uint8Array(count * frame);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, format.dataOffset + from * frame);
        return decodeSamples(bytes.subarray(0, bytesRead), format);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readFormat(handle: FileHandle): Promise<WavFormat> {
  const head = new Uint8Array(HEAD);
  const { bytesRead } = await handle.read(head, 0, HEAD, 0);
  const { size } = await handle.stat();
  return parseWav(head.subarray(0, bytesRead), size);
}
