import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Bitmap } from '../../../../src/engine/media/cards/card.ts';
import { runFfmpeg } from '../../../../src/engine/media/ffmpeg/run.ts';
import { extractFrame, writePng } from '../../../../src/engine/media/film/frame.ts';
import { keyFrames, planLoops, shownFrames } from '../../../../src/engine/media/film/loops.ts';
import { planMotion } from '../../../../src/engine/media/film/motion.ts';
import { readMp4 } from '../../../../src/engine/media/film/mp4.ts';
import { languageCode } from '../../../../src/engine/media/film/language.ts';
import { composeRuns, layOver, sliceRuns, totalFrames } from '../../../../src/engine/media/film/runs.ts';
import { encodeJoint, encodeSegment } from '../../../../src/engine/media/film/segment.ts';
import type { FrameRun, OverlayRun, SceneVisual } from '../../../../src/engine/media/film/visual.ts';
import { inspectMedia } from '../../../../src/engine/media/pictures/inspect.ts';
import { flat, near, pixels, probe, workbench } from '../support.ts';
import type { Colour } from '../support.ts';

const SPEC = { width: 320, height: 180, fps: 30 };
const GREEN: Colour = [30, 140, 60];
const RED: Colour = [200, 30, 30];
const GRAY: Colour = [90, 90, 90];
const STILL = { x: 0, y: 0, width: 320, height: 180 };

const run = (frames: number, colour: Colour): FrameRun => ({
  frames,
  key: colour.join('-'),
  draw: () => Promise.resolve(flat(320, 180, colour)),
});
/** A plate of one colour at the bottom, half transparent when asked. */
const plate = (frames: number, colour: Colour, alpha = 255): OverlayRun => ({
  frames,
  key: `${colour.join('-')}-${alpha}`,
  draw: () => {
    const bitmap: Bitmap = { width: 320, height: 180, data: new Uint8Array(320 * 180 * 4) };
    for (let y = 131; y < 160; y += 1) {
      for (let x = 41; x < 281; x += 1) bitmap.data.set([...colour, alpha], (y * 320 + x) * 4);
    }
    return Promise.resolve(bitmap);
  },
});
const none = (frames: number): OverlayRun => ({ frames, key: 'none' });

const lengths = (cut: readonly FrameRun[]): [string, number][] => cut.map(({ key, frames }) => [key, frames]);
/** Luma of a clip's frame as its red is decoded. */
const red = (luma: number): number => ((luma - 16) * 255) / 219;

