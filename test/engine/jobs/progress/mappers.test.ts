import assert from 'node:assert/strict';
import {
  chunkProgress,
  createFfmpegReader,
  ffmpegProgress,
  visualsProgress,
  voiceProgress,
} from '../../../../src/engine/jobs/progress/mappers.ts';

// As ffmpeg 7.0 wrote it.
const BLOCKS = [
  'frame=0\nfps=0.00\nstream_0_0_q=0.0\nbitrate=N/A\ntotal_size=0\nout_time_us=N/A\nout_time=N/A\ndup_frames=0\ndrop_frames=0\nspeed=N/A\nprogress=continue\n',
  'frame=12\nfps=0.00\nout_time_us=0\nout_time=00:00:00.000000\nspeed=   0x\nprogress=continue\n',
  'frame=150\nfps=60.1\nout_time_us=5000000\nspeed=2.04x\nprogress=continue\n',
  'frame=300\nfps=61.0\nout_time_us=10000000\nspeed=12.6x\nprogress=end\n',
];

describe('frames of ffmpeg', () => {
  for (const size of [1, 7, 64, 10_000]) {
    it(`are read from pieces of ${size} bytes`, () => {
      const read = createFfmpegReader();
      const text = BLOCKS.join('');
      const blocks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
        read(text.slice(index * size, (index + 1) * size)),
      ).flat();
      assert.deepEqual(blocks, [
        { frame: 0, ended: false },
        { frame: 12, ended: false },
        { frame: 150, speed: 2.04, ended: false },
        { frame: 300, speed: 12.6, ended: true },
      ]);
    });
  }

  it('are read with the line ends of Windows, and what is no block is passed over', () => {
    const read = createFfmpegReader();
    assert.deepEqual(read('nonsense\r\nprogress=continue\r\nframe=3\r\nprogress=end\r\n'), [
      { frame: 3, ended: true },
    ]);
  });

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
      assert.equal(ffmpegProgress({ frame, ended: false }, total, 'm').percent, percent);
    });
  }

  it('tell the speed once ffmpeg knows it', () => {
    assert.equal(
      ffmpegProgress({ frame: 1, speed: 0.42, ended: false }, 10, 'm').substageDetail,
      'ffmpeg 0.4× speed',
    );
    assert.equal(
      ffmpegProgress({ frame: 1, speed: 12.6, ended: false }, 10, 'm').substageDetail,
      'ffmpeg 13× speed',
    );
    assert.equal('substageDetail' in ffmpegProgress({ frame: 1, ended: false }, 10, 'm'), false);
  });
});

describe('scenes of the voice', () => {
  const scene = (title: string, characters: number, done: boolean) => ({ title, characters, done });

  it('count by the length of what is said', () => {
    assert.deepEqual(voiceProgress([scene('Long', 300, true), scene('Short', 100, false)]), {
      percent: 75,
      message: 'Voice of “Short”',
      currentItem: 2,
      totalItems: 2,
    });
  });

  it('may finish in any order', () => {
    const { percent, currentItem, message } = voiceProgress([scene('A', 1, false), scene('B', 1, true)]);
    assert.deepEqual([percent, currentItem, message], [50, 2, 'Voice of “A”']);
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
        message: 'Visuals of “B”',
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
