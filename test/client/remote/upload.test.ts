import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadMedia, type UploadProgress } from '../../../src/client/remote/upload.ts';
import type { Trouble } from '../../../src/client/remote/patience.ts';
import { AuraError, type JobService, type SharedJobService } from '../../../src/protocol/protocol.ts';
import { createMemoryService } from '../../server/memoryService.ts';
import { createFakeClock } from '../../support/clock.ts';
import { runServer, type RunningServer } from '../../support/server.ts';

describe('uploading what a script names', () => {
  let folder: string;
  let running: RunningServer;
  let sent: string[];
  /** Bytes after which an upload breaks off, one for each try. */
  let cuts: number[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-upload-'));
    sent = [];
    cuts = [];
    const memory = createMemoryService();
    const service: SharedJobService = {
      ...memory,
      async putAsset(hash, content) {
        const cut = cuts.shift();
        if (cut !== undefined) throw new AuraError('E503-UNAVAILABLE', 'Not now');
        await memory.putAsset(hash, content);
        sent.push(hash);
      },
      forOwner: () => service,
    };
    running = await runServer(service, 'tcp');
  });
  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function file(
    written: string,
    content: string | Uint8Array,
  ): Promise<{ written: string; path: string }> {
    const path = join(folder, written);
    await writeFile(path, content);
    return { written, path };
  }

  it('sends each content once and says under which hash it lies', async () => {
    const files = [
      await file('a.png', 'one'),
      await file('the sea.png', 'two'),
      await file('same.png', 'one'),
    ];
    const assets = await uploadMedia(running.client, files);
    assert.deepEqual(assets, { 'a.png': sha('one'), 'the sea.png': sha('two'), 'same.png': sha('one') });
    assert.deepEqual(sent.toSorted(), [sha('one'), sha('two')].toSorted());
    assert.deepEqual(await running.client.missingAssets(Object.values(assets)), []);
  });

  it('sends nothing that the server has', async () => {
    await uploadMedia(running.client, [await file('a.png', 'one')]);
    const told: UploadProgress[] = [];
    const files = [await file('b.png', 'one'), await file('c.png', 'three')];
    await uploadMedia(running.client, files, { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(sent, [sha('one'), sha('three')]);
    assert.deepEqual(told.at(-1), { written: 'c.png', file: 1, files: 1, sentBytes: 5, totalBytes: 5 });
  });

  it('sends an empty file too: what is wrong with it the server says', async () => {
    assert.deepEqual(await uploadMedia(running.client, [await file('a.png', '')]), { 'a.png': sha('') });
  });

  it('leaves out what is not there', async () => {
    const path = join(folder, 'none.png');
    const under = join((await file('a.png', 'x')).path, 'b.png');
    const files = [
      { written: 'none.png', path },
      { written: 'a.png/b.png', path: under },
      { written: '', path: folder },
    ];
    assert.deepEqual(await uploadMedia(running.client, files), {});
  });

  it('refuses a folder, a file that is no media by its name, and one that is too large, naming it', async () => {
    await mkdir(join(folder, 'pictures.png'));
    await file('large.mp4', '');
    await truncate(join(folder, 'large.mp4'), 300 * 1024 * 1024);
    const rows: [string, string, RegExp][] = [
      ['pictures.png', 'E422-SCRIPT', /“pictures\.png” is not a file/u],
      ['id_rsa', 'E422-SCRIPT', /“id_rsa” is not sent/u],
      ['large.mp4', 'E413-TOO_LARGE', /“large\.mp4” is too large for the server: 300 MB/u],
    ];
    await file('id_rsa', 'a key');
    for (const [written, code, message] of rows) {
      const files = [{ written, path: join(folder, written) }];
      await assert.rejects(uploadMedia(running.client, files), { code, message });
    }
    assert.deepEqual(sent, []);
  });

  it('says which file cannot be read', async function () {
    if (process.getuid?.() === 0) this.skip();
    const secret = await file('secret.png', 'x');
    await chmod(secret.path, 0);
    await assert.rejects(uploadMedia(running.client, [secret]), {
      message: /“secret\.png” cannot be opened \(EACCES\)/u,
    });
  });

  it('goes on after cuts, telling when; and gives up when the server stays away', async () => {
    const clock = createFakeClock();
    const troubles: Trouble[] = [];
    const options = {
      clock,
      random: () => 1,
      onTrouble: (trouble: Trouble) => {
        troubles.push(trouble);
        setImmediate(() => clock.advance(60_000));
      },
    };
    cuts = [0, 0];
    await uploadMedia(running.client, [await file('a.png', 'one')], options);
    assert.deepEqual(
      troubles.map(({ attempt, nextAtMs }) => [attempt, nextAtMs]),
      [
        [1, 1_800_000_001_000],
        [2, 1_800_000_062_000],
      ],
    );
    assert.equal(sent.length, 1);
    cuts = Array.from({ length: 100 }, () => 0);
    await assert.rejects(uploadMedia(running.client, [await file('b.png', 'two')], options), {
      code: 'E503-UNAVAILABLE',
    });
  });

  it('lets go at once when aborted', async () => {
    const abort = new AbortController();
    const never: Pick<JobService, 'missingAssets' | 'putAsset'> = {
      missingAssets: async (hashes) => [...hashes],
      putAsset: () => new Promise<never>(() => setImmediate(() => abort.abort(new Error('enough')))),
    };
    const files = [await file('a.png', 'one')];
    await assert.rejects(uploadMedia(never, files, { signal: abort.signal }), { message: 'enough' });
  });

  it('holds no more than pieces of a large file in memory', async () => {
    const large = await file('large.mp4', '');
    await truncate(large.path, 200 * 1024 * 1024);
    let most = 0;
    const service: Pick<JobService, 'missingAssets' | 'putAsset'> = {
      missingAssets: async (hashes) => [...hashes],
      async putAsset(_hash, content) {
        assert.ok(!(content instanceof Uint8Array));
        for await (const _ of content.chunks) most = Math.max(most, process.memoryUsage().arrayBuffers);
      },
    };
    const before = process.memoryUsage().arrayBuffers;
    await uploadMedia(service, [large]);
    assert.ok(most - before < 100 * 1024 * 1024, `${Math.round((most - before) / 1e6)} MB`);
  });
});

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
