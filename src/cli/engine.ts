import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createFilmPipeline } from '../engine/filmPipeline.ts';
import type { EngineLog } from '../engine/jobs/engineLog.ts';
import type { Retention } from '../engine/jobs/retention.ts';
import { openWorkshop } from '../engine/openWorkshop.ts';
import { AuraError, cacheFolder, dataFolder, toAuraError, type FolderFacts } from '../protocol/protocol.ts';
import { MAX_SCRIPT_BYTES } from './script.ts';
import { VERSION } from './version.ts';

export interface EngineSettings {
  /** Where jobs are kept; the platform's place by default. */
  data?: string;
  /** The ffmpeg that the person named. */
  ffmpeg?: string;
  /** Whether jobs that were interrupted are gone on with. */
  resumeInterrupted: boolean;
  log?: EngineLog;
  /** What is kept of ended jobs. */
  retention?: Partial<Retention>;
}

const NO_FFMPEG = 'no usable ffmpeg was found: films cannot be made';

/** Environment, platform and home of this process, which decide where things lie. */
export function folderFacts(): FolderFacts {
  return { env: process.env, platform: process.platform, home: homedir() };
}

/** The engine with everything it works with: the one place where the parts are put together. */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const facts = folderFacts();
  const data = settings.data ?? dataFolder(facts);
  const workshop = openWorkshop({
    cacheFolder: join(cacheFolder(facts), 'store'),
    ffmpegPath: settings.ffmpeg,
    env: process.env,
  });
  const concurrency = Math.max(1, Math.floor(availableParallelism() / 4));
  const engine = createEngine({
    dataFolder: data,
    pipeline: createFilmPipeline(workshop),
    concurrency,
    resumeInterrupted: settings.resumeInterrupted,
    ...(settings.log ? { log: settings.log } : {}),
    ...(settings.retention ? { retention: settings.retention } : {}),
    async capabilities() {
      const ffmpeg = await workshop.ffmpeg().catch((error: unknown) => {
        if (!AuraError.is(error, 'E998-CANCELLED'))
          settings.log?.warn(NO_FFMPEG, { details: toAuraError(error).details });
        return undefined;
      });
      const named = ffmpeg?.tried.find(
        ({ source, problem }) => source === 'setting' && problem !== undefined,
      );
      if (ffmpeg && named) {
        const { path, problem } = named;
        settings.log?.warn('the ffmpeg that was named cannot be used', {
          path,
          problem,
          instead: ffmpeg.path,
        });
      }
      return {
        version: VERSION,
        ffmpeg: ffmpeg && { path: ffmpeg.path, version: ffmpeg.version },
        encoders: ['libx264'],
        voices: await workshop.voices.voices(),
        limits: { concurrentJobs: concurrency, maxScriptBytes: MAX_SCRIPT_BYTES },
      };
    },
  });
  return {
    ...engine,
    async close() {
      await engine.close();
      await workshop.close();
    },
  };
}
