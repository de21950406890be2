import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { createFfmpegLog } from '../../../../src/engine/media/ffmpeg/log.ts';
import { createProgressReader } from '../../../../src/engine/media/ffmpeg/progress.ts';
import { readStreams } from '../../../../src/engine/media/ffmpeg/probe.ts';
import { runFfmpeg } from '../../../../src/engine/media/ffmpeg/run.ts';
import { workbench } from '../support.ts';

describe('the ffmpeg log of a job', () => {
  let bench: Awaited<ReturnType<typeof workbench>>;
  beforeEach(async () => {
    bench = await workbench();
  });
  afterEach(() => bench.dispose());

  const open = (options: { maxBytes?: number; maxLines?: number } = {}): ReturnType<typeof createFfmpegLog> =>
    createFfmpegLog({
      path: bench.file('logs/ffmpeg/job.log'),
      jobId: 'job-1',
      correlationId: 'corr-1',
      resolution: '1920x1080',
      now: () => new Date('2026-01-02T03:04:05Z'),
      ...options,
    });

  it('has the documented form', async () => {
    const log = open();
    const entry = log.begin({ path: '/usr/bin/ffmpeg', args: ['-i', "it's.mp4", 'out put.mp4'] });
    entry.line('stderr', 'a warning');
    entry.line('stdout', 'frame=1');
    entry.end(0);
    entry.end(1);
    await log.flushed();
    const rule = '-'.repeat(80);
    assert.equal(
      await readFile(log.path, 'utf8'),
      `Job: job-1\nCorrelation: corr-1\nStarted: 2026-01-02T03:04:05.000Z\nResolution: 1920x1080\n` +
        `FFmpeg: /usr/bin/ffmpeg\nCommand: /usr/bin/ffmpeg -i 'it'\\''s.mp4' 'out put.mp4'\n${rule}\n` +
        `[stderr] a warning\n[stdout] frame=1\n${rule}\nCompleted: 2026-01-02T03:04:05.000Z\nExit code: 0\n\n`,
    );
  });

  it('writes the first call as it goes, and keeps calls beside it whole', async () => {
    const log = open();
    const one = log.begin({ path: 'ffmpeg', args: ['one'] });
    const two = log.begin({ path: 'ffmpeg', args: ['two'] });
    one.line('stderr', 'from one');
    two.line('stderr', 'from two');
    await log.flushed();
    assert.match(await readFile(log.path, 'utf8'), /one\n-+\n\[stderr\] from one\n$/);
    two.end(0);
    one.line('stderr', 'again from one');
    one.end(255);
    await log.flushed();
    const lines = (await readFile(log.path, 'utf8'))
      .split('\n')
      .filter((line) => /^(Command|\[|Exit)/.test(line));
    assert.deepEqual(lines, [
      'Command: ffmpeg one',
      '[stderr] from one',
      '[stderr] again from one',
      'Exit code: 255',
      'Command: ffmpeg two',
      '[stderr] from two',
      'Exit code: 0',
    ]);
  });

  it('is bounded, for one call and for all', async () => {
    const log = open({ maxBytes: 20_000, maxLines: 10 });
    for (let call = 0; call < 100; call += 1) {
      const entry = log.begin({ path: 'ffmpeg', args: [String(call)] });
      for (let line = 0; line < 50; line += 1) entry.line('stderr', 'x'.repeat(20));
      entry.end(0);
    }
    await log.flushed();
    const text = await readFile(log.path, 'utf8');
    assert.match(text, /\[log\] 40 more lines left out/);
    assert.match(text, /\[log\] full/);
    assert.ok((await stat(log.path)).size < 25_000);
  });

  it('has what real calls say, side by side, also when they fail', async () => {
    const log = open();
    const call = (colour: string): Promise<unknown> =>
      runFfmpeg(bench.ffmpeg, ['-f', 'lavfi', '-i', `color=c=${colour}:s=64x64:d=1`, '-f', 'null', '-'], {
        log,
      });
    await Promise.all([call('red'), call('blue'), assert.rejects(call('nocolour'))]);
    await log.flushed();
    const blocks = (await readFile(log.path, 'utf8')).split('\n\n').filter(Boolean);
    assert.equal(blocks.length, 3);
    for (const block of blocks) {
      const colour = /c=(\w+):/.exec(block)?.[1] ?? '';
      assert.match(
        block,
        colour === 'nocolour' ? /Exit code: [1-9]/ : /\[stdout\] frame=25\n[^]*Exit code: 0/,
      );
      assert.match(block, /^Job: job-1\nCorrelation: corr-1\n/);
    }
  });
});

describe('what ffmpeg says', () => {
  it('about progress is read across chunks, without figures it does not know', () => {
    const seen: unknown[] = [];
    const reader = createProgressReader((progress) => seen.push(progress));
    const text =
      'frame=0\nfps=0.00\nout_time_us=N/A\nspeed=   0x\nprogress=continue\r\n' +
      'frame= 30\nfps=12.5\nout_time_us=1000000\nspeed=0.4x\nprogress=end\n';
    for (const letter of text) reader.push(letter);
    assert.deepEqual(seen, [{ frame: 0 }, { frame: 30, seconds: 1, fps: 12.5, speed: 0.4 }]);
  });

  for (const [what, lines, expected] of [
    [
      'a turned phone clip',
      [
        '  Duration: 00:01:02.50, start: 0.000000, bitrate: 1 kb/s',
        '  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 9 kb/s, 29.97 fps, 30 tbr, 90k tbn (default)',
        '        displaymatrix: rotation of -90.00 degrees',
        '  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 1 kb/s (default)',
      ],
      { seconds: 62.5, size: [1080, 1920], rotation: 90, fps: 29.97, colorSpace: 'bt709', audio: 'aac' },
    ],
    [
      'an old DVD',
      [
        '    Stream #0:0: Video: mpeg2video (Main), yuv420p(tv, smpte170m), 720x576 [SAR 64:45 DAR 16:9], 25 fps',
      ],
      { seconds: 0, size: [1024, 576], rotation: 0, fps: 25, colorSpace: 'smpte170m', audio: undefined },
    ],
    [
      'a record with a cover, and a title that lies',
      [
        '    title           : Stream #0:9: Video: h264, yuv420p, 9x9',
        '  Duration: N/A, start: 0.000000',
        '  Stream #0:0: Audio: mp3 (mp3float), 44100 Hz, stereo',
        '  Stream #0:1: Video: mjpeg (Baseline), yuvj420p(pc, bt470bg/unknown/unknown), 300x300 [SAR 1:1 DAR 1:1], 90k tbr (attached pic)',
      ],
      {
        seconds: 0,
        size: undefined,
        rotation: undefined,
        fps: undefined,
        colorSpace: undefined,
        audio: 'mp3',
      },
    ],
  ] as const) {
    it(`about the streams of ${what}`, () => {
      const { seconds, video, audio } = readStreams([...lines, 'Stream mapping:', 'Duration: 09:09:09.00']);
      assert.deepEqual(
        {
          seconds,
          size: video && [video.width, video.height],
          rotation: video?.rotation,
          fps: video?.fps,
          colorSpace: video?.colorSpace,
          audio: audio?.codec,
        },
        expected,
      );
    });
  }
});
