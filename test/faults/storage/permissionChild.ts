// An engine that is not root: `permissionChild.ts DATA_FOLDER`. Its job writes its files when a line comes on stdin, and is
// retried at the next one. Says on stdout, one JSON a line, what happens.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createEngine } from '../../../src/engine/engine.ts';
import { isTerminalEvent } from '../../../src/protocol/protocol.ts';
import { CAPABILITIES } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted } from '../../engine/jobs/scriptedPipeline.ts';

const [, , dataFolder = ''] = process.argv;

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

async function run(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const engine = createEngine({
    dataFolder,
    concurrency: 1,
    capabilities: async () => CAPABILITIES,
    pipeline: scripted(async (job) => {
      if (job.attempt === 1) {
        const line = once(lines, 'line');
        say({ running: job.jobId });
        await line;
      }
      return await filmOf(job);
    }),
  });
  const { id } = await engine.start(request());
  for await (const event of engine.events(id, { fromStart: true })) if (isTerminalEvent(event)) say(event);
  await once(lines, 'line');
  await engine.retry(id);
  for await (const event of engine.events(id)) if (isTerminalEvent(event)) say(event);
  await engine.close();
  lines.close();
}

if (dataFolder.startsWith('/') && process.argv.length === 3) await run();
