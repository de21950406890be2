// A server of a real engine in a process of its own: `serverChild.ts DATA_FOLDER TOKEN [SCENE:TURNS…]`. Makes one film of
// forty scenes unless told no scenes, and kills itself, once each, TURNS of the event loop after it has given the event of
// SCENE its id: 0 is before a byte of it can be written. Prints its port.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '../../../src/engine/engine.ts';
import { createServer } from '../../../src/server/server.ts';
import { createTokens } from '../../../src/server/tokens.ts';
import { CAPABILITIES } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted } from '../../engine/jobs/scriptedPipeline.ts';

const [dataFolder = '', token = '', ...kills] = process.argv.slice(2);
const SCENES = 40;
const killAt = new Map(kills.map((kill) => kill.split(':').map(Number) as [number, number]));
const marks = join(dataFolder, 'marks');
mkdirSync(marks, { recursive: true });

/** Whether this is the first time, over all processes. */
function first(name: string): boolean {
  const path = join(marks, name);
  if (existsSync(path)) return false;
  writeFileSync(path, '');
  return true;
}

async function die(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
  process.kill(process.pid, 'SIGKILL');
}

const engine = createEngine({
  dataFolder,
  pipeline: scripted(async (job) => {
    await job.stage('tts', async (reporter) => {
      for (let scene = 0; scene < SCENES; scene += 1) {
        const built = first(`scene-${scene}`);
        if (built) await pause(2, undefined, { signal: job.signal });
        reporter.progress((scene / SCENES) * 100, `Scene ${scene}`);
        job.scene(`s${scene}`, built ? 'built' : 'cached');
        const turns = killAt.get(scene);
        if (turns !== undefined && first(`kill-${scene}`)) await die(turns);
      }
    });
    return await filmOf(job);
  }),
  concurrency: 1,
  resumeInterrupted: kills.length > 0,
  capabilities: async () => CAPABILITIES,
});
const owner = createTokens([token]).owner(token) ?? '';
if (kills.length > 0) await engine.forOwner(owner).start(request(), { idempotencyKey: 'the film' });
const server = await createServer({
  service: engine,
  token,
  listen: { host: '127.0.0.1', port: 0 },
  local: false,
  log: () => undefined,
  version: '0.0.0',
});
process.stdout.write(`${new URL(server.address).port}\n`);
