import type { Benchmark, Measure } from '../measure.ts';
import { fanOut } from './fanOut.ts';
import { jobLog } from './jobLog.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { recovery } from './recovery.ts';
import { replay } from './replay.ts';
import { update } from './update.ts';

const PARTS: Readonly<Record<string, Benchmark>> = {
  fanOut,
  memory,
  latency,
  recovery,
  replay,
  update,
  jobLog,
};

/** Event streams: how fast, how small, how soon back. Servers and readers in processes of their own, over loopback. */
export const streams: Benchmark = async (tell, only) => {
  const measures: Measure[] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    if (only === undefined || only === name) measures.push(...(await part(tell)));
  }
  return measures;
};
