import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFfmpeg } from '../../../../src/engine/media/ffmpeg/find.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';
import { realFfmpeg, workbench } from '../support.ts';

describe('finding ffmpeg', () => {
  let bench: Awaited<ReturnType<typeof workbench>>;
  beforeEach(async () => {
    bench = await workbench();
  });
  afterEach(() => bench.dispose());

  const script = async (name: string, text: string): Promise<string> => {
    const file = bench.file(name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, 0o755);
    return file;
  };
  const wrapper = async (name: string): Promise<string> => {
    const { path: real } = await realFfmpeg();
    return script(name, `exec '${real}' "$@"`);
  };

  it('takes the setting before FFMPEG_PATH before PATH before the packaged one', async () => {
    const setting = await wrapper('setting/ffmpeg');
    const named = await wrapper('it is named/ffmpeg');
    const onPath = await wrapper('bin/ffmpeg');
    const env = { FFMPEG_PATH: named, PATH: `relative:/nowhere:${path.dirname(onPath)}` };
    const sources = [];
    for (const options of [
      { setting, env },
      { setting: '', env },
      { env: { PATH: env.PATH } },
      { env: {} },
    ]) {
      const { source, path: file, version } = await findFfmpeg(options);
      sources.push([source, file]);
      assert.ok(version.length > 2);
    }
    assert.deepEqual(sources.slice(0, 3), [
      ['setting', setting],
      ['FFMPEG_PATH', named],
      ['PATH', onPath],
    ]);
    assert.equal(sources[3]?.[0], 'packaged');
  });

  it('goes on when one does not work, and tells which did not', async () => {
    const old = await script(
      'old',
      'echo "ffmpeg version 4.2.7 Copyright"; echo "libavutil      56. 31.100 / 56. 31.100"',
    );
    const { source, tried } = await findFfmpeg({ setting: old, env: { FFMPEG_PATH: bench.file('none') } });
    assert.equal(source, 'packaged');
    assert.match(tried[0]?.problem ?? '', /version 4\.2\.7; 4\.4 or newer/);
    assert.match(tried[1]?.problem ?? '', /no such file/);
  });

  it('takes one beside the bundle, and lets it be executed again', async () => {
    const { path: real } = await realFfmpeg();
    const beside = bench.file('ffmpeg/ffmpeg');
    await mkdir(path.dirname(beside));
    await copyFile(real, beside);
    await chmod(beside, 0o644);
    const found = await findFfmpeg({ env: {}, bundleFolder: bench.workFolder });
    assert.deepEqual([found.source, found.path], ['packaged', beside]);
    assert.ok(((await stat(beside)).mode & 0o100) !== 0);
  });

  it('lists all that it tried and why each failed', async () => {
    const text = await script('text', 'echo hello');
    const noX264 = await script(
      'noX264',
      'case "$*" in *-version*) echo "ffmpeg version 6.1"; echo "libavutil      58. 29.100 / 58";; ' +
        '*) echo "Unknown encoder libx264" >&2; exit 1;; esac',
    );
    const data = bench.file('bin/ffmpeg');
    await mkdir(bench.file('bin'));
    await writeFile(data, 'x');
    const beside = await script('ffmpeg/ffmpeg', 'exit 3');
    const options = { setting: text, env: { FFMPEG_PATH: noX264, PATH: bench.file('bin') } };
    // The package of this machine works, so a platform without one is played.
    const { platform } = process;
    Object.defineProperty(process, 'platform', { value: 'plan9' });
    try {
      await assert.rejects(findFfmpeg({ ...options, bundleFolder: bench.workFolder }), (error) => {
        assert.ok(AuraError.is(error, 'E302-FFMPEG_NOT_FOUND'));
        const lines = (error.details ?? '').split('\n');
        assert.equal(lines.length, 4);
        assert.ok(lines[0]?.startsWith(`setting: ${text}: it is not ffmpeg`), lines[0]);
        assert.match(
          lines[1] ?? '',
          /^FFMPEG_PATH: .*version 6\.1 cannot render a frame.*Unknown encoder libx264/,
        );
        assert.equal(lines[2], `PATH: ${data}: it is not executable`);
        assert.ok(lines[3]?.startsWith(`packaged: ${beside}: it does not tell its version`), lines[3]);
        return true;
      });
    } finally {
      Object.defineProperty(process, 'platform', { value: platform });
    }
  });
});
