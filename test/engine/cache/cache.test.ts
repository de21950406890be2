import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createStore } from '../../../src/engine/cache.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const filled = (text: string) => async (file: string) => {
  await writeFile(file, text);
};
const never = async (): Promise<void> => {
  throw new Error('It was built again');
};

describe('the store of made things', () => {
  let folder: string;
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'aura-cache-')), "it's a caché");
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

  const open = (maxBytes = 1e6, now = Date.now): ReturnType<typeof createStore> =>
    createStore({ folder, maxBytes, now });

  it('says in words that its folder cannot be used', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await assert.rejects(open().open(), /The cache folder cannot be used/u);
  });

  it('forgets the leases of processes that died', async () => {
    const leases = path.join(folder, 'leases');
    const pins = open().pins();
    const key = open().key('speech', { text: 'x' });
    await pins.add(key);
    const [own = ''] = await readdir(leases);
    const [host = ''] = own.split('.');
    await writeFile(path.join(leases, `${host}.4194305.1.dead.lease`), '');
    await open().build(key, 'txt', filled('x'));
    assert.deepEqual(await readdir(leases), [own]);
    await pins.release();
  });

  it('names things by their inputs, whatever the order of fields', () => {
    const store = open();
    const key = store.key('segment', { text: 'a', size: { w: 1, h: 2 }, list: [1, 2], none: undefined });
    assert.equal(key, store.key('segment', { list: [1, 2], size: { h: 2, w: 1 }, text: 'a' }));
    for (const other of [
      store.key('speech', { text: 'a', size: { w: 1, h: 2 }, list: [1, 2] }),
      store.key('segment', { text: 'a', size: { w: 1, h: 2 }, list: [2, 1] }),
      store.key('segment', { text: 'a', size: { w: 1, h: 2 }, list: ['1', 2] }),
      store.key('segment', { text: 'a', size: { w: '1', h: 2 }, list: [1, 2] }),
    ]) {
      assert.notEqual(other, key);
    }
    assert.throws(() => store.key('segment', { length: Number.NaN }), RangeError);
    assert.throws(() => store.key('../x', {}), RangeError);
  });

  it('builds once and finds it afterwards, also in another store on the same folder', async () => {
    const store = open();
    const key = store.key('card', { text: 'x' });
    assert.equal(await store.get(key), undefined);
    assert.equal(await store.has(key), false);
    const made = await store.build(key, 'txt', filled('hello'));
    assert.equal(made.hit, false);
    assert.equal(path.extname(made.path), '.txt');
    assert.deepEqual(await store.build(key, 'txt', never), { path: made.path, hit: true });
    assert.equal(await open().get(key), made.path);
    assert.equal(await open().has(key), true);
    assert.equal(await readFile(made.path, 'utf8'), 'hello');
    assert.deepEqual(await store.stats(), { entries: 1, bytes: 5, maxBytes: 1e6 });
  });

  it('takes no path for a key', async () => {
    await assert.rejects(open().get('../../etc/passwd'), RangeError);
  });

  it('leaves nothing behind when a build fails', async () => {
    const store = open();
    const key = store.key('card', 1);
    await assert.rejects(
      store.build(key, 'txt', async (file) => {
        await writeFile(file, 'half');
        throw new Error('no');
      }),
      /no/,
    );
    await assert.rejects(
      store.build(key, 'txt', async () => undefined),
      { code: 'ENOENT' },
    );
    assert.deepEqual(await readdir(path.join(folder, 'drafts')), []);
    assert.equal(await store.get(key), undefined);
    assert.equal((await store.build(key, 'txt', filled('whole'))).hit, false);
  });

  it('never gives out an entry that was cut off, altered, or lost a part', async () => {
    const store = open();
    const damages: ((file: string) => Promise<void>)[] = [
      (file) => truncate(file, 3),
      (file) => writeFile(file, 'hellO'),
      (file) => rm(file),
      (file) => rm(path.join(path.dirname(file), 'entry.json')),
      (file) => writeFile(path.join(path.dirname(file), 'entry.json'), '{"file":"../../x"'),
      (file) =>
        writeFile(path.join(path.dirname(file), 'entry.json'), '{"file":"../x","size":1,"sha256":""}'),
    ];
    for (const [index, damage] of damages.entries()) {
      const key = store.key('card', index);
      const { path: file } = await store.build(key, 'txt', filled('hello'));
      await damage(file);
      assert.equal(await store.get(key), undefined);
      const mended = await store.build(key, 'txt', filled('hello'));
      assert.equal(mended.hit, false);
      assert.equal(await readFile(mended.path, 'utf8'), 'hello');
    }
  });

  it('runs one build for a key at a time; who was cancelled does not cancel the others', async () => {
    const store = open();
    const key = store.key('card', 1);
    const first = new AbortController();
    let builds = 0;
    const work = new EventEmitter();
    const beginning = once(work, 'begun');
    const build = (signal: AbortSignal) => async (file: string) => {
      builds += 1;
      if (builds === 1) {
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          work.emit('begun');
        });
      }
      await writeFile(file, 'x');
    };
    const second = new AbortController();
    const third = new AbortController();
    const one = store.build(key, 'txt', build(first.signal), { signal: first.signal });
    const two = store.build(key, 'txt', build(second.signal), { signal: second.signal });
    const three = store.build(key, 'txt', build(third.signal), { signal: third.signal });
    await beginning;
    third.abort();
    await assert.rejects(three, { name: 'AbortError' });
    first.abort();
    await assert.rejects(one, { name: 'AbortError' });
    assert.equal((await two).hit, false);
    assert.equal(builds, 2);
    const both = await Promise.all([1, 2].map(() => store.build(store.key('card', 2), 'txt', filled('y'))));
    assert.deepEqual(both.map(({ hit }) => hit).sort(), [false, true]);
  });

  it('stays below its size, drops what was used longest ago, and keeps what a job has pinned', async () => {
    let ms = Date.now();
    const hour = 3600_000;
    const store = open(1000, () => ms);
    const keys = Array.from({ length: 9 }, (_, i) => store.key('card', i));
    const pins = open().pins();
    const [pinned = '', reused = ''] = keys;
    for (const [index, key] of keys.entries()) {
      ms += hour;
      await store.build(key, 'bin', filled('x'.repeat(110)), index === 0 ? { pins } : {});
      await store.get(key);
    }
    ms += hour;
    await store.get(reused);
    ms += hour;
    await store.build(store.key('card', 'last'), 'bin', filled('x'.repeat(110)));
    assert.ok((await store.stats()).bytes <= 1000);
    const left = await Promise.all(keys.map((key) => store.has(key)));
    assert.deepEqual(left, [true, true, false, ...Array.from({ length: 6 }, () => true)]);

    const freed = await store.clear();
    assert.equal(freed.bytes, freed.entries * 110);
    assert.equal(await store.has(pinned), true);
    await pins.release();
    assert.deepEqual(await store.clear(), { entries: 1, bytes: 110 });
  });

  it('sweeps up after a process that died, and not after one that runs', async () => {
    const store = open();
    await store.build(store.key('card', 0), 'txt', filled('x'));
    const drafts = path.join(folder, 'drafts');
    const own = `${(await ownPrefix(store)).host}.${process.pid}`;
    const { host, start } = await ownPrefix(store);
    await mkdir(path.join(drafts, `${host}.999999999.1.aa.draft`));
    await mkdir(path.join(drafts, `${own}.1.bb.draft`));
    await mkdir(path.join(drafts, `${own}.${start}.cc.draft`));
    await mkdir(path.join(drafts, `00000000.1.1.dd.draft`));
    await open().build(store.key('card', 1), 'txt', filled('x'));
    assert.deepEqual(await readdir(drafts), [`00000000.1.1.dd.draft`, `${own}.${start}.cc.draft`].sort());
  });

  it('is shared by processes that build, read and evict at once', async () => {
    const script = path.join(path.dirname(folder), 'worker.mts');
    const cache = pathToFileURL(path.resolve('src/engine/cache.ts')).href;
    await writeFile(
      script,
      `import { createStore } from ${JSON.stringify(cache)};
       import { readFile, writeFile } from 'node:fs/promises';
       const store = createStore({ folder: ${JSON.stringify(folder)}, maxBytes: 30_000 });
       const pins = store.pins();
       for (let round = 0; round < 120; round += 1) {
         const number = (round * 7) % 40;
         const made = await store.build(store.key('card', number), 'txt', async (file) => {
           await writeFile(file, String(number).padEnd(500 + process.pid % 400, '.'));
         }, { pins });
         const text = await readFile(made.path, 'utf8');
         if (Number.parseInt(text, 10) !== number) throw new Error('A wrong entry');
       }
       await pins.release();`,
    );
    const child = promisify(execFile);
    await Promise.all([1, 2, 3].map(() => child(process.execPath, ['--import', TSX, script])));
    const store = open();
    const { entries } = await store.stats();
    assert.equal(entries, 40);
    for (let number = 0; number < 40; number += 1) {
      assert.ok(await store.get(store.key('card', number)), `entry ${number} is whole`);
    }
    assert.deepEqual(await readdir(path.join(folder, 'drafts')), []);
    assert.deepEqual(await readdir(path.join(folder, 'leases')), []);
  });

  async function ownPrefix(store: ReturnType<typeof createStore>): Promise<{ host: string; start: string }> {
    const pins = store.pins();
    await pins.add(store.key('card', 'own'));
    const [name = ''] = await readdir(path.join(folder, 'leases'));
    assert.ok((await stat(path.join(folder, 'leases', name))).isFile());
    await pins.release();
    const [host = '', , start = ''] = name.split('.');
    return { host, start };
  }
});
