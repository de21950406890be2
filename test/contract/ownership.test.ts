import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuraClient } from '../../src/client/client.ts';
import { createTokens } from '../../src/server/tokens.ts';
import { behaving, ENDLESS, FAILING, QUICK } from '../server/behave.ts';
import { createMemoryService } from '../server/memoryService.ts';
import { runServer } from '../support/server.ts';
import { filmlessEngine } from './filmless.ts';
import { collect } from './jobService.ts';
import { ownershipContract } from './ownership.ts';

const subject = {
  requests: { quick: QUICK, endless: ENDLESS, failing: FAILING },
  artifact: 'film.mp4',
};
const TOKENS = ['the-token-of-one-person', 'the-token-of-another'] as const;

ownershipContract('The service in memory', async () => {
  const service = behaving(createMemoryService());
  service.files.set('film.mp4', { bytes: new Uint8Array([1]), type: 'video/mp4' });
  return {
    ...subject,
    mine: service.forOwner('a'),
    theirs: service.forOwner('b'),
    close: async () => undefined,
  };
});

ownershipContract('The engine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aura-owners-'));
  const engine = filmlessEngine(folder);
  return {
    ...subject,
    mine: engine.forOwner('a'),
    theirs: engine.forOwner('b'),
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

ownershipContract('The engine over tcp', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aura-owners-'));
  const engine = filmlessEngine(folder);
  const running = await runServer(engine, 'tcp', { token: createTokens(TOKENS) });
  const [mine, theirs] = TOKENS.map((token) => createAuraClient({ endpoint: { url: running.url, token } }));
  assert.ok(mine && theirs);
  return {
    ...subject,
    mine,
    theirs,
    async close() {
      mine.close();
      theirs.close();
      await running.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describe('The owner of a job', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-owners-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is kept over a restart, with its idempotency keys and uploads', async () => {
    const bytes = new TextEncoder().encode('kept');
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    const first = filmlessEngine(folder);
    const before = first.forOwner('a');
    const { id } = await before.start(QUICK, { idempotencyKey: 'k' });
    await collect(before.events(id, { fromStart: true }));
    await before.putAsset(hash, bytes);
    await first.close();

    const second = filmlessEngine(folder);
    try {
      const again = second.forOwner('a');
      assert.equal((await again.get(id)).status, 'Done');
      assert.equal((await again.start(QUICK, { idempotencyKey: 'k' })).id, id);
      assert.deepEqual(await again.missingAssets([hash]), []);
      await assert.rejects(second.forOwner('b').get(id), { code: 'E404-NOT_FOUND' });
      assert.notEqual((await second.forOwner('b').start(QUICK, { idempotencyKey: 'k' })).id, id);
    } finally {
      await second.close();
    }
  });

  it('is not hidden from this machine’s own people', async () => {
    const engine = filmlessEngine(folder);
    try {
      const { id } = await engine.forOwner('a').start(QUICK);
      assert.equal((await engine.get(id)).id, id);
      assert.ok((await engine.list()).some((job) => job.id === id));
    } finally {
      await engine.close();
    }
  });

  it('may be nothing that leads out of its folder', async () => {
    const engine = filmlessEngine(folder);
    try {
      for (const owner of ['', '../x', 'A', 'a/b', 'a'.repeat(65)]) {
        assert.throws(() => engine.forOwner(owner), RangeError, owner);
      }
    } finally {
      await engine.close();
    }
  });
});
