import assert from 'node:assert/strict';
import {
  chunkProgress,
  ffmpegProgress,
  visualsProgress,
  voiceProgress,
} from '../../../../src/engine/jobs/progress/mappers.ts';

describe('frames of ffmpeg', () => {
  const table: [number, number, number | undefined][] = [
    [0, 300, 0],
    [150, 300, 50],
    [300, 300, 100],
    [301, 300, 100],
    [10, 0, undefined],
    [10, Number.NaN, undefined],
  ];
  for (const [frame, total, percent] of table) {
    it(`are ${percent} % at ${frame} of ${total}`, () => {
      assert.equal(ffmpegProgress({ frames: frame }, total, []).percent, percent);
    });
  }

  it('tell the speed once ffmpeg knows it', () => {
    assert.equal(ffmpegProgress({ frames: 1, speed: 0.42 }, 10, []).substageDetail, 'ffmpeg 0.4× speed');
    assert.equal(ffmpegProgress({ frames: 1, speed: 12.6 }, 10, []).substageDetail, 'ffmpeg 13× speed');
    assert.equal('substageDetail' in ffmpegProgress({ frames: 1 }, 10, []), false);
  });
});

describe('scenes of the voice', () => {
  const scene = (title: string, characters: number, done: boolean) => ({ title, characters, done });

  it('count by the length of what is said', () => {
    assert.deepEqual(voiceProgress([scene('Long', 300, true), scene('Short', 100, false)]), {
      percent: 75,
      message: 'Voice · scene 2 of 2 · “Short”',
      currentItem: 2,
      totalItems: 2,
    });
  });

  it('may finish in any order', () => {
    const { percent, currentItem, message } = voiceProgress([scene('A', 1, false), scene('B', 1, true)]);
    assert.deepEqual([percent, currentItem, message], [50, 2, 'Voice · scene 2 of 2 · “A”']);
  });

  it('count a little even when they say nothing', () => {
    assert.equal(voiceProgress([scene('A', 0, true), scene('B', 0, false)]).percent, 50);
  });

  it('are at 100 when all are done, and when there are none', () => {
    assert.equal(voiceProgress([scene('A', 5, true)]).percent, 100);
    assert.equal(voiceProgress([]).percent, 100);
  });
});

describe('visuals', () => {
  it('count each the same', () => {
    assert.deepEqual(
      visualsProgress([
        { title: 'A', done: true },
        { title: 'B', done: false },
        { title: 'C', done: false },
        { title: 'D', done: false },
      ]),
      {
        percent: 25,
        message: 'Visuals · scene 2 of 4 · “B”',
        currentItem: 2,
        totalItems: 4,
      },
    );
  });
});

describe('chunks of a language model', () => {
  const table: [string, number, boolean, number | undefined, number | undefined][] = [
    ['by what was asked for', 500, false, 1000, 50],
    ['at most 99 before the end', 1500, false, 1000, 99],
    ['100 at the end, however short', 10, true, 1000, 100],
    ['unknown without a length', 500, false, undefined, undefined],
    ['unknown with a senseless length', 500, false, 0, undefined],
  ];
  for (const [name, characters, ended, expected, percent] of table) {
    it(`are ${name}`, () => assert.equal(chunkProgress({ characters, ended }, expected).percent, percent));
  }

  it('say how much has come', () => {
    assert.equal(chunkProgress({ characters: 1240, ended: false }).message, 'Writing · 1,240 characters');
  });
});
