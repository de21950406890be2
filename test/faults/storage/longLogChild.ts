// Reads a job with a very long log in little memory: `longLogChild.ts DATA_FOLDER JOB AFTER`. Says on stdout, in JSON, what it found.
import { readFileSync } from 'node:fs';
import { createEngine } from '../../../src/engine/engine.ts';
import { parseEventId, type EventsFrom } from '../../../src/protocol/protocol.ts';
import { CAPABILITIES } from '../../engine/jobs/house.ts';
import { scripted, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';

const [, , dataFolder = '', id = '', after = ''] = process.argv;

async function look(): Promise<object> {
  const began = performance.now();
  const engine = createEngine({
    dataFolder,
    concurrency: 1,
    capabilities: async () => CAPABILITIES,
    resumeInterrupted: false,
    pipeline: scripted((job) => wholeFilm(job)),
  });
  // It was running: its log is read to know how it stands.
  await engine.ready();
  const openedMs = performance.now() - began;

  /** How many events come one after another, at most so many. */
  async function count(from: EventsFrom, most: number): Promise<number> {
    let [seen, last] = [0, -1];
    for await (const { id: eventId } of engine.events(id, from)) {
      if (eventId === undefined) continue;
      const seq = parseEventId(eventId)?.seq ?? -1;
      if (seen > 0 && seq !== last + 1) throw new Error(`${seq} came after ${last}`);
      [seen, last] = [seen + 1, seq];
      if (seen === most) break;
    }
    return seen;
  }

  const fromStart = await count({ fromStart: true }, 50_000);
  const afterId = await count({ after }, 20);
  await engine.close();
  return { openedMs, fromStart, afterId, peakMegabytes: peakMegabytes() };
}

/** Linux counts the memory of whoever started a process into its `maxRSS`; its own high-water mark does not. */
function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(mark?.[1]) / 1024;
}

if (after !== '') process.stdout.write(JSON.stringify(await look()));
