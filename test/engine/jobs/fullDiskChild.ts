// An engine whose disk fills up: `fullDiskChild.ts DATA_FOLDER [FILLER]`. Tells what it sees on stdout, one JSON a line.
import { rm } from 'node:fs/promises';
import { createEngine } from '../../../src/engine/engine.ts';
import { isTerminalEvent } from '../../../src/protocol/protocol.ts';
import { CAPABILITIES } from './house.ts';
import { filmOf, request, scripted } from './scriptedPipeline.ts';

const [dataFolder = '', filler] = process.argv.slice(2);

function open() {
  return createEngine({
    dataFolder,
    concurrency: 1,
    capabilities: async () => CAPABILITIES,
    pipeline: scripted(async (job) => {
      if (job.attempt > 1) return await filmOf(job);
      for (let number = 0; !job.signal.aborted; number++) {
        job.scene(`scene ${number}`, 'built');
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw job.signal.reason;
    }),
  });
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const engine = open();
const { id } = await engine.start(request());
for await (const event of engine.events(id, { fromStart: true })) {
  say(event);
  if (isTerminalEvent(event)) break;
}
if (filler !== undefined) await rm(filler);
await engine.close();

const next = open();
say({ status: (await next.get(id)).status });
if (filler !== undefined) {
  await next.retry(id);
  for await (const event of next.events(id))
    if (isTerminalEvent(event)) say({ status: (await next.get(id)).status });
}
await next.close();
