import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuraClient, type AuraClient } from '../../../src/client/client.ts';
import { parseEventId, systemClock, type Clock, type JobEvent } from '../../../src/protocol/protocol.ts';
import { collect } from '../../contract/jobService.ts';
import { TOKEN } from '../../support/server.ts';
import { behindEvent, cut, through } from '../faults.ts';
import { openProxy, type FaultProxy } from '../proxy.ts';
import { expectWhole, watchWhole, type Seen } from '../whole.ts';
import { openEngineRig, type EngineRig } from './engineRig.ts';

const CHILD = join(import.meta.dirname, 'serverChild.ts');
const HOUR = 3_600_000;

describe('faults of resuming: a server', () => {
  let rig: EngineRig | undefined;
  let children: ChildProcess[] = [];
  afterEach(async () => {
    await rig?.close();
    rig = undefined;
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    children = [];
  });

  /** Another process that serves the jobs of this folder. */
  async function serverOf(dataFolder: string, kills: readonly string[] = []) {
    const args = ['--import', 'tsx', CHILD, dataFolder, TOKEN, ...kills];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, port: Number(String(line).trim()) };
  }

  it('that is restarted under its clients resumes the job, and they miss nothing', async () => {
    rig = await openEngineRig();
    const { film, client } = rig;
    const job = await rig.job();
    film.say(10);
    const seen = await atEvent(client, job, {
      5: () => void rig?.restart(async () => film.say(10)),
      20: () => film.finish(),
    });
    await expectWhole({ service: rig.engine, id: job.id }, seen, { maySay: /server/i });
    assert.equal((await rig.engine.get(job.id)).resumed, true);
  });

  it('that is killed between giving an event its id and writing it, again and again, gives no id to two events', async function () {
    this.timeout(60_000);
    const dataFolder = await mkdtemp(join(tmpdir(), 'aura-kill-'));
    const kills = ['4:0', '11:1', '18:3'];
    let { child, port } = await serverOf(dataFolder, kills);
    const proxy: FaultProxy = await openProxy(port);
    const client = createAuraClient({
      endpoint: { url: proxy.url, token: TOKEN },
      policy: { baseMs: 20, capMs: 60, breaker: { failures: 5, pauseMs: 60 } },
    });
    let killed = 0;
    const again = async (): Promise<void> => {
      killed += 1;
      ({ child, port } = await serverOf(dataFolder, kills));
      child.once('exit', (_code, signal) => void (signal === 'SIGKILL' && killed < kills.length && again()));
      proxy.redirect(port);
    };
    try {
      const exited = child.exitCode !== null || child.signalCode !== null;
      if (exited) await again();
      else child.once('exit', () => void again());
      const [job] = await patiently(() => client.list());
      assert.ok(job);
      const seen = await watchWhole(client, job.id, { known: { ...job, percent: 0 } });
      await expectWhole({ service: client, id: job.id }, seen, {
        maySay: /server/i,
        withinMs: 50_000,
      });
      assert.equal(killed, kills.length);
      const log = await collect(client.events(job.id, { fromStart: true }));
      assert.deepEqual(
        sequence(log),
        log.map((_, index) => index),
      );
    } finally {
      client.close();
      await proxy.close();
      await rm(dataFolder, { recursive: true, force: true });
    }
  });

  it('whose disk was restored to yesterday says so to clients that hold today’s ids, and they follow it from there', async () => {
    rig = await openEngineRig();
    const { film, client, house } = rig;
    const backup = join(house.dataFolder, '..', `${house.dataFolder.split('/').at(-1)}-yesterday`);
    const job = await rig.job();
    film.say(4);
    await rig.reached(job.id, 5);
    await rig.restart(() => cp(house.dataFolder, backup, { recursive: true }));
    film.say(10);
    try {
      const seen = await atEvent(client, job, {
        14: () =>
          void rig?.restart(async () => {
            await rm(house.dataFolder, { recursive: true });
            await cp(backup, house.dataFolder, { recursive: true });
          }),
        gap: () => {
          film.say(20);
          film.finish();
        },
      });
      await expectWhole({ service: rig.engine, id: job.id }, seen, { gaps: 1, maySay: /server/i });
    } finally {
      await rm(backup, { recursive: true, force: true });
    }
  });

  it('whose clock goes back an hour and forward a day gives ids that only grow, and nobody waits for it', async () => {
    const shift = shiftingClock();
    rig = await openEngineRig({
      engine: { clock: shift.clock },
      server: { clock: shift.clock, heartbeatSeconds: 1 },
      streams: [5, 15, 25].map((seq) => through(cut(behindEvent(seq), 'reset'))),
    });
    const { film, client } = rig;
    const job = await rig.job();
    film.say(4);
    const seen = await atEvent(client, job, {
      4: () => {
        shift.by(-HOUR);
        film.say(10);
      },
      14: () => {
        shift.by(25 * HOUR);
        film.say(10);
      },
      24: () => {
        shift.by(-2 * HOUR);
        film.say(10);
        film.finish();
      },
    });
    await expectWhole({ service: rig.engine, id: job.id }, seen, {
      says: ['The Aura server broke the connection'],
    });
    const times = seen.items.flatMap(({ event }) => parseEventId(event?.id ?? '')?.ms ?? []);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it('in a second process tells of a job that the first one runs, and a client may go from one to the other', async () => {
    rig = await openEngineRig({
      streams: [4, 9, 14, 19].map((seq) => through(cut(behindEvent(seq), 'end'))),
    });
    const { film, client, house, proxy, running } = rig;
    const job = await rig.job();
    const ports = [(await serverOf(house.dataFolder)).port, Number(new URL(running.url).port)];
    film.say(4);
    const other = (more: () => void) => (): void => {
      const port = ports.shift() ?? 0;
      ports.push(port);
      proxy.redirect(port);
      more();
    };
    const seen = await atEvent(client, job, {
      4: other(() => film.say(5)),
      9: other(() => film.say(5)),
      14: other(() => film.say(5)),
      19: other(() => {
        film.say(5);
        film.finish();
      }),
    });
    await expectWhole({ service: rig.engine, id: job.id }, seen);
    assert.ok(proxy.streams.length >= 5);
  });
});

/** Watches a job to its end, and does what is to be done when event number so-and-so has arrived. */
async function atEvent(
  client: AuraClient,
  job: Awaited<ReturnType<EngineRig['job']>>,
  then: Readonly<Record<string, () => void>>,
): Promise<Seen> {
  const done = new Set<string>();
  return watchWhole(client, job.id, { known: job }, ({ event }) => {
    const gap = event?.event === 'job-status' && event.data.gap === true;
    const name = gap ? 'gap' : (event?.id?.split('-')[1] ?? '');
    if (done.has(name)) return;
    done.add(name);
    then[name]?.();
  });
}

function sequence(events: readonly JobEvent[]): (number | undefined)[] {
  return events.map(({ id }) => parseEventId(id ?? '')?.seq);
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch {
      // It is being killed all the time: that is what is tested.
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}

/** The clock of this machine, set back and forward. */
function shiftingClock(): { clock: Clock; by(ms: number): void } {
  let shift = 0;
  return {
    clock: { now: () => Date.now() + shift, after: (ms, run) => systemClock.after(ms, run) },
    by(ms) {
      shift += ms;
    },
  };
}
