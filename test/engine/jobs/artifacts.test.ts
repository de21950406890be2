import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArtifact } from '../../../src/engine/jobs/artifacts.ts';
import { assetPath, missingAssets, putAsset } from '../../../src/engine/jobs/assets.ts';
import { bodyHash } from '../../../src/engine/jobs/idempotency.ts';
import { expiredJobs, folderBytes, type KeptJob } from '../../../src/engine/jobs/retention.ts';
import { initialSnapshot } from '../../../src/protocol/protocol.ts';

describe('files of a job', () => {
  let folder: string;
  let artifacts: string;
  const snapshot = initialSnapshot({ id: 'a', title: '', correlationId: 'c', createdAt: '' });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-artifacts-'));
    artifacts = join(folder, 'artifacts');
    await mkdir(join(artifacts, 'thumbs'), { recursive: true });
    await writeFile(join(artifacts, 'poster.png'), '0123456789');
    await writeFile(join(artifacts, 'thumbs', '1.jpg'), 'one');
    await writeFile(join(artifacts, 'empty.txt'), '');
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(join(folder, 'secret'), join(artifacts, 'link.png'));
    await symlink(folder, join(artifacts, 'way-out'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const read = async (name: string, range?: { start: number; end?: number }) => {
    const { body, ...rest } = await openArtifact(snapshot, artifacts, name, range);
    return { ...rest, text: await new Response(body).text() };
  };

  it('are given with type, size and a tag', async () => {
    const { text, type, sizeBytes, range, etag } = await read('poster.png');
    assert.deepEqual(
      { text, type, sizeBytes, range },
      { text: '0123456789', type: 'image/png', sizeBytes: 10, range: { start: 0, end: 9 } },
    );
    assert.match(etag, /^"[0-9a-f]+-[0-9a-f]+"$/);
    assert.equal((await read('thumbs/1.jpg')).text, 'one');
  });

  const ranges: [number, number | undefined, string, number][] = [
    [0, 0, '0', 0],
    [3, 5, '345', 5],
    [7, undefined, '789', 9],
    [8, 100, '89', 9],
  ];
  for (const [start, end, text, last] of ranges) {
    it(`are given in part: ${start}–${end ?? ''}`, async () => {
      const part = await read('poster.png', { start, ...(end === undefined ? {} : { end }) });
      assert.deepEqual([part.text, part.range, part.sizeBytes], [text, { start, end: last }, 10]);
    });
  }

  for (const range of [{ start: 10 }, { start: -1 }, { start: 5, end: 3 }, { start: 0.5 }]) {
    it(`have no range ${JSON.stringify(range)}`, () =>
      assert.rejects(read('poster.png', range), { code: 'E400-BAD_REQUEST' }));
  }

  it('may be empty', async () => assert.equal((await read('empty.txt')).text, ''));

  const outside = [
    '../secret',
    'thumbs/../../secret',
    '/etc/passwd',
    'link.png',
    'way-out/secret',
    'way-out',
    'thumbs',
    '.',
    '',
    'no.png',
    'a\0b',
    '..\\secret',
    '%2e%2e/secret',
    'x'.repeat(5000),
  ];
  for (const name of outside) {
    it(`do not include ${JSON.stringify(name.slice(0, 24))}`, () =>
      assert.rejects(read(name), { code: 'E404-NOT_FOUND' }));
  }

  it('include what the job has declared beside the script, but no link in its place', async () => {
    const film = join(folder, 'film.mp4');
    await writeFile(film, 'film');
    await symlink(film, join(folder, 'other.mp4'));
    const declared = (name: string) => ({ name, path: join(folder, name), type: 'video/mp4', sizeBytes: 4 });
    const done = {
      ...snapshot,
      artifacts: [
        declared('film.mp4'),
        declared('other.mp4'),
        { ...declared('x.png'), path: join(artifacts, 'link.png') },
      ],
    };
    const { body, type } = await openArtifact(done, artifacts, 'film.mp4');
    assert.deepEqual([await new Response(body).text(), type], ['film', 'video/mp4']);
    await assert.rejects(openArtifact(done, artifacts, 'other.mp4'), { code: 'E404-NOT_FOUND' });
    await assert.rejects(openArtifact(done, artifacts, 'x.png'), { code: 'E404-NOT_FOUND' });
  });
});

describe('uploaded contents', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-assets-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const now = Date.now();
  const bytes = new TextEncoder().encode('picture');
  const hash = createHash('sha256').update(bytes).digest('hex');

  it('are kept once by what they are', async () => {
    assert.deepEqual(await missingAssets(folder, [hash, hash], now), [hash]);
    await Promise.all([putAsset(folder, hash, bytes), putAsset(folder, hash, bytes)]);
    assert.deepEqual(await missingAssets(folder, [hash], now), []);
    assert.deepEqual(await readdir(folder), [hash]);
  });

  it('are refused when they are not what they say, and leave nothing', async () => {
    const wrong = 'a'.repeat(64);
    await assert.rejects(putAsset(folder, wrong, bytes), { code: 'E422-SCRIPT' });
    assert.deepEqual(await missingAssets(folder, [wrong], now), [wrong]);
    assert.deepEqual(await readdir(folder), []);
  });

  it('come in pieces, and leave nothing when they break off', async () => {
    async function* pieces(breaks: boolean): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 3);
      if (breaks) throw new Error('gone');
      yield bytes.subarray(3);
    }
    const content = (breaks: boolean) => ({ sizeBytes: bytes.length, chunks: pieces(breaks) });
    await assert.rejects(putAsset(folder, hash, content(true)), { message: 'gone' });
    assert.deepEqual(await readdir(folder), []);
    await putAsset(folder, hash, content(false));
    assert.deepEqual(await readFile(assetPath(folder, hash)), Buffer.from(bytes));
  });

  for (const name of ['', '../x', hash.toUpperCase(), `${hash}/..`, 'a'.repeat(63)]) {
    it(`have no such name as ${JSON.stringify(name.slice(0, 12))}`, () => {
      assert.throws(() => assetPath(folder, name), { code: 'E422-SCRIPT' });
    });
  }
});

