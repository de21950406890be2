import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalServer, type ClosableService } from '../../../src/server/local/localServer.ts';
import { ENDPOINT_FILE } from '../../../src/protocol/protocol.ts';
import { createMemoryService } from '../memoryService.ts';

describe('a local server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-ls-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function start(createService: () => Promise<ClosableService>): ReturnType<typeof startLocalServer> {
    return startLocalServer({
      dataFolder: join(folder, 'data'),
      version: '0.0.0',
      env: { XDG_RUNTIME_DIR: folder },
      log: () => undefined,
      createService,
    });
  }

  /** A service that says when it was closed. */
  function closable(closed: string[], name = 'engine'): ClosableService {
    const activity = (): { running: number; queued: number } => ({ running: 0, queued: 0 });
    return { ...createMemoryService(), activity, close: async () => void closed.push(name) };
  }

  const sockets = async (): Promise<string[]> => {
    const own = (await readdir(folder)).find((name) => name.startsWith('aura-'));
    return own === undefined ? [] : readdir(join(folder, own));
  };

  it('that cannot make its engine leaves nothing behind, and the next one can start', async () => {
    const broken = start(() => Promise.reject(new Error('no engine')));
    await assert.rejects(broken, /no engine/);
    assert.deepEqual(await sockets(), []);
    const next = await start(async () => closable([]));
    assert.ok(next);
    await next.close('test');
  });

  it('that cannot say where it is closes its engine', async () => {
    const closed: string[] = [];
    // A folder stands where the file should go.
    await mkdir(join(folder, 'data', ENDPOINT_FILE, 'x'), { recursive: true });
    await assert.rejects(start(async () => closable(closed)));
    assert.deepEqual(closed, ['engine']);
    assert.deepEqual(await sockets(), []);
  });

  it('that is second makes no engine', async () => {
    const closed: string[] = [];
    const first = await start(async () => closable(closed));
    const second = await start(() => assert.fail('a second engine'));
    assert.equal(second, undefined);
    assert.equal((await sockets()).length, 1);
    await Promise.all([first?.close('once'), first?.close('twice')]);
    await first?.ended;
    assert.deepEqual(closed, ['engine']);
    assert.ok(!existsSync(join(folder, 'data', ENDPOINT_FILE)));
  });
});
