import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { AuraError } from '../../../../src/protocol/protocol.ts';
import { joinPieces } from '../../../../src/engine/media/film/join.ts';
import { muxFilm, muxPreview } from '../../../../src/engine/media/film/mux.ts';
import { encodeJoint, encodeSegment } from '../../../../src/engine/media/film/segment.ts';
import { verifyFilm } from '../../../../src/engine/media/film/verify.ts';
import type { SceneVisual } from '../../../../src/engine/media/film/visual.ts';
import { runFfmpeg } from '../../../../src/engine/media/ffmpeg/run.ts';
import { flat, frameTimes, near, pixels, probe, workbench } from '../support.ts';
import type { Colour } from '../support.ts';

const MIDNIGHT: Colour = [0x0f, 0x17, 0x20];
const RED: Colour = [200, 30, 30];
const PAPER: Colour = [0xee, 0xf0, 0xec];

type Bench = Awaited<ReturnType<typeof workbench>>;

function card(
  width: number,
  height: number,
  ...runs: readonly [frames: number, colour: Colour][]
): SceneVisual {
  return {
    kind: 'frames',
    runs: runs.map(([frames, colour]) => ({
      frames,
      key: colour.join('-'),
      draw: () => Promise.resolve(flat(width, height, colour)),
    })),
  };
}