describe('what is kept of ended jobs', () => {
  const day = 86_400_000;
  const job = (id: string, endedAtMs: number | undefined, bytes = 1): KeptJob => ({ id, endedAtMs, bytes });
  const of = (owner: string, kept: KeptJob): KeptJob => ({ ...kept, owner });
  const limits = { jobs: 3, days: 30, bytes: 100 };
  const now = 100 * day;
  const table: [string, KeptJob[], string[]][] = [
    ['everything while it fits', [job('a', 99 * day), job('b', 98 * day)], []],
    ['nothing that is too old', [job('old', 69 * day), job('new', 71 * day)], ['old']],
    [
      'the newest of too many',
      [job('c', 99 * day), job('a', 97 * day), job('b', 98 * day), job('d', 99.5 * day)],
      ['a'],
    ],
    [
      'the newest of too much',
      [job('a', 97 * day, 60), job('b', 98 * day, 60), job('c', 99 * day, 10)],
      ['a'],
    ],
    [
      'of each caller something, though another has too many',
      [
        of('quiet', job('q', 95 * day)),
        ...[96, 97, 98, 99].map((ended) => of('busy', job(`b${ended}`, ended * day))),
      ],
      ['b96', 'b97'],
    ],
    [
      'of each caller something, though another has too much',
      [
        of('quiet', job('q', 95 * day, 20)),
        of('busy', job('b96', 96 * day, 60)),
        of('busy', job('b97', 97 * day, 60)),
      ],
      ['b96'],
    ],
    ['what still runs, always', [job('run', undefined, 500), job('a', 99 * day)], ['a']],
  ];
  for (const [name, jobs, expired] of table) {
    it(`is ${name}`, () => assert.deepEqual(expiredJobs(jobs, limits, now), expired));
  }

  it('is counted in bytes of files, not of links', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aura-bytes-'));
    await mkdir(join(folder, 'in'));
    await writeFile(join(folder, 'in', 'a'), 'x'.repeat(1000));
    await writeFile(join(folder, 'b'), 'x'.repeat(10));
    await symlink('/usr', join(folder, 'c'));
    assert.equal(await folderBytes(folder), 1010);
    assert.equal(await folderBytes(join(folder, 'none')), 0);
    await rm(folder, { recursive: true });
  });
});

describe('the fingerprint of a request', () => {
  const script = { format: 'text', text: 'a', title: 'T' } as const;
  it('does not depend on the order of fields, and does on everything else', () => {
    const same = { script: { title: 'T', text: 'a', format: 'text' as const } };
    assert.equal(bodyHash({ script }), bodyHash(same));
    assert.notEqual(bodyHash({ script }), bodyHash({ script, preview: true }));
    assert.notEqual(bodyHash({ script, scenes: [1, 2] }), bodyHash({ script, scenes: [2, 1] }));
  });
});
