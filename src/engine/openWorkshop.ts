import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AuraError } from '../protocol/protocol.ts';
import { findFfmpeg, type FoundFfmpeg } from './media/ffmpeg/find.ts';
import { createArtist } from './media/cards/artist.ts';
import { createWorkerPool } from './media/workers/pool.ts';
import { WORKER_URL } from './media/workers/workerUrl.ts';
import { createStore } from './cache.ts';
import { createWriterRegistry } from './providers/llm/registry.ts';
import { createRuleWriter } from './providers/llm/ruleWriter.ts';
import { createEspeak } from './providers/tts/espeak.ts';
import { createTtsRegistry, type TtsRegistry } from './providers/tts/registry.ts';
import type { Workshop } from './stages/workshop.ts';
import type { EngineJobs } from './worker.ts';

export interface WorkshopOptions {
  /** Where things that can be made again are kept. */
  cacheFolder: string;
  /** The ffmpeg that the person named. */
  ffmpegPath?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** Bytes that the cache may take; 5 GB by default. */
  maxCacheBytes?: number;
}

const MAX_CACHE_BYTES = 5e9;
/** Beside the bundle a packaged ffmpeg may lie. */
const BUNDLE_FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** Scenes worked on at once, however many cores there are: more would only wait for memory. */
const MOST_PARALLEL = 4;
/** A thread that speaks holds 130 MB, which the encoder needs a moment later. */
const THREAD_IDLE_MS = 3000;

/** Opens everything that the stages work with. Nothing is started or looked for until it is needed. */
export function openWorkshop(options: WorkshopOptions): Workshop & { close(): Promise<void> } {
  const parallel = Math.max(1, Math.min(availableParallelism(), MOST_PARALLEL));
  const threads = { url: WORKER_URL, idleMs: THREAD_IDLE_MS };
  const speakers = createWorkerPool<EngineJobs>({ ...threads, size: Math.min(2, parallel) });
  const painters = createWorkerPool<EngineJobs>({ ...threads, size: parallel });
  const closing = new AbortController();
  let found: Promise<FoundFfmpeg> | undefined;
  return {
    ffmpeg() {
      found ??= findFfmpeg({
        setting: options.ffmpegPath ?? '',
        env: options.env,
        bundleFolder: BUNDLE_FOLDER,
        signal: closing.signal,
      });
      found.catch(() => (found = undefined));
      return found;
    },
    store: createStore({ folder: options.cacheFolder, maxBytes: options.maxCacheBytes ?? MAX_CACHE_BYTES }),
    artist: createArtist(painters),
    voices: createTtsRegistry([createEspeak(speakers)]),
    writers: createWriterRegistry([createRuleWriter()]),
    parallel,
    async close() {
      closing.abort(new AuraError('E998-CANCELLED', 'The engine is shutting down'));
      // An ffmpeg that is being tried ends before we do.
      await Promise.allSettled([found]);
      await Promise.all([speakers.dispose(), painters.dispose()]);
    },
  };
}

/** The voices of this machine, for commands that need nothing else. */
export function openVoices(): { voices: TtsRegistry; close(): Promise<void> } {
  const speakers = createWorkerPool<EngineJobs>({ size: 1, url: WORKER_URL });
  return { voices: createTtsRegistry([createEspeak(speakers)]), close: () => speakers.dispose() };
}
