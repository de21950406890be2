// An engine process that makes no films, for the tests of starting and stopping: `node it serve --socket --data DIR`.
import { serveSocket } from '../../../src/cli/serve/socket.ts';
import { filmlessEngine } from '../../contract/filmless.ts';

const dataFolder = process.argv[process.argv.indexOf('--data') + 1] ?? '';
const { TEST_ENGINE_FAILS, TEST_ENGINE_IDLE_MS, TEST_ENGINE_VERSION = '1.0.0' } = process.env;

process.exitCode = await serveSocket({
  dataFolder,
  version: TEST_ENGINE_VERSION,
  ...(TEST_ENGINE_IDLE_MS === undefined ? {} : { idleMs: Number(TEST_ENGINE_IDLE_MS) }),
  async createService() {
    if (TEST_ENGINE_FAILS) throw new Error(TEST_ENGINE_FAILS);
    const engine = filmlessEngine(dataFolder);
    await engine.ready();
    return engine;
  },
});