describe('runs of frames', () => {
  const runs = [run(10, RED), run(1, GREEN), run(5, GRAY)];

  it('are cut anywhere; the last holds for ever', () => {
    assert.equal(totalFrames(runs), 16);
    assert.deepEqual(lengths(sliceRuns(runs, 0, 16)), lengths(runs));
    assert.deepEqual(lengths(sliceRuns(runs, 9, 12)), [
      ['200-30-30', 1],
      ['30-140-60', 1],
      ['90-90-90', 1],
    ]);
    assert.deepEqual(lengths(sliceRuns(runs, 15, 28)), [['90-90-90', 13]]);
    assert.deepEqual(lengths(sliceRuns(runs, 100, 112)), [['90-90-90', 12]]);
    assert.deepEqual(lengths(sliceRuns([run(3, RED), run(4, RED)], 0, 7)), [['200-30-30', 7]]);
  });

  it('take captions over them where either changes', async () => {
    const composed = composeRuns(runs, [none(4), plate(9, RED), none(1)]);
    assert.deepEqual(
      composed.map(({ frames }) => frames),
      [4, 6, 1, 2, 3],
    );
    const bitmap = await composed[2]?.draw();
    assert.deepEqual([...(bitmap?.data.subarray(0, 4) ?? [])], [...GREEN, 255]);
    assert.deepEqual(
      [...(bitmap?.data.subarray((140 * 320 + 60) * 4, (140 * 320 + 60) * 4 + 4) ?? [])],
      [...RED, 255],
    );
    assert.equal(composed[0]?.key, runs[0]?.key);
  });

  it('a plate hides a half transparent one: its own alpha counts, not that below', async () => {
    const [scrim, caption] = [await plate(1, GRAY, 100).draw?.(), await plate(1, RED, 255).draw?.()];
    assert.ok(scrim && caption);
    const at = (140 * 320 + 60) * 4;
    assert.deepEqual([...layOver(scrim, caption).data.subarray(at, at + 4)], [...RED, 255]);
    assert.deepEqual([...layOver(caption, scrim).data.subarray(at, at + 4)], [157, 54, 54, 255]);
    const half = await plate(1, RED, 128).draw?.();
    assert.ok(half);
    assert.deepEqual([...layOver(flat(320, 180, GRAY), half).data.subarray(0, 4)], [...GRAY, 255]);
    assert.equal(layOver(half, half).data[at + 3], 192);
    assert.deepEqual([...layOver(half, half).data.subarray(0, 4)], [0, 0, 0, 0]);
  });

  it('that hold long are shortened to one group of pictures each', () => {
    for (const [frames, expected] of [
      [[119], [[119, 1]]],
      [[120], [[60, 2]]],
      [
        [200],
        [
          [20, 1],
          [60, 3],
        ],
      ],
      [
        [8, 130, 1, 1, 250, 3],
        [
          [18, 1],
          [60, 2],
          [12, 1],
          [60, 4],
          [3, 1],
        ],
      ],
    ] as const) {
      const original = frames.map((count, i) => run(count, [i, 0, 0]));
      const plan = planLoops(original, 30);
      assert.deepEqual(
        plan.loops.map((loop) => [loop.frames, loop.times]),
        expected,
      );
      const shown = plan.loops.reduce((sum, loop) => sum + loop.frames * loop.times, 0);
      assert.equal(shown, totalFrames(original));
      assert.equal(totalFrames(plan.loops), totalFrames(plan.runs));
      assert.equal(keyFrames(plan.loops).length, plan.loops.length - 1);
    }
  });
});