describe('a film made of pieces', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await workbench();
  });
  afterEach(() => bench.dispose());

  it('encodes a card to exactly the frames of its runs, in its own colours', async () => {
    const spec = { width: 320, height: 180, fps: 30 };
    const out = bench.file('a.mp4');
    await encodeSegment(
      { visual: card(320, 180, [50, MIDNIGHT], [1, RED], [24, PAPER]), from: 0, to: 75, spec, out },
      bench,
    );
    const seen = await pixels(out, 100, 100);
    assert.equal(seen.length, 75);
    for (const [index, colour] of seen.entries()) {
      const wanted = index < 50 ? MIDNIGHT : index === 50 ? RED : PAPER;
      assert.ok(near(colour, wanted, 2), `frame ${index} is ${colour}, not ${wanted}`);
    }
    const [video] = (await probe(out)).streams;
    assert.equal(video?.['color_space'], 'bt709');
    assert.equal(video?.['color_range'], 'tv');
    assert.equal(video?.['pix_fmt'], 'yuv420p');
    assert.deepEqual(await readdir(bench.workFolder), ['a.mp4']);
  });

  for (const { width, height, fps } of [
    { width: 320, height: 180, fps: 24 },
    { width: 180, height: 320, fps: 25 },
    { width: 180, height: 180, fps: 30 },
    { width: 854, height: 480, fps: 60 },
  ]) {
    it(`joins pieces at ${fps} frames per second, ${width}x${height}, to the sum of their frames`, async () => {
      const spec = { width, height, fps };
      const x = Math.round(0.4 * fps);
      const first = card(width, height, [fps + 7, MIDNIGHT]);
      const second = card(width, height, [5 * x, PAPER]);
      const pieces = [
        { path: bench.file("it's 100% 1.mp4"), frames: fps + 7 },
        { path: bench.file('joint ä 日本.mp4'), frames: x },
        { path: bench.file('line\nbreak "2".mp4'), frames: 4 * x },
      ] as const;
      const [whole, joint, body] = pieces;
      await encodeSegment({ visual: first, from: 0, to: fps + 7, spec, out: whole.path }, bench);
      await encodeJoint({ a: first, aFrom: fps + 7, b: second, frames: x, spec, out: joint.path }, bench);
      await encodeSegment({ visual: second, from: x, to: 5 * x, spec, out: body.path }, bench);
      const out = bench.file('film.mp4');
      // Many pieces: what a rounding error per piece would add up to must not be seen.
      const all = Array.from({ length: 12 }, () => pieces).flat();
      await joinPieces({ pieces: all, fps, out }, bench);

      const times = await frameTimes(out);
      assert.equal(times.length, 12 * (fps + 7 + 5 * x));
      assert.ok(times.every((time, index) => time === index * 512));
      const [video] = (await probe(out)).streams;
      assert.equal(video?.['r_frame_rate'], `${fps}/1`);
      assert.equal(video?.['avg_frame_rate'], `${fps}/1`);
      const seen = await pixels(out, width / 2, height / 2);
      assert.equal(seen.length, times.length);
      for (let j = 0; j < x; j += 1) {
        const share = (j + 1) / (x + 1);
        const wanted = MIDNIGHT.map((from, c) => from + ((PAPER[c] ?? 0) - from) * share);
        const [r = 0, g = 0, b = 0] = wanted;
        assert.ok(
          near(seen[fps + 7 + j], [r, g, b], 4),
          `frame ${j} of the crossfade is ${seen[fps + 7 + j]}`,
        );
      }
    });
  }

  it('puts picture, sound, captions, chapters and title together and finds the film whole', async () => {
    const spec = { width: 320, height: 180, fps: 30 };
    const video = bench.file('video.mp4');
    await encodeSegment(
      { visual: card(320, 180, [60, MIDNIGHT], [31, RED]), from: 0, to: 91, spec, out: video },
      bench,
    );
    const sound = bench.file('sound.wav');
    const sine = 'sine=frequency=440:sample_rate=48000:duration=2.9';
    await runFfmpeg(bench.ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', sine, sound]);
    const captions = bench.file('captions.srt');
    await writeFile(captions, '1\n00:00:00,500 --> 00:00:02,000\nGrüße, 日本\nsecond line\n\n');
    const out = bench.file('film.mp4.part');
    await muxFilm(
      {
        video,
        fps: 30,
        sound,
        captions: { path: captions, language: 'de-AT' },
        title: 'A "film"; = #1 \\',
        chapters: [
          { start: 0, end: 2, title: 'One; = #1 \\' },
          { start: 2, end: 91 / 30, title: 'Zwei\n日本' },
        ],
        out,
      },
      bench,
    );
    const whole = { film: out, frames: 91, fps: 30, sound: 'aac', captions: true, joints: [60] } as const;
    await verifyFilm(whole, bench);
    const { streams, format, chapters } = await probe(out);
    assert.deepEqual(
      streams.slice(0, 3).map((stream) => stream['codec_name']),
      ['h264', 'aac', 'mov_text'],
    );
    assert.equal(format.tags?.['title'], 'A "film"; = #1 \\ ');
    assert.deepEqual(
      chapters.map((chapter) => chapter.tags.title),
      ['One; = #1 \\ ', 'Zwei 日本'],
    );
    assert.ok(Math.abs(Number(streams[1]?.['duration']) - 91 / 30) < 0.05);

    await muxPreview({ video, fps: 30, sound, out: bench.file('preview.mp4') }, bench);
    assert.equal((await probe(bench.file('preview.mp4'))).streams[1]?.['codec_name'], 'mp3');

    for (const [wrong, words] of [
      [{ ...whole, frames: 92 }, /91 frames where 92/],
      [{ ...whole, fps: 25 }, /1\/25 s/],
      [{ ...whole, film: bench.file('preview.mp4'), captions: false }, /sound/],
      [{ ...whole, film: video }, /sound is missing.*caption track is missing.*header/],
      [{ ...whole, film: sound }, /MP4/],
    ] as const) {
      await assert.rejects(verifyFilm(wrong, bench), (error) => {
        assert.ok(AuraError.is(error, 'E304-FFMPEG_RUNTIME'));
        assert.match(error.details ?? '', words);
        return true;
      });
    }
  });

  it('is cancelled at once and leaves neither a process nor a part file', async () => {
    const abort = new AbortController();
    const spec = { width: 1920, height: 1080, fps: 30 };
    const out = bench.file('long.mp4');
    const working = encodeSegment(
      {
        visual: {
          kind: 'frames',
          runs: Array.from({ length: 5000 }, (_, i) => ({
            frames: 1,
            key: String(i),
            draw: () => Promise.resolve(flat(1920, 1080, [i % 256, 0, 0])),
          })),
        },
        from: 0,
        to: 5000,
        spec,
        out,
      },
      { ...bench, signal: abort.signal, onProgress: ({ frame }) => frame > 5 && abort.abort() },
    );
    await assert.rejects(working, { name: 'AbortError' });
    await assert.rejects(stat(out), { code: 'ENOENT' });
    assert.deepEqual(await readdir(bench.workFolder), []);
  });
});
