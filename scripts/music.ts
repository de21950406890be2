// Makes examples/music/bed.mp3: a calm pad that loops, computed from nothing but sines. `npx tsx scripts/music.ts`
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { findFfmpeg } from '../src/engine/media/ffmpeg/find.ts';
import { fileUrl } from '../src/engine/media/ffmpeg/ffmpeg.ts';
import { runFfmpeg } from '../src/engine/media/ffmpeg/run.ts';
import { wavHeader } from '../src/engine/media/audio/wav.ts';

const RATE = 48_000;
const CHORD_SECONDS = 5;
/** MIDI notes; the first of each is the bass. */
const CHORDS = [
  [41, 60, 64, 67, 69],
  [45, 60, 64, 67, 71],
  [38, 57, 60, 65, 69],
  [43, 57, 62, 65, 71],
  [41, 57, 60, 64, 67],
  [40, 59, 62, 67, 71],
  [38, 57, 60, 65, 67],
  [48, 55, 62, 64, 67],
];
/** Soft single notes over each chord: when (in eighths of it) and which. */
const MELODY = [
  [
    [0, 79],
    [3, 76],
  ],
  [
    [2, 74],
    [5, 72],
  ],
  [
    [1, 77],
    [6, 76],
  ],
  [[3, 74]],
  [
    [0, 72],
    [4, 79],
  ],
  [
    [2, 83],
    [5, 79],
  ],
  [
    [1, 77],
    [4, 74],
  ],
  [[2, 76]],
] as const;

const length = CHORDS.length * CHORD_SECONDS * RATE;
const sides = [new Float32Array(length), new Float32Array(length)] as const;

/** Adds a tone; what goes past the end comes back at the beginning, so that the loop has no seam. */
function addTone(start: number, seconds: number, place: number, sample: (time: number) => number): void {
  const [left, right] = [Math.cos((place * Math.PI) / 2), Math.sin((place * Math.PI) / 2)];
  for (let index = 0; index < seconds * RATE; index++) {
    const at = (((Math.round(start * RATE) + index) % length) + length) % length;
    const value = sample(index / RATE);
    sides[0][at] = (sides[0][at] ?? 0) + value * left;
    sides[1][at] = (sides[1][at] ?? 0) + value * right;
  }
}

const hertzOf = (note: number) => 440 * 2 ** ((note - 69) / 12);
const wave = (hertz: number, time: number) => Math.sin(2 * Math.PI * hertz * time);
const swell = (time: number, seconds: number) => Math.sin((Math.PI * Math.min(time, seconds)) / seconds) ** 2;

for (const [number, chord] of CHORDS.entries()) {
  const start = number * CHORD_SECONDS - CHORD_SECONDS / 2;
  const seconds = CHORD_SECONDS * 2;
  for (const [index, note] of chord.entries()) {
    const hertz = hertzOf(note);
    const level = index === 0 ? 0.16 : 0.06;
    for (const [voice, detune] of [-0.0017, 0, 0.0019].entries()) {
      const pitch = hertz * (1 + detune);
      addTone(start, seconds, 0.3 + 0.2 * voice, (time) => {
        const shimmer = 0.75 + 0.25 * wave(0.11 + 0.03 * index, time + number);
        const body =
          wave(pitch, time) + 0.28 * shimmer * wave(2 * pitch, time) + 0.1 * shimmer * wave(3 * pitch, time);
        return level * swell(time, seconds) * body;
      });
    }
  }
  for (const [eighth, note] of MELODY[number] ?? []) {
    const at = number * CHORD_SECONDS + (eighth * CHORD_SECONDS) / 8;
    addTone(at, 4, eighth % 2 === 0 ? 0.35 : 0.65, (time) => {
      const pluck = Math.min(1, time / 0.02) * Math.exp(-time * 1.6);
      return (
        0.05 * pluck * (wave(hertzOf(note), time) + 0.2 * Math.exp(-time * 3) * wave(hertzOf(note) * 2, time))
      );
    });
  }
}

const peak = sides
  .flatMap((side) => [...side.keys()].map((at) => Math.abs(side[at] ?? 0)))
  .reduce((a, b) => Math.max(a, b), 0);
const pcm = new Int16Array(length * 2);
for (let index = 0; index < length; index++) {
  pcm[index * 2] = Math.round(((sides[0][index] ?? 0) / peak) * 22_000);
  pcm[index * 2 + 1] = Math.round(((sides[1][index] ?? 0) / peak) * 22_000);
}

await mkdir('examples/music', { recursive: true });
const raw = 'examples/music/bed.wav';
await writeFile(
  raw,
  Buffer.concat([wavHeader('integer', RATE, pcm.byteLength, 2), new Uint8Array(pcm.buffer)]),
);
const ffmpeg = await findFfmpeg({ env: process.env });
await runFfmpeg(
  ffmpeg,
  [
    ['-f', 'wav', '-i', fileUrl(raw), '-c:a', 'libmp3lame', '-b:a', '112k', '-map_metadata', '-1'],
    ['-fflags', '+bitexact', '-flags:a', '+bitexact', '-y', 'examples/music/bed.mp3'],
  ].flat(),
  { what: 'Encoding the music' },
);
await rm(raw);
