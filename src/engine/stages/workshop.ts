import { AuraError } from '../../protocol/protocol.ts';
import type { Pins, Store } from '../cache.ts';
import type { Artist } from '../media/cards/artist.ts';
import type { FoundFfmpeg } from '../media/ffmpeg/find.ts';
import type { FfmpegProgress, FfmpegRun } from '../media/ffmpeg/ffmpeg.ts';
import { createFfmpegLog, type FfmpegLog } from '../media/ffmpeg/log.ts';
import type { FilmSpec } from '../media/film/spec.ts';
import type { JobContext } from '../pipeline.ts';
import type { WriterRegistry } from '../providers/llm/registry.ts';
import type { TtsRegistry } from '../providers/tts/registry.ts';

/** What the stages work with, made once per engine. */
export interface Workshop {
  /** Found on first use; rejects with `E302-FFMPEG_NOT_FOUND`. */
  ffmpeg(): Promise<FoundFfmpeg>;
  store: Store;
  artist: Artist;
  voices: TtsRegistry;
  writers: WriterRegistry;
  /** Scenes that are worked on at once. */
  parallel: number;
}

/** A workshop in use for one film: enough to plan it. */
export interface PlanBench extends Workshop {
  spec: FilmSpec;
  tool: FoundFfmpeg;
  signal: AbortSignal;
  /** Path of a content that came with the request. */
  assetPath(sha256: string): string;
  /** Whether the script came over the network: no file of this machine is its own. */
  fromElsewhere: boolean;
}

/** A workshop in use by one job. */
export interface Bench extends PlanBench {
  job: JobContext;
  log: FfmpegLog;
  /** Takes something from the store, or makes it; it stays there at least as long as the job runs. */
  build(
    key: string,
    extension: string,
    make: (path: string) => Promise<void>,
  ): Promise<{ path: string; hit: boolean }>;
  /** For one run of ffmpeg; `onProgress` hears how far it is. */
  run(onProgress?: (progress: FfmpegProgress) => void): FfmpegRun;
}

/** Takes the workshop into use to plan a film. */
export async function planBench(
  workshop: Workshop,
  spec: FilmSpec,
  { assetPath, fromElsewhere, signal }: Pick<PlanBench, 'assetPath' | 'fromElsewhere' | 'signal'>,
): Promise<PlanBench> {
  return { ...workshop, spec, signal, assetPath, fromElsewhere, tool: await workshop.ffmpeg() };
}

/** Takes the workshop into use for a job; `pins` keep in the store what it uses. */
export async function openBench(
  workshop: Workshop,
  job: JobContext,
  spec: FilmSpec,
  pins: Pins,
): Promise<Bench> {
  const planned = await planBench(workshop, spec, job);
  const log = createFfmpegLog({
    path: job.ffmpegLog,
    jobId: job.jobId,
    correlationId: job.correlationId,
    resolution: `${spec.width}x${spec.height}`,
  });
  return {
    ...planned,
    job,
    log,
    build: (key, extension, make) => workshop.store.build(key, extension, make, { signal: job.signal, pins }),
    run: (onProgress) => ({
      ffmpeg: planned.tool,
      signal: job.signal,
      workFolder: job.workFolder,
      log,
      onProgress: (progress) => {
        job.alive();
        onProgress?.(progress);
      },
    }),
  };
}

/** Runs `work` over `items`, at most `parallel` at once, in order of starting; the first failure stops the rest. */
export async function eachScene<T, R>(
  items: readonly T[],
  parallel: number,
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      signal.throwIfAborted();
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(parallel, items.length) }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
  return results;
}

/** Adds the script's line to an error that has none. */
export async function atLine<T>(line: number | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!AuraError.is(error, 'E422-SCRIPT') || error.line !== undefined || line === undefined) throw error;
    const { message, remediation, details, cause } = error;
    throw new AuraError('E422-SCRIPT', message, {
      remediation,
      line,
      cause,
      ...(details ? { details } : {}),
    });
  }
}
