import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLocked, takeLock } from '../../../src/engine/jobs/lock.ts';
import { isAlive, ownIdentity } from '../../../src/engine/jobs/processIdentity.ts';

describe('the lock of a job', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function left(content: object, number = 1): Promise<void> {
    await writeFile(join(folder, `lock.${number}`), JSON.stringify({ token: 'x', ...content }));
  }

  it('is held by one, until it is released', async () => {
    const lock = await takeLock(folder);
    assert.ok(lock);
    assert.equal(await isLocked(folder), true);
    assert.equal(await takeLock(folder), undefined);
    await lock.release();
    assert.equal(await isLocked(folder), false);
    assert.ok(await takeLock(folder));
  });

  it('goes to at most one of many that try at once', async () => {
    for (let round = 0; round < 20; round++) {
      const locks = await Promise.all(Array.from({ length: 8 }, () => takeLock(folder)));
      const held = locks.filter((lock) => lock !== undefined);
      assert.ok(held.length <= 1);
      for (const lock of held) await lock.release();
    }
  });

  it('of a dead owner goes to at most one of many that try at once', async () => {
    for (let round = 0; round < 20; round++) {
      await left({ ...(await ownIdentity()), started: 'long ago' });
      const locks = await Promise.all(Array.from({ length: 8 }, () => takeLock(folder)));
      const held = locks.filter((lock) => lock !== undefined);
      assert.ok(held.length <= 1);
      for (const name of await readdir(folder)) await rm(join(folder, name));
    }
  });

  it('is not taken from a live process', async () => {
    await left(await ownIdentity());
    assert.equal(await takeLock(folder), undefined);
  });

  it('is taken when the pid now belongs to another process', async () => {
    await left({ ...(await ownIdentity()), started: '17' });
    assert.ok(await takeLock(folder));
    assert.deepEqual(await readdir(folder), ['lock.2']);
  });

  it('is taken when the machine has been started anew', async () => {
    await left({ ...(await ownIdentity()), boot: 'another' });
    assert.ok(await takeLock(folder));
  });

  it('is taken from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
    const { boot } = await ownIdentity();
    await left({ pid: child.pid, started: '', boot });
    assert.equal(await takeLock(folder), undefined);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    assert.ok(await takeLock(folder));
  });

  it('is taken when its file is empty: the machine went down while it was made', async () => {
    await writeFile(join(folder, 'lock.1'), '');
    assert.ok(await takeLock(folder));
  });

  it('knows that this process is alive and no other has its pid', async () => {
    const own = await ownIdentity();
    assert.equal(await isAlive(own), true);
    assert.equal(await isAlive({ ...own, pid: 2 ** 22 + 1 }), false);
  });
});
