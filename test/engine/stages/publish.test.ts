import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlace } from '../../../src/engine/stages/place.ts';
import { publishFilm, type PublishRequest } from '../../../src/engine/stages/publish.ts';
import { AuraError } from '../../../src/protocol/protocol.ts';

describe('the place of a film', () => {
  let folder: string;
  let desk: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-publish-'));
    desk = join(folder, 'desk');
    await mkdir(desk);
    for (const name of ['film', 'srt', 'vtt']) await writeFile(join(folder, name), `new ${name}`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function asked(wanted: string, more: Partial<PublishRequest> = {}): PublishRequest {
    return {
      film: join(folder, 'film'),
      srt: join(folder, 'srt'),
      vtt: join(folder, 'vtt'),
      wanted: join(desk, wanted),
      overwrite: false,
      claimFile: join(folder, 'claim'),
      jobId: 'job-1',
      commit: () => undefined,
      ...more,
    };
  }

  const wrong = [
    { why: 'is a folder', wanted: 'folder.mp4', words: /folder\.mp4 is a folder/u },
    { why: 'lies in a file', wanted: 'file/film.mp4', words: /is not a folder/u },
    { why: 'has a name that is too long', wanted: `${'n'.repeat(300)}.mp4`, words: /too long/u },
  ];
  for (const { why, wanted, words } of wrong) {
    it(`that ${why} is refused before the work and after it, and nothing is left`, async () => {
      await mkdir(join(desk, 'folder.mp4'));
      await writeFile(join(desk, 'file'), '');
      const refused = (error: unknown): boolean =>
        AuraError.is(error, 'E400-BAD_REQUEST') && words.test(error.message);
      await assert.rejects(checkPlace(join(desk, wanted), 'job-1'), refused);
      await assert.rejects(publishFilm(asked(wanted, { overwrite: true })), refused);
      assert.deepEqual((await readdir(desk)).sort(), ['file', 'folder.mp4']);
    });
  }

  it('that takes no files at all is named', async function () {
    if (process.platform !== 'linux') this.skip();
    await assert.rejects(checkPlace('/proc/none/film.mp4', 'job-1'), {
      code: 'E310-DISK_FULL',
      message: 'The film cannot be written to /proc/none',
    });
  });

  it('may be a folder that is not there yet; looking at it makes none', async () => {
    await checkPlace(join(desk, 'a/b/film.mp4'), 'job-1');
    assert.deepEqual(await readdir(desk), []);
    await publishFilm(asked('a/b/film.mp4'));
    assert.deepEqual((await readdir(join(desk, 'a/b'))).sort(), ['film.mp4', 'film.srt', 'film.vtt']);
  });

  it('may have the longest name there is', async () => {
    const name = `${'n'.repeat(247)}.mp4`;
    await checkPlace(join(desk, name), 'job-1');
    await publishFilm(asked(name));
    assert.equal((await readdir(desk)).length, 3);
  });

  it('keeps what was there when the job is cancelled before the film has its name', async () => {
    await writeFile(join(desk, 'film.mp4'), 'old');
    const commit = (): void => {
      throw new AuraError('E998-CANCELLED', 'The job was cancelled');
    };
    await assert.rejects(publishFilm(asked('film.mp4', { overwrite: true, commit })), /cancelled/u);
    assert.equal(await readFile(join(desk, 'film.mp4'), 'utf8'), 'old');
    assert.deepEqual(await readdir(desk), ['film.mp4']);
  });

  it('has links, also where our unfinished files go: none is written through', async () => {
    await writeFile(join(folder, 'mine'), 'mine');
    for (const name of [
      '.aura-job-1.part',
      '.aura-job-1.mp4.part',
      '.aura-job-1.srt.part',
      'film.mp4',
      'film.vtt',
    ])
      await symlink(join(folder, 'mine'), join(desk, name));
    await checkPlace(join(desk, 'film.mp4'), 'job-1');
    const beside = await publishFilm(asked('film.mp4'));
    assert.equal(beside.video, join(desk, 'film (2).mp4'));
    await publishFilm(asked('film.mp4', { overwrite: true }));
    assert.equal(await readFile(join(folder, 'mine'), 'utf8'), 'mine');
    for (const name of ['film.mp4', 'film.vtt', 'film (2).mp4'])
      assert.ok((await lstat(join(desk, name))).isFile(), name);
  });

  it('is cleared of what a crash left in the middle of publishing', async () => {
    await writeFile(join(desk, '.aura-job-1.mp4.part'), 'half a fi');
    await publishFilm(asked('film.mp4'));
    assert.deepEqual((await readdir(desk)).sort(), ['film.mp4', 'film.srt', 'film.vtt']);
    assert.equal(await readFile(join(desk, 'film.mp4'), 'utf8'), 'new film');
  });
});
