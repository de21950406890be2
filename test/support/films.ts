import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createFilmPipeline } from '../../src/engine/filmPipeline.ts';
import { openWorkshop } from '../../src/engine/openWorkshop.ts';
import type { JobEvent, JobSnapshot, ScriptRequest } from '../../src/protocol/protocol.ts';

/** A real engine with the real pipeline, in folders of its own. */
export interface Studio {
  engine: Engine;
  folder: string;
  /** Where scripts and films lie. */
  desk: string;
  dispose(): Promise<void>;
}

export async function openStudio(
  options: { concurrency?: number; cache?: string; ffmpegPath?: string } = {},
): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'aura-studio-'));
  const desk = join(folder, 'desk');
  await mkdir(desk);
  const dataFolder = join(folder, 'data');
  const workshop = openWorkshop({
    cacheFolder: options.cache ?? join(folder, 'cache'),
    ffmpegPath: options.ffmpegPath,
    env: process.env,
  });
  const engine = createEngine({
    dataFolder,
    pipeline: createFilmPipeline(workshop),
    concurrency: options.concurrency ?? 1,
    capabilities: () => Promise.reject(new Error('not asked here')),
    onIllegal: (jobId, from, transition) => {
      throw new Error(`${jobId}: ${transition} from ${from}`);
    },
  });
  return {
    engine,
    folder,
    desk,
    async dispose() {
      await engine.close();
      await workshop.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A request for a small film of a Markdown script, which goes to `name` on the desk. */
export function smallFilm(
  studio: Studio,
  text: string,
  more: Partial<ScriptRequest> & { name?: string } = {},
): ScriptRequest {
  const { name = 'film.mp4', ...rest } = more;
  return {
    script: { format: 'markdown', text },
    localBase: studio.desk,
    localOutput: join(studio.desk, name),
    ...rest,
    overrides: { resolution: '480p', ...rest.overrides },
  };
}

/** Starts a job and follows it to its end. */
export async function make(
  engine: Engine,
  request: ScriptRequest,
): Promise<{ snapshot: JobSnapshot; events: JobEvent[] }> {
  const { id } = await engine.start(request);
  const events: JobEvent[] = [];
  for await (const event of engine.events(id, { fromStart: true })) events.push(event);
  return { snapshot: await engine.get(id), events };
}
