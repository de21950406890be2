import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../support/http.ts';
import { runServer } from '../support/server.ts';
import { createMemoryService } from './memoryService.ts';

describe('a server whose data folder is lost while it runs', () => {
  it('says that it is not ready, and why, without naming a path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aura-lost-'));
    const { url, close } = await runServer(createMemoryService(), 'tcp', { dataFolder: folder });
    try {
      assert.equal((await ask(`${url}/api/health/ready`)).status, 200);
      await rm(folder, { recursive: true });
      const response = await ask(`${url}/api/health/ready`);
      assert.equal(response.status, 503);
      const text = await response.text();
      assert.deepEqual((JSON.parse(text) as { checks: unknown }).checks, {
        engine: 'ok',
        ffmpeg: 'ok',
        data: 'cannot be written',
        disk: 'cannot be read',
      });
      assert.ok(!text.includes(folder));
    } finally {
      await close();
    }
  });
});
