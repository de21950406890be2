import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { isTerminalEvent, parseEventId, type JobEvent } from '../../../src/protocol/protocol.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { seeded } from '../../support/seeded.ts';
import { CAPABILITIES, collect } from './house.ts';
import { scripted } from './scriptedPipeline.ts';

const JOBS = 4;
const LIVES = 24;
const SOURCE = join(import.meta.dirname, 'crashChild.ts');

interface Life {
  events: JobEvent[];
  illegal: unknown[];
  code: number | null;
  stderr: string;
}

/** Runs the engine until `over` says so after one more event, then kills it without a warning. */
async function live(
  child: string,
  dataFolder: string,
  over: (events: readonly JobEvent[]) => boolean,
): Promise<Life> {
  const engine = spawn(process.execPath, [child, dataFolder, String(JOBS)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  const life: Life = { events: [], illegal: [], code: null, stderr: '' };
  engine.stderr.on('data', (text: Buffer) => (life.stderr += text.toString()));
  const ended = new Promise<void>((resolve) => {
    engine.on('exit', (code) => {
      life.code = code;
      resolve();
    });
  });
  for await (const line of createInterface({ input: engine.stdout })) {
    const said = JSON.parse(line) as JobEvent | { illegal: unknown };
    if ('illegal' in said) life.illegal.push(said.illegal);
    else life.events.push(said);
    if (over(life.events)) engine.kill('SIGKILL');
  }
  await ended;
  return life;
}

/** Jobs that got further, or ended: one that never does from crash to crash is given up, rightly. */
function gotFurther(events: readonly JobEvent[]): Set<string> {
  const further = events.filter(
    (event) => isTerminalEvent(event) || (event.event === 'scene-status' && event.data.state === 'built'),
  );
  return new Set(further.map(({ data }) => data.jobId));
}

describe('kill -9 of the engine', () => {
  it('loses nothing that was announced, at any moment', async function () {
    this.timeout(120_000);
    const dataFolder = await mkdtemp(join(tmpdir(), 'aura-crash-'));
    const random = seeded(20_26);
    const announced: JobEvent[] = [];
    // As one file it starts in a tenth of the time.
    const child = join(dataFolder, 'engine.mjs');
    await build({ entryPoints: [SOURCE], outfile: child, bundle: true, platform: 'node', format: 'esm' });
    try {
      let killed = 0;
      for (let number = 0; number < LIVES; number++) {
        const atEvent = 1 + Math.floor(random() * 120);
        // Every third is killed at once, in the midst of taking up its jobs.
        const early = number % 3 === 0;
        const ended = announced.filter(isTerminalEvent);
        const life = await live(
          child,
          dataFolder,
          (events) => early || (events.length >= atEvent && gotFurther([...ended, ...events]).size === JOBS),
        );
        announced.push(...life.events);
        assert.deepEqual(life.illegal, []);
        assert.equal(life.stderr, '');
        if (life.code === null) killed++;
        const finished = announced.filter(isTerminalEvent).length;
        if (finished === JOBS) break;
      }
      assert.ok(killed >= 12, `only ${killed} were killed`);
      await live(
        child,
        dataFolder,
        (events) =>
          [...announced, ...events].filter(isTerminalEvent).length >= JOBS &&
          (announced.push(...events), true),
      );

      const engine = createEngine({
        dataFolder,
        pipeline: scripted(async () => await new Promise(() => {})),
        concurrency: 1,
        capabilities: async () => CAPABILITIES,
      });
      await engine.ready();
      const snapshots = await engine.list();
      assert.deepEqual(
        snapshots.map(({ status, errors }) => errors[0]?.message ?? status),
        Array.from({ length: JOBS }, () => 'Done'),
      );
      for (const { id } of snapshots) {
        const log = await collect(engine, id, { fromStart: true });
        assert.deepEqual(
          log.map((event) => parseEventId(event.id ?? '')?.seq),
          log.map((_, index) => index),
        );
        const byId = new Map(log.map((event) => [event.id, event]));
        for (const event of announced) {
          if (event.data.jobId === id) assert.deepEqual(byId.get(event.id), event);
        }
        const percents = log.flatMap((event) => ('percent' in event.data ? [event.data.percent] : []));
        assert.deepEqual(
          percents,
          percents.toSorted((a, b) => a - b),
        );
        assert.equal(log.filter(isTerminalEvent).length, 1);
        const work = await readdir(join(dataFolder, 'jobs', id, 'work')).catch(() => []);
        assert.deepEqual(work, [], 'unfinished files are left');
      }
      await engine.close();
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  });
});
