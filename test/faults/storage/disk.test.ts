import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTerminalEvent } from '../../../src/protocol/protocol.ts';
import { CLI } from '../../cli/aura.ts';
import { createHouse, readUntil } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';

/** Of util-linux: a process with mounts of its own. */
const UNSHARE = 'unshare';
const canMount = spawnSync(UNSHARE, ['-m', 'true']).status === 0;
const withMounts = canMount ? describe : describe.skip;
const onLinux = process.platform === 'linux' ? describe : describe.skip;

withMounts('a disk, for a real film,', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-disk-'));
    for (const name of ['cache', 'data', 'desk']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'script.md'), '# Short\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Makes a film with one of the folders on a disk of its own. */
  async function generate(
    where: 'cache' | 'data' | 'desk',
    options: string,
  ): Promise<{ code: number | null; said: string; left: string[] }> {
    const made = ['generate', join(folder, 'script.md'), '--out', join(folder, 'desk', 'film.mp4')];
    const script =
      'mount -t tmpfs -o "$OPTIONS" none "$DISK" && { "$@"; code=$?; echo DESK; ls -A "$DESK"; exit $code; }';
    const args = ['-m', 'sh', '-c', script, 'sh', process.execPath, CLI, ...made, '--resolution', '480p'];
    const child = spawn(UNSHARE, args, {
      env: {
        ...process.env,
        AURA_CACHE: join(folder, 'cache'),
        AURA_DATA: join(folder, 'data'),
        DISK: join(folder, where),
        DESK: join(folder, 'desk'),
        OPTIONS: options,
        NO_COLOR: '1',
      },
    });
    let [out, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const left = out.slice(out.lastIndexOf('DESK\n')).trim().split('\n').slice(1);
    return { code, said: said + out, left };
  }

  for (const [what, where, options, words] of [
    ['full under the cache', 'cache', 'size=120k', /disk is full|E310/i],
    ['full under the film', 'desk', 'size=12k', /disk is full|E310/i],
    ['full under the jobs', 'data', 'size=40k', /disk is full|E310/i],
    ['read-only under the film', 'desk', 'size=1m,ro', /cannot be written to/i],
    ['read-only under the cache', 'cache', 'size=1m,ro', /cannot be used|cannot be written/i],
  ] as const) {
    it(`that is ${what} ends it in words, and leaves nothing half made`, async () => {
      const { code, said, left } = await generate(where, options);
      assert.notEqual(code, 0, said);
      assert.match(said, words);
      assert.doesNotMatch(said, /unexpected|\n\s+at /i);
      assert.deepEqual(left, []);
    });
  }
});

onLinux('a disk that answers with an I/O error', () => {
  /** The kernel answers a write to its first byte with EIO. */
  const BROKEN = '/proc/self/mem';

  it('in the middle of a job fails it in words', async () => {
    const house = await createHouse();
    try {
      const engine = house.engine(
        scripted(async (job) => {
          await symlink(BROKEN, join(job.artifactsFolder, 'captions.srt'));
          await writeFile(join(job.artifactsFolder, 'captions.srt'), 'words', { flag: 'r+' });
          return await filmOf(job);
        }),
      );
      const { id } = await engine.start(request());
      const last = (await readUntil(engine, id, isTerminalEvent)).at(-1);
      assert.ok(last?.event === 'job-failed');
      const [error] = last.data.errors;
      assert.deepEqual([error?.code, error?.details], ['E310-DISK_FULL', 'EIO: i/o error, write']);
      assert.match(error?.remediation ?? '', /Check the disk/);
    } finally {
      await house.tearDown();
    }
  });

  it('under the log refuses a retry in words, and takes it once the disk is well', async () => {
    const house = await createHouse();
    try {
      const first = house.engine(
        scripted((job) => (job.attempt === 1 ? Promise.reject(new Error('once')) : wholeFilm(job))),
      );
      const { id } = await first.start(request());
      await readUntil(first, id, isTerminalEvent);
      await first.close();
      const root = join(house.dataFolder, 'jobs', id);
      const log = join(root, 'events.jsonl');
      await rm(log);
      await symlink(BROKEN, log);
      const engine = house.engine(scripted((job) => wholeFilm(job)));
      await assert.rejects(engine.retry(id), { code: 'E310-DISK_FULL' });
      assert.equal((await engine.get(id)).status, 'Failed');
      await rm(log);
      await engine.retry(id);
      assert.equal((await readUntil(engine, id, isTerminalEvent, {})).at(-1)?.event, 'job-completed');
      await engine.close();
      assert.deepEqual(
        (await readdir(root)).filter((name) => name.startsWith('lock.') || name.endsWith('.part')),
        [],
      );
    } finally {
      await house.tearDown();
    }
  });
});
