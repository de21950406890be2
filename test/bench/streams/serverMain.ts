// A server in a process of its own: `serverMain.ts aura|raw|better-sse`.
import { offer } from '../child.ts';
import { openSource } from './source.ts';
import { openAura } from './transports/aura.ts';
import { openBetterSse } from './transports/betterSse.ts';
import { openRaw } from './transports/raw.ts';

const OPEN = { aura: openAura, raw: openRaw, 'better-sse': openBetterSse };
export type ServerKind = keyof typeof OPEN;

const source = await openSource();
const transport = await OPEN[process.argv[2] as ServerKind](source);

const offers = {
  where: () => ({ port: transport.port, path: transport.path, jobId: source.jobId }),
  emit: ({ count, everyMs }: { count: number; everyMs: number }) => source.emit(count, everyMs),
  idOf: ({ seq }: { seq: number }) => source.idOf(seq),
  stamps: () => source.stamps(),
  /** Milliseconds of processor that this process has used. */
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  /** What is in use, bytes, after all garbage is gone. */
  memory() {
    for (let round = 0; round < 3; round += 1) globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
  },
};
export type ServerOffers = typeof offers;

offer(offers, async () => {
  await transport.close();
  await source.close();
});
