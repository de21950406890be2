import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../../src/cli/engine.ts';
import type { JobEvent } from '../../../src/protocol/protocol.ts';
import { encodeFrame } from '../../../src/server/sse/frame.ts';
import type { Measure } from '../measure.ts';

const SCRIPT = 'examples/welcome.md';

/** How long the events of a film are that is really made. */
export async function jobLog(tell: (doing: string) => void): Promise<Measure[]> {
  tell(`making the film of ${SCRIPT}`);
  const folder = await mkdtemp(join(tmpdir(), 'aura-bench-'));
  process.env['AURA_CACHE'] = join(folder, 'cache');
  const engine = await openEngine({ data: join(folder, 'data'), resumeInterrupted: false });
  try {
    const { id } = await engine.start({
      script: { format: 'markdown', name: 'welcome.md', text: await readFile(SCRIPT, 'utf8') },
      localBase: 'examples',
      localOutput: join(folder, 'welcome.mp4'),
    });
    const events: JobEvent[] = [];
    for await (const event of engine.events(id, { fromStart: true })) events.push(event);
    if (events.at(-1)?.event !== 'job-completed') throw new Error('The film was not made');
    const sizes = events.map(({ id: eventId, event, data }) => ({
      event,
      bytes: Buffer.byteLength(encodeFrame({ id: eventId, event, data })),
    }));
    const updates = sizes.filter(({ event }) => event === 'step-progress').map(({ bytes }) => bytes);
    const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    return [
      {
        name: 'the longest update of progress',
        value: Math.max(...updates),
        unit: 'bytes',
        goal: { atMost: 500 },
        note: `of ${updates.length}; a mean event of ${Math.round(all / sizes.length)} bytes`,
      },
      {
        name: 'all events of a film',
        value: all / 1024,
        unit: 'KB',
        goal: { atMost: 80 },
        note: `${SCRIPT}, ${sizes.length} events`,
      },
    ];
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
