import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileMemory } from '../../../src/extension/jobs/fileMemory.ts';

describe('the memory in a file', () => {
  let folder: string;
  let path: string;
  const warnings: string[] = [];
  const log = { warn: (message: string) => void warnings.push(message) };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-memory-'));
    path = join(folder, 'not yet', 'memory.json');
    warnings.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is empty at first, and silent about it', () => {
    assert.equal(createFileMemory(path, log).get('a'), undefined);
    assert.deepEqual(warnings, []);
  });

  it('is there for the next window as soon as it was told', async () => {
    createFileMemory(path, log).update('a', ['x']);
    const next = createFileMemory(path, log);
    next.update('b', 1);
    assert.deepEqual([next.get('a'), next.get('b')], [['x'], 1]);
    assert.deepEqual(await readdir(join(folder, 'not yet')), ['memory.json']);
  });

  it('starts anew when the file is broken, and says so', async () => {
    const broken = join(folder, 'memory.json');
    await writeFile(broken, '{"a":');
    assert.equal(createFileMemory(broken, log).get('a'), undefined);
    assert.equal(warnings.length, 1);
  });

  it('goes on in memory when nothing can be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const memory = createFileMemory(join(folder, 'file', 'memory.json'), log);
    memory.update('a', 1);
    assert.equal(memory.get('a'), 1);
    assert.ok(warnings.length > 0);
  });
});
