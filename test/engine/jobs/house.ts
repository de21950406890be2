import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineOptions } from '../../../src/engine/engine.ts';
import type { Pipeline } from '../../../src/engine/pipeline.ts';
import type { EventsFrom, JobEvent } from '../../../src/protocol/protocol.ts';

export const CAPABILITIES = {
  version: 'test',
  ffmpeg: undefined,
  encoders: [],
  voices: [],
  limits: { concurrentJobs: 1, maxScriptBytes: 1 },
};

/** A data folder for one test, and engines on it that are closed afterwards. */
export interface House {
  readonly dataFolder: string;
  engine(pipeline: Pipeline, options?: Partial<EngineOptions>): Engine;
  tearDown(): Promise<void>;
}

export async function createHouse(): Promise<House> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'aura-engine-'));
  const engines: Engine[] = [];
  return {
    dataFolder,
    engine(pipeline, options = {}) {
      const engine = createEngine({
        dataFolder,
        pipeline,
        concurrency: 2,
        capabilities: async () => CAPABILITIES,
        onIllegal(jobId, from, transition) {
          throw new Error(`illegal: ${jobId} ${from} ${transition}`);
        },
        ...options,
      });
      engines.push(engine);
      return engine;
    },
    async tearDown() {
      for (const engine of engines) await engine.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** All events of a stream that ends by itself. */
export async function collect(
  engine: Engine,
  id: string,
  from?: EventsFrom,
  signal?: AbortSignal,
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of engine.events(id, from, signal)) events.push(event);
  return events;
}

/** Reads events until one that `wanted` likes; resolves with all of them. */
export async function readUntil(
  engine: Engine,
  id: string,
  wanted: (event: JobEvent) => boolean,
  from: EventsFrom = { fromStart: true },
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of engine.events(id, from)) {
    events.push(event);
    if (wanted(event)) return events;
  }
  return events;
}

/** A promise and what settles it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const settle: { open?: () => void } = {};
  const opened = new Promise<void>((resolve) => {
    settle.open = resolve;
  });
  return { opened, open: () => settle.open?.() };
}
