// An engine in a process of its own, to be killed: `crashChild.ts DATA_FOLDER JOBS`. Tells every visible event on stdout.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '../../../src/engine/engine.ts';
import type { FilmResult, JobContext } from '../../../src/engine/pipeline.ts';
import { CAPABILITIES } from './house.ts';
import { FILM, filmOf, request, sceneNumber, scripted } from './scriptedPipeline.ts';

const [dataFolder = '', jobs = '1'] = process.argv.slice(2);
const SCENES = 30;

/** Builds each scene once and keeps it, as the real pipeline does with its cache. */
async function build(job: JobContext): Promise<FilmResult> {
  const cache = join(dataFolder, 'cache', job.jobId);
  await mkdir(cache, { recursive: true });
  const scenes = Array.from({ length: SCENES }, (_, index) => sceneNumber(index + 1));
  await job.stage('planning', async () => {
    job.planned({ title: 'A film', film: FILM, build: SCENES, seconds: 60, scenes });
  });
  job.skipStage('script');
  for (const stage of ['tts', 'visuals', 'render'] as const) {
    await job.stage(stage, async (reporter) => {
      for (const [index, { id }] of scenes.entries()) {
        const kept = join(cache, `${stage}-${id}`);
        const cached = await stat(kept).then(
          () => true,
          () => false,
        );
        if (!cached) {
          await pause(4, undefined, { signal: job.signal });
          await writeFile(kept, '');
        }
        job.scene(id, cached ? 'cached' : 'built');
        const done = index + 1;
        const items = { currentItem: done, totalItems: SCENES };
        reporter.progress((done / SCENES) * 100, `${stage} of scene ${done}`, items);
      }
    });
  }
  await job.stage('finalize', async () => undefined);
  return await filmOf(job);
}

const engine = createEngine({
  dataFolder,
  pipeline: scripted(build),
  concurrency: Number(jobs),
  capabilities: async () => CAPABILITIES,
  onIllegal(jobId, from, transition) {
    process.stdout.write(`${JSON.stringify({ illegal: { jobId, from, transition } })}\n`);
  },
});

async function tell(): Promise<void> {
  for await (const event of engine.subscribeAll()) {
    if (event.id !== undefined) process.stdout.write(`${JSON.stringify(event)}\n`);
  }
}

void tell();
for (let number = 0; number < Number(jobs); number++) {
  await engine.start(request(`film ${number}`), { idempotencyKey: `key-${number}` });
}
