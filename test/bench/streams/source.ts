import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '../../../src/engine/engine.ts';
import type { JobContext } from '../../../src/engine/pipeline.ts';
import {
  parseEventId,
  type JobEvent,
  type JobService,
  type SharedJobService,
} from '../../../src/protocol/protocol.ts';
import { CAPABILITIES, gate } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted } from '../../engine/jobs/scriptedPipeline.ts';
import { OWNER } from '../../support/server.ts';
import { monotonicMs } from '../child.ts';

/** When an event was there to be sent: its number and {@link monotonicMs}. */
export type Stamp = readonly [seq: number, atMs: number];

/** A real engine with one job that goes on for ever and says what it is told to. */
export interface Source {
  readonly service: SharedJobService;
  readonly jobId: string;
  /** Announces so many events, `everyMs` apart, all at once if 0. */
  emit(count: number, everyMs: number): Promise<{ announcedMs: number[]; last: number }>;
  /** The id of event `seq`; of the one so many before the last, for a negative `seq`. */
  idOf(seq: number): Promise<string>;
  /** When events left the engine, since this was last asked. */
  stamps(): Stamp[];
  close(): Promise<void>;
}

/** About as long as an update of progress. */
const THUMBNAIL = `scene-${'0123456789abcdef'.repeat(8)}.png`;

export async function openSource(): Promise<Source> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'aura-bench-'));
  const told: { job?: JobContext } = {};
  const running = gate();
  const engine = createEngine({
    dataFolder,
    // The log is not shortened while it is measured.
    keepEvents: 10_000_000,
    concurrency: 1,
    capabilities: async () => CAPABILITIES,
    pipeline: scripted(async (job) => {
      told.job = job;
      running.open();
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
      return await filmOf(job);
    }),
  });
  const { id: jobId } = await engine.forOwner(OWNER).start(request());
  await running.opened;
  let stamps: Stamp[] = [];
  let lastStamped = -1;

  async function* tapped(...args: Parameters<JobService['events']>): AsyncGenerator<JobEvent> {
    for await (const event of engine.events(...args)) {
      const seq = event.id === undefined ? -1 : (parseEventId(event.id)?.seq ?? -1);
      if (seq > lastStamped) {
        stamps.push([seq, monotonicMs()]);
        lastStamped = seq;
      }
      yield event;
    }
  }

  /** Number of the last visible event, once the job has come to number `least`. */
  async function visible(least: number): Promise<number> {
    for (;;) {
      const { lastEventId } = await engine.get(jobId);
      const seq = parseEventId(lastEventId ?? '')?.seq ?? -1;
      if (seq >= least) return seq;
      await pause(2);
    }
  }

  // Queued, then running: from here on only what it is told to say.
  let last = await visible(1);

  const owned = { ...engine.forOwner(OWNER), events: tapped };
  return {
    service: { ...engine, events: tapped, forOwner: () => owned },
    jobId,
    async emit(count, everyMs) {
      const announcedMs: number[] = [];
      for (let number = 0; number < count; number += 1) {
        announcedMs.push(monotonicMs());
        told.job?.scene(`scene-${number}`, 'building', { seconds: 12.345, thumbnail: THUMBNAIL });
        if (everyMs > 0) await pause(everyMs);
      }
      last += count;
      await visible(last);
      return { announcedMs, last };
    },
    async idOf(seq) {
      const wanted = seq < 0 ? last + seq : seq;
      for await (const { id } of engine.events(jobId, { fromStart: true })) {
        if (id !== undefined && parseEventId(id)?.seq === wanted) return id;
      }
      throw new Error(`There is no event ${wanted}`);
    },
    stamps() {
      const taken = stamps;
      stamps = [];
      return taken;
    },
    async close() {
      await engine.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
