import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolder } from '../../src/engine/folder.ts';

describe('a folder of ours', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-folder-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = (path: string): Promise<void> => openFolder(path, 'The data folder', 'AURA_DATA');

  it('is made with those that it lies in, for nobody else to read; several may make it at once', async () => {
    const path = join(folder, 'a/b/c');
    await Promise.all([open(path), open(path), open(join(folder, 'a/b/d'))]);
    await open(path);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
  });

  it('cannot be a file, nor lie in one, nor where no folders can be', async function () {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const impossible =
      process.platform === 'linux' ? [file, join(file, 'in/it'), '/proc/none/in/it'] : [file];
    for (const path of impossible) {
      await assert.rejects(open(path), { code: 'E310-DISK_FULL', message: 'The data folder cannot be used' });
    }
  });
});
