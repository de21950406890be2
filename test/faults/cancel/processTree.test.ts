import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFfmpeg } from '../../../src/engine/media/ffmpeg/find.ts';
import { openStudio, smallFilm } from '../../support/films.ts';

const MARK = 'AURA_TEST_PROCESS_TREE';

/** Command lines of the processes that were started with the mark in their environment. */
async function marked(value: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!environment.split('\0').includes(`${MARK}=${value}`)) return [];
      return [(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')];
    }),
  );
  return lines.flat();
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the processes of a job that is cancelled', function () {
  this.timeout(60_000);

  it('are gone with the answer, the children of an ffmpeg that is a script and those that ignore SIGTERM too', async () => {
    const value = `${process.pid}-${Date.now()}`;
    process.env[MARK] = value;
    const real = await findFfmpeg({ setting: '', env: process.env, bundleFolder: import.meta.dirname });
    const scripts = await openStudio();
    const wrapper = join(scripts.folder, 'ffmpeg');
    // An encoder gets company that does not hear and keeps the pipes open; it would keep anything else waiting.
    await writeFile(
      wrapper,
      `#!/bin/sh
case "$*" in */drafts/*) (trap '' TERM; exec sleep 30) & ;; esac
"${real.path}" "$@"
`,
    );
    await chmod(wrapper, 0o755);
    const studio = await openStudio({ ffmpegPath: wrapper });
    try {
      const { id } = await studio.engine.start(smallFilm(studio, '# Short\n'));
      for (;;) {
        if ((await marked(value)).some((line) => line.startsWith('sleep 30'))) break;
        assert.equal((await studio.engine.get(id)).endedAt, undefined, 'ended before an encoder was seen');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const { providerStatuses, cleanupScheduled } = await studio.engine.cancel(id);
      assert.deepEqual(await marked(value), []);
      assert.deepEqual(
        [...new Set(providerStatuses.map(({ providerName, status }) => `${providerName} ${status}`))],
        ['ffmpeg Cancelled'],
      );
      assert.equal(cleanupScheduled, false);
    } finally {
      delete process.env[MARK];
      await studio.dispose();
      await scripts.dispose();
    }
  });
});
