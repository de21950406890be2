import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { runFfmpeg } from '../../../../src/engine/media/ffmpeg/run.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';
import { workbench } from '../support.ts';

const ENDLESS = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'color=s=64x64:r=30'];
const RAW = ['-v', 'error', '-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', '64x64'];

/** Ids of running processes whose command line names `word`. */
async function running(word: string): Promise<number[]> {
  const ids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(word)) ids.push(Number(name));
  }
  return ids;
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(64 * 64 * 4);
  throw new RangeError('no more cards');
}

describe('running ffmpeg', () => {
  let bench: Awaited<ReturnType<typeof workbench>>;
  beforeEach(async () => {
    bench = await workbench();
  });
  afterEach(() => bench.dispose());

  it('tells how far it is and how many frames it wrote', async () => {
    const seen: number[] = [];
    const args = ['-v', 'error', '-f', 'lavfi', '-i', 'color=s=64x64:r=30:d=3', '-f', 'null', '-'];
    const { frames } = await runFfmpeg(bench.ffmpeg, args, { onProgress: ({ frame }) => seen.push(frame) });
    assert.equal(frames, 90);
    assert.equal(seen.at(-1), 90);
  });

  it('says with the words of ffmpeg why it failed, and deletes what it had begun', async () => {
    const out = bench.file('out.mp4');
    const args = ['-f', 'lavfi', '-i', 'color=s=64x64:d=1', '-c:v', 'no_such_encoder', '-y', out];
    await assert.rejects(
      runFfmpeg(bench.ffmpeg, args, { outputs: [out], what: 'Scene 3 failed' }),
      (error) => {
        assert.ok(AuraError.is(error, 'E304-FFMPEG_RUNTIME'));
        assert.equal(error.message, 'Scene 3 failed');
        assert.match(error.details ?? '', /no_such_encoder/);
        return true;
      },
    );
    await assert.rejects(stat(out), { code: 'ENOENT' });
  });

  it('calls a full disk a full disk', async () => {
    const args = [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=s=640x360:r=30:d=2',
      '-f',
      'rawvideo',
      '-y',
      '/dev/full',
    ];
    await assert.rejects(runFfmpeg(bench.ffmpeg, args), (error) => AuraError.is(error, 'E310-DISK_FULL'));
  });

  it('is not found where there is none', async () => {
    await assert.rejects(runFfmpeg({ path: bench.file('none') }, []), (error) =>
      AuraError.is(error, 'E302-FFMPEG_NOT_FOUND'),
    );
  });

  it('passes names to ffmpeg as they are: no shell reads them', async () => {
    const out = bench.file('a; touch pwned $(id) `id` "x".png');
    const args = ['-v', 'error', '-f', 'lavfi', '-i', 'color=s=64x64', '-frames:v', '1', '-update', '1', out];
    await runFfmpeg(bench.ffmpeg, args, { cwd: bench.workFolder });
    assert.deepEqual(await readdir(bench.workFolder), ['a; touch pwned $(id) `id` "x".png']);
  });

  it('is gone when an abort is answered, and so is its output', async () => {
    const out = bench.file('endless.mp4');
    const abort = new AbortController();
    const reason = new AuraError('E998-CANCELLED', 'Cancelled');
    const working = runFfmpeg(bench.ffmpeg, [...ENDLESS, '-y', out], {
      signal: abort.signal,
      outputs: [out],
      onProgress: () => abort.abort(reason),
    });
    await assert.rejects(working, (error) => error === reason);
    assert.deepEqual(await running(out), []);
    await assert.rejects(stat(out), { code: 'ENOENT' });
    await assert.rejects(
      runFfmpeg(bench.ffmpeg, ENDLESS, { signal: abort.signal }),
      (error) => error === reason,
    );
  });

  it('is gone within a second even when it is stopped and cannot answer', async () => {
    const out = bench.file('stopped.mp4');
    const abort = new AbortController();
    const working = runFfmpeg(bench.ffmpeg, [...ENDLESS, '-y', out], {
      signal: abort.signal,
      outputs: [out],
      onProgress: () => {
        if (abort.signal.aborted) return;
        void (async () => {
          for (const id of await running(out)) process.kill(id, 'SIGSTOP');
          abort.abort();
        })();
      },
    });
    await assert.rejects(working, { name: 'AbortError' });
    assert.deepEqual(await running(out), []);
  });

  it('takes frames from a giver no faster than it can use them, and lets it use its buffer again', async () => {
    const buffer = new Uint8Array(64 * 64 * 4);
    const out = bench.file('gray.raw');
    await runFfmpeg(
      bench.ffmpeg,
      [...RAW, '-i', 'pipe:0', '-vf', 'format=gray', '-f', 'rawvideo', '-y', out],
      {
        input: (async function* give() {
          for (let value = 0; value < 200; value += 1) yield buffer.fill(value);
        })(),
      },
    );
    const seen = await readFile(out);
    assert.equal(seen.length, 200 * 64 * 64);
    for (let frame = 0; frame < 200; frame += 1) assert.ok(Math.abs((seen[frame * 4096] ?? 0) - frame) <= 1);
  });

  it('ends when the giver fails, with the giver’s error, and when ffmpeg fails while it is given more', async () => {
    const out = bench.file('half.mp4');
    const args = [...RAW, '-i', 'pipe:0', '-y', out];
    await assert.rejects(runFfmpeg(bench.ffmpeg, args, { input: failing(), outputs: [out] }), RangeError);
    await assert.rejects(stat(out), { code: 'ENOENT' });
    let given = 0;
    let returned = false;
    const endless = async function* give(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          given += 1;
          yield new Uint8Array(64 * 64 * 4);
        }
      } finally {
        returned = true;
      }
    };
    const wrong = [...RAW, '-i', 'pipe:0', '-c:v', 'no_such_encoder', '-y', out];
    await assert.rejects(runFfmpeg(bench.ffmpeg, wrong, { input: endless() }), (error) =>
      AuraError.is(error, 'E304-FFMPEG_RUNTIME'),
    );
    assert.ok(returned && given < 10_000);
  });

  it('does not take more output than it was promised, nor wait for ever', async () => {
    const much = ['-v', 'error', '-f', 'lavfi', '-i', 'color=s=640x360:d=9', '-f', 'rawvideo', 'pipe:1'];
    await assert.rejects(runFfmpeg(bench.ffmpeg, much, { captureBytes: 1000 }), /ffmpeg failed/);
    await assert.rejects(
      runFfmpeg(bench.ffmpeg, [...ENDLESS, '-f', 'null', '-'], { timeoutMs: 300 }),
      (error) => {
        assert.ok(AuraError.is(error, 'E304-FFMPEG_RUNTIME'));
        assert.match(error.details ?? '', /300 ms/);
        return true;
      },
    );
  });
});
