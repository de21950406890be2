// An engine process that makes no films, for the tests of starting and stopping: `node it serve --socket --data DIR`.
import { serve } from '../../../src/cli/serve.ts';
import { filmlessEngine } from '../../contract/filmless.ts';

const dataFolder = process.argv[process.argv.indexOf('--data') + 1] ?? '';
const { TEST_ENGINE_FAILS, TEST_ENGINE_IDLE_MS } = process.env;

process.exitCode = await serve({
  dataFolder,
  version: '0.0.0',
  ...(TEST_ENGINE_IDLE_MS === undefined ? {} : { idleMs: Number(TEST_ENGINE_IDLE_MS) }),
  async createService() {
    if (TEST_ENGINE_FAILS) throw new Error(TEST_ENGINE_FAILS);
    const engine = filmlessEngine(dataFolder);
    await engine.ready();
    return engine;
  },
});
