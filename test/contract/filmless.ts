import { once } from 'node:events';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Pipeline } from '../../src/engine/pipeline.ts';
import { AuraError } from '../../src/protocol/protocol.ts';
import { CAPABILITIES } from '../engine/jobs/house.ts';
import { scripted, titleOf, wholeFilm } from '../engine/jobs/scriptedPipeline.ts';

/** A pipeline whose jobs act by the titles of their scripts and make no film: quick, slow, endless, failing. */
export const FILMLESS: Pipeline = scripted(async (job, asked) => {
  const title = titleOf(asked);
  return wholeFilm(job, async (stage) => {
    if (title === 'slow') await new Promise((resolve) => setTimeout(resolve, 60));
    if (stage !== 'tts') return;
    if (title === 'failing') throw new AuraError('E200-TTS', 'There is no such voice');
    if (title === 'endless' && !job.signal.aborted) await once(job.signal, 'abort');
    job.signal.throwIfAborted();
  });
});

/** The real engine with {@link FILMLESS}. */
export function filmlessEngine(dataFolder: string): Engine {
  return createEngine({
    dataFolder,
    pipeline: FILMLESS,
    concurrency: 4,
    capabilities: async () => CAPABILITIES,
  });
}
