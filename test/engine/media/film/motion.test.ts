import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { runFfmpeg } from '../../../../src/engine/media/ffmpeg/run.ts';
import { joinPieces } from '../../../../src/engine/media/film/join.ts';
import { planMotion, progressAt } from '../../../../src/engine/media/film/motion.ts';
import type { MotionOptions } from '../../../../src/engine/media/film/motion.ts';
import { pictureChain } from '../../../../src/engine/media/film/moving.ts';
import { encodeSegment } from '../../../../src/engine/media/film/segment.ts';
import { flat, rows, workbench } from '../support.ts';

const FRAME = { width: 1920, height: 1080 };
const base: MotionOptions = {
  picture: FRAME,
  frame: FRAME,
  frames: 300,
  fps: 30,
  mode: 'auto',
  hash: 'a0',
};

describe('the path of a picture', () => {
  for (const [what, options, expected] of [
    ['the frame’s own shape: zooms', {}, { fit: 'cover', moves: 'zoom' }],
    [
      'almost the frame’s shape: zooms',
      { picture: { width: 1970, height: 1080 } },
      { fit: 'cover', moves: 'zoom' },
    ],
    ['wider: slides sideways', { picture: { width: 3000, height: 1080 } }, { fit: 'cover', moves: 'x' }],
    ['taller: slides upwards', { picture: { width: 1920, height: 1400 } }, { fit: 'cover', moves: 'y' }],
    [
      'much taller: stands whole',
      { picture: { width: 1080, height: 1920 } },
      { fit: 'contain', moves: 'no' },
    ],
    ['too small: stands whole', { picture: { width: 640, height: 360 } }, { fit: 'contain', moves: 'no' }],
    ['no motion wanted: stands', { mode: 'none' }, { fit: 'cover', moves: 'no' }],
    [
      'wider, but a zoom is asked for',
      { picture: { width: 3000, height: 1080 }, mode: 'in' },
      { fit: 'cover', moves: 'zoom' },
    ],
  ] as const) {
    it(what, () => {
      const path = planMotion({ ...base, ...options });
      const { start, end, source } = path;
      const moves =
        start.width !== end.width ? 'zoom' : start.x !== end.x ? 'x' : start.y !== end.y ? 'y' : 'no';
      assert.deepEqual({ fit: path.fit, moves }, expected);
      assert.ok(source.width % 2 === 0 && source.height % 2 === 0);
      for (const window of [start, end]) {
        assert.ok(window.x >= 0 && window.x + window.width <= source.width);
        assert.ok(window.y >= 0 && window.y + window.height <= source.height);
      }
      if (moves === 'y') assert.ok(start.y > end.y, 'the window rises');
    });
  }

  it('never zooms above 8 %, nor goes faster than 1.2 % of the width a second, and rests after 12 s', () => {
    for (const frames of [1, 2, 30, 90, 300, 360, 900, 9000]) {
      for (const picture of [FRAME, { width: 4000, height: 1080 }, { width: 1920, height: 1700 }]) {
        const path = planMotion({ ...base, picture, frames });
        const { start, end } = path;
        assert.ok(Math.max(start.width, end.width) / Math.min(start.width, end.width) <= 1.08);
        assert.ok(path.frames <= 360);
        for (let frame = 0; frame < frames; frame += 1) {
          const step = progressAt(path, frame + 1) - progressAt(path, frame);
          assert.ok(step >= 0);
          const second = step * 30;
          // Windows have even sizes: two pixels more than wanted.
          assert.ok(Math.abs(end.x - start.x) * second <= 0.012 * 1920 + 2.1 * second);
          assert.ok(Math.abs(end.y - start.y) * second <= 0.012 * 1920 + 2.1 * second);
          if (frame >= path.frames) assert.equal(step, 0);
        }
        assert.equal(progressAt(path, frames), frames < path.frames ? progressAt(path, frames) : 1);
      }
    }
  });

  it('goes a way that the picture decides, not its place in the film', () => {
    const ways = ['00', '01'].map((hash) => planMotion({ ...base, hash }).start.width);
    assert.notEqual(ways[0], ways[1]);
    assert.deepEqual(planMotion(base), planMotion({ ...base }));
  });
});

describe('a picture that moves', () => {
  it('follows its path at fractions of a pixel, also across two pieces, and rests at its end', async () => {
    const bench = await workbench();
    try {
      const spec = { width: 640, height: 360, fps: 30 };
      const motion = planMotion({
        picture: spec,
        frame: spec,
        frames: 100,
        fps: 30,
        mode: 'in',
        hash: '',
      });
      const { source } = motion;
      const picture = flat(source.width, source.height, [40, 40, 40]);
      const edge = Math.round(source.width * 0.8);
      for (let y = 0; y < source.height; y += 1) {
        picture.data.fill(200, (y * source.width + edge) * 4, (y + 1) * source.width * 4);
      }
      for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = 255;
      const visual = {
        kind: 'picture',
        picture: () => Promise.resolve(picture),
        motion,
        overlays: [],
      } as const;
      const [one, two] = [bench.file('1.mp4'), bench.file('2.mp4')];
      await encodeSegment({ visual, from: 0, to: 37, spec, out: one }, bench);
      await encodeSegment({ visual, from: 37, to: 110, spec, out: two }, bench);
      const out = bench.file('both.mp4');
      await joinPieces(
        {
          pieces: [
            { path: one, frames: 37 },
            { path: two, frames: 73 },
          ],
          fps: 30,
          out,
        },
        bench,
      );
      const wanted = (frame: number): number => {
        const at = progressAt(motion, frame);
        const x = motion.start.x + (motion.end.x - motion.start.x) * at;
        return ((edge - x) * 640) / (motion.start.width + (motion.end.width - motion.start.width) * at);
      };
      const positions = (await rows(out, 180, 640)).map(edgeOf);
      assert.equal(positions.length, 110);
      for (const [frame, position] of positions.entries()) {
        assert.ok(Math.abs(position - wanted(frame)) < 0.35, `frame ${frame}: ${position}`);
      }
      assert.ok(Math.abs((positions.at(-1) ?? 0) - (positions[101] ?? 0)) < 0.02, 'it rests');

      // Before the encoder it does not tremble: less than a twentieth of a pixel off its path.
      const raw = bench.file('picture.raw');
      await writeFile(raw, picture.data);
      const size = `${source.width}x${source.height}`;
      const input = [
        '-v',
        'error',
        '-f',
        'rawvideo',
        '-pixel_format',
        'rgba',
        '-video_size',
        size,
        '-i',
        raw,
      ];
      const graph = `[0:v]${pictureChain(motion, { from: 0, to: 110, spec })},crop=640:2:0:180[v]`;
      const output = [
        '-filter_complex',
        graph,
        '-map',
        '[v]',
        '-f',
        'rawvideo',
        '-pix_fmt',
        'yuv420p',
        'pipe:1',
      ];
      const seen = await runFfmpeg(bench.ffmpeg, [...input, ...output], { captureBytes: 1 << 20 });
      for (let frame = 0; frame < 110; frame += 1) {
        const position = edgeOf(seen.output.subarray(frame * 1920, frame * 1920 + 640));
        assert.ok(Math.abs(position - wanted(frame)) < 0.05, `frame ${frame}: ${position}`);
      }
    } finally {
      await bench.dispose();
    }
  });
});

/** Where a row goes from dark to light, in fractions of a pixel. */
function edgeOf(row: Uint8Array): number {
  const [dark = 0, light = 0] = [row[10], row[row.length - 10]];
  return row.reduce((sum, value) => sum + (light - value) / (light - dark), 0);
}