describe('a scene', () => {
  let bench: Awaited<ReturnType<typeof workbench>>;
  before(async () => {
    bench = await workbench();
  });
  after(() => bench.dispose());

  const clip = async (name: string, seconds: number, size: string, ...args: string[]) => {
    // Its red rises by one step a frame: each frame tells its number.
    const source = `color=black:s=${size}:r=30:d=${seconds},geq=lum='40+N*2':cb=128:cr=128`;
    const file = bench.file(name);
    await runFfmpeg(bench.ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', source, ...args, file]);
    const info = await inspectMedia(file, { ffmpeg: bench.ffmpeg, written: name });
    assert.ok(info.kind === 'clip');
    return info;
  };

  it('with long holds has every frame in its place, though few were encoded', async () => {
    const visual: SceneVisual = {
      kind: 'frames',
      runs: [run(200, RED), run(1, GREEN), run(131, GRAY), run(2, RED)],
    };
    const out = bench.file('long.mp4');
    await encodeSegment({ visual, from: 0, to: 334, spec: SPEC, out }, bench);
    const seen = await pixels(out, 100, 100);
    assert.equal(seen.length, 334);
    for (const [frame, colour] of seen.entries()) {
      const wanted = frame < 200 ? RED : frame === 200 ? GREEN : frame < 332 ? GRAY : RED;
      assert.ok(near(colour, wanted, 3), `frame ${frame} is ${colour}`);
    }
    const [track] = (await readMp4(out)).tracks;
    assert.deepEqual([track?.samples, track?.sampleDuration, track?.duration], [334, 512, 334 * 512]);
    assert.equal((await probe(out)).streams[0]?.['nb_frames'], '334');
  });

  it('with a picture shows captions over it, in time and in their own colours', async () => {
    const visual: SceneVisual = {
      kind: 'picture',
      picture: () => Promise.resolve(flat(320, 180, GREEN)),
      motion: { source: SPEC, fit: 'cover', start: STILL, end: STILL, frames: 0, ease: 0 },
      overlays: [none(10), plate(5, RED), none(5), plate(10, [255, 255, 255], 128)],
    };
    const out = bench.file('captions.mp4');
    await encodeSegment({ visual, from: 3, to: 40, spec: SPEC, out }, bench);
    const [under, over] = [await pixels(out, 100, 100), await pixels(out, 100, 146)];
    assert.equal(over.length, 37);
    const half = GREEN.map((value) => value + (255 - value) * 0.5) as [number, number, number];
    for (const [index, colour] of over.entries()) {
      const frame = index + 3;
      const wanted = frame < 10 ? GREEN : frame < 15 ? RED : frame < 20 ? GREEN : half;
      assert.ok(near(colour, wanted, 4), `frame ${frame} is ${colour}, not ${wanted}`);
      assert.ok(near(under[index], GREEN, 3));
    }
  });

  it('with a picture that has come to rest is as short to encode as a card, and every caption stands in its place', async () => {
    const frames: number[] = [];
    const path = planMotion({ picture: SPEC, frame: SPEC, frames: 40, fps: 30, mode: 'in', hash: '' });
    const visual: SceneVisual = {
      kind: 'picture',
      picture: () => Promise.resolve(flat(path.source.width, path.source.height, GREEN)),
      motion: path,
      overlays: [none(20), plate(150, RED), none(130), plate(1, GRAY)],
    };
    const out = bench.file('rest.mp4');
    const onProgress = ({ frame }: { frame: number }): unknown => frames.push(frame);
    await encodeSegment({ visual, from: 12, to: 310, spec: SPEC, out }, { ...bench, onProgress });
    const over = await pixels(out, 100, 146);
    assert.equal(over.length, 298);
    for (const [index, colour] of over.entries()) {
      const frame = index + 12;
      const wanted = frame < 20 ? GREEN : frame < 170 ? RED : frame < 300 ? GREEN : GRAY;
      assert.ok(near(colour, wanted, 4), `frame ${frame} is ${colour}, not ${wanted}`);
    }
    assert.equal(frames.at(-1), 298, 'progress counts the frames that are shown');
    const plan = planLoops([{ frames: 28 }, { frames: 130 }, { frames: 130 }, { frames: 10 }], 30);
    assert.ok(totalFrames(plan.runs) < 298);
    assert.equal(shownFrames(plan.loops, 38), 38);
    assert.equal(shownFrames(plan.loops, totalFrames(plan.runs)), 298);
  });

  it('with a clip plays it at the film’s rate, holds its last frame, and can be entered anywhere', async () => {
    const info = await clip('ramp.mp4', 3, '320x180', '-c:v', 'libx264', '-crf', '10');
    const visual: SceneVisual = {
      kind: 'clip',
      clip: info,
      fit: 'cover',
      background: '#000000',
      overlays: [],
    };
    const [whole, part] = [bench.file('whole.mp4'), bench.file('part.mp4')];
    await encodeSegment({ visual, from: 0, to: 110, spec: SPEC, out: whole }, bench);
    await encodeSegment({ visual, from: 70, to: 110, spec: SPEC, out: part }, bench);
    const levels = (await pixels(whole, 100, 100)).map(([red]) => red);
    assert.equal(levels.length, 110);
    for (const [frame, level] of levels.entries()) {
      const wanted = red(40 + Math.min(frame, 89) * 2);
      assert.ok(Math.abs(level - wanted) <= 4, `frame ${frame} is ${level}, not ${wanted}`);
    }
    for (const [index, [level]] of (await pixels(part, 100, 100)).entries()) {
      const wanted = red(40 + Math.min(70 + index, 89) * 2);
      assert.ok(Math.abs(level - wanted) <= 4, `frame ${70 + index} is ${level}, not ${wanted}`);
    }
  });

  it('with a long clip is entered near its end, and under the crossfade after it', async () => {
    const info = await clip(
      'slow.mp4',
      7,
      '320x180',
      '-vf',
      "geq=lum='40+N/2':cb=128:cr=128",
      '-c:v',
      'libx264',
    );
    const a: SceneVisual = { kind: 'clip', clip: info, fit: 'cover', background: '#000000', overlays: [] };
    const out = bench.file('end.mp4');
    await encodeSegment({ visual: a, from: 180, to: 200, spec: SPEC, out }, bench);
    for (const [index, [seen]] of (await pixels(out, 100, 100)).entries()) {
      const wanted = red(40 + Math.floor((180 + index) / 2));
      assert.ok(Math.abs(seen - wanted) <= 4, `frame ${180 + index} is ${seen}, not ${wanted}`);
    }
    const joint = bench.file('joint.mp4');
    const b: SceneVisual = { kind: 'frames', runs: [run(40, GRAY)] };
    await encodeJoint({ a, aFrom: 300, b, frames: 12, spec: SPEC, out: joint }, bench);
    const last = red(40 + 104);
    for (const [j, [seen]] of (await pixels(joint, 100, 100)).entries()) {
      const wanted = last + ((90 - last) * (j + 1)) / 13;
      assert.ok(Math.abs(seen - wanted) <= 5, `frame ${j} is ${seen}, not ${wanted}`);
    }
  });

  it('with a clip of another shape fills the frame or stands on the background', async () => {
    const info = await clip('tall.mp4', 0.2, '90x160', '-c:v', 'libx264');
    for (const [fit, edge] of [
      ['cover', [28, 28, 28]],
      ['contain', RED],
    ] as const) {
      const out = bench.file(`${fit}.mp4`);
      const visual: SceneVisual = {
        kind: 'clip',
        clip: info,
        fit,
        background: '#C81E1E',
        overlays: [plate(9, GREEN)],
      };
      await encodeSegment({ visual, from: 0, to: 6, spec: SPEC, out }, bench);
      const [first] = await pixels(out, 10, 20);
      assert.ok(near(first, edge, 6), `${fit}: ${first}`);
      assert.ok(near((await pixels(out, 160, 140))[5], GREEN, 4));
    }
  });

  it('with a moving GIF plays it again and again, on the background where it is transparent', async () => {
    const args = [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=red:s=160x180:r=10:d=0.4,format=rgba,pad=320:180:0:0:black@0.0',
    ];
    const blink =
      "hue=s='if(lt(mod(n,4),2),1,0)',split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse";
    const file = bench.file('blink.gif');
    await runFfmpeg(bench.ffmpeg, [...args, '-filter_complex', blink, file]);
    const info = await inspectMedia(file, { ffmpeg: bench.ffmpeg, written: 'blink.gif' });
    assert.ok(info.kind === 'clip' && info.loops);
    const visual: SceneVisual = {
      kind: 'clip',
      clip: info,
      fit: 'cover',
      background: '#1E8C3C',
      overlays: [],
    };
    const out = bench.file('blinking.mp4');
    await encodeSegment({ visual, from: 0, to: 60, spec: SPEC, out }, bench);
    const seen = await pixels(out, 60, 100);
    const lit = seen.map(([r, g]) => r > g + 80);
    assert.equal(lit.filter((is, i) => is && !lit[i - 1]).length, 5, 'it begins five times in two seconds');
    assert.ok(near((await pixels(out, 300, 100))[10], GREEN, 6), `${(await pixels(out, 300, 100))[10]}`);
  });

  it('gives a poster and thumbnails in its own colours', async () => {
    const [film, poster, thumb] = [bench.file('film.mp4'), bench.file('poster.png'), bench.file('thumb.png')];
    const visual: SceneVisual = { kind: 'frames', runs: [run(5, GREEN), run(25, RED)] };
    await encodeSegment({ visual, from: 0, to: 30, spec: SPEC, out: film }, bench);
    await extractFrame({ film, seconds: 0.5, out: poster }, bench);
    assert.ok(near((await pixels(poster, 10, 10))[0], RED, 2));
    const header = (await readFile(poster)).subarray(0, 200);
    assert.ok(
      header.includes('sRGB') && !header.includes('cICP'),
      'a browser shows it as bright as the film',
    );
    await writePng({ bitmap: flat(320, 180, GREEN), out: thumb, width: 80 }, bench);
    const [picture] = (await probe(thumb)).streams;
    assert.deepEqual([picture?.['width'], picture?.['height'], picture?.['codec_name']], [80, 46, 'png']);
    assert.ok(near((await pixels(thumb, 10, 10))[0], GREEN, 0));
  });
});

describe('a language tag', () => {
  it('becomes the three letters that MP4 knows', () => {
    const tags = ['de', 'de-AT', 'EN-us', 'zh-Hant-TW', 'fil', 'xx', '', undefined, 'cy'];
    assert.deepEqual(tags.map(languageCode), ['deu', 'deu', 'eng', 'zho', 'fil', 'und', 'und', 'und', 'cym']);
  });
});
