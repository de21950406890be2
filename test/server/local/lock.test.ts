import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeEngineLock } from '../../../src/server/local/lock.ts';

describe('the lock of the engine', () => {
  let folder: string;
  let servers: Server[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-lock-'));
    servers = [];
  });
  afterEach(async () => {
    for (const server of servers) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A process stands for its socket: while it listens, it lives. */
  async function listen(name: string): Promise<string> {
    const path = join(folder, `${name}.sock`);
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    return path;
  }

  async function locks(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => !name.endsWith('.sock'));
  }

  it('has one holder', async () => {
    assert.ok(await takeEngineLock(folder, await listen('a')));
    assert.equal(await takeEngineLock(folder, await listen('b')), undefined);
  });

  it('goes to exactly one of twenty that start at once', async () => {
    const paths = await Promise.all(Array.from({ length: 20 }, (_, index) => listen(`p${index}`)));
    const taken = await Promise.all(paths.map((path) => takeEngineLock(folder, path)));
    assert.equal(taken.filter(Boolean).length, 1);
  });

  it('goes to exactly one of twenty that find a dead holder, who is named', async () => {
    const dead = join(folder, 'dead.sock');
    await writeFile(join(folder, 'engine-7.lock'), dead);
    const paths = await Promise.all(Array.from({ length: 20 }, (_, index) => listen(`p${index}`)));
    const taken = (await Promise.all(paths.map((path) => takeEngineLock(folder, path)))).filter(Boolean);
    assert.equal(taken.length, 1);
    assert.deepEqual(taken[0]?.stale, [dead]);
    assert.deepEqual(await locks(), ['engine-8.lock']);
  });

  it('can be taken after it was released, under the next number', async () => {
    const first = await takeEngineLock(folder, await listen('a'));
    await first?.release();
    const second = await takeEngineLock(folder, await listen('b'));
    assert.deepEqual(second?.stale, []);
    assert.deepEqual(await locks(), ['engine-2.lock']);
  });

  it('is not won late with a number that is behind', async () => {
    // The late one has listed the folder and is held up reading what number 3 says.
    const held = join(folder, 'engine-3.lock');
    execFileSync('/usr/bin/env', ['mkfifo', held]);
    const slow = takeEngineLock(folder, await listen('late'));
    const writer = await open(held, 'w');
    await writeFile(join(folder, 'engine-5.lock'), await listen('a'));
    await writer.close();
    assert.equal(await slow, undefined);
    assert.deepEqual(await locks(), ['engine-3.lock', 'engine-5.lock']);
  });
});
