// An engine in a process of its own, to be stopped and killed: `hostChild.ts DATA_FOLDER OWNER`. Runs one job at a time, for ever,
// and says on stdout that it is there.
import { createEngine } from '../../../src/engine/engine.ts';
import { CAPABILITIES } from '../../engine/jobs/house.ts';
import { request, scripted } from '../../engine/jobs/scriptedPipeline.ts';

const [, , dataFolder = '', owner = ''] = process.argv;
const engine = createEngine({
  dataFolder,
  concurrency: 1,
  capabilities: async () => CAPABILITIES,
  pipeline: scripted(
    (job) =>
      new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason))),
  ),
});
const service = engine.forOwner(owner);
const running = await service.start(request('running'));
const waiting = await service.start(request('waiting'));
const lost = await service.start(request('lost'));
process.stdout.write(`${JSON.stringify([running.id, waiting.id, lost.id])}\n`);
