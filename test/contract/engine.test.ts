import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { ENDLESS, FAILING, QUICK } from '../server/behave.ts';
import { runServer } from '../support/server.ts';
import { filmlessEngine } from './filmless.ts';
import { jobServiceContract } from './jobService.ts';

const subject = { requests: { quick: QUICK, endless: ENDLESS, failing: FAILING }, artifact: 'film.mp4' };

/** An engine on a folder of its own, and what ends both. */
async function open(): Promise<{ engine: Engine; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'aura-contract-'));
  const engine = filmlessEngine(folder);
  return {
    engine,
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

jobServiceContract('The engine', async () => {
  const { engine, close } = await open();
  return { ...subject, service: engine, close };
});

for (const how of ['socket', 'tcp'] as const) {
  jobServiceContract(`The engine over ${how}`, async () => {
    const { engine, close } = await open();
    const running = await runServer(engine, how);
    return {
      ...subject,
      service: running.client,
      async close() {
        await running.close();
        await close();
      },
    };
  });
}
