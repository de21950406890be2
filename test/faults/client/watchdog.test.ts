import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../../src/protocol/protocol.ts';
import { manualClock } from '../../engine/jobs/manualClock.ts';
import { TOKEN } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { behindEvent, cut, pass, through } from '../faults.ts';
import type { Fault } from '../proxy.ts';
import { openRig, type Rig, type TalkingJob } from '../rig.ts';
import { expectWhole, watchWhole, type Expected } from '../whole.ts';

const SILENT = 'The Aura server does not answer';
const HOUR = 3_600_000;
const STALLED = through(cut(behindEvent(9), 'stall'));

describe('faults of the client: its watchdog', () => {
  const timers = manualClock(1_800_000_000_000);
  /** What the clock on the wall is ahead of the timers: they rest while the machine sleeps, and do not know when it is set. */
  let ahead = 0;
  const clock: Clock = {
    now: () => timers.now() + ahead,
    after: (ms, run) => timers.after(ms, run),
  };
  let rig: Rig | undefined;
  let job: TalkingJob;
  afterEach(() => rig?.close());

  /** A client whose time stands, which has read event 9 over the first of these connections. */
  async function reading(...streams: Fault[]) {
    const open = await openRig({ streams, client: { clock } });
    rig = open;
    job = await open.job();
    let last = '';
    const watching = watchWhole(open.client, job.id, { known: job.known }, ({ snapshot }) => {
      last = snapshot.lastEventId ?? '';
    });
    await until(() => last.endsWith('-9'));
    return {
      proxy: open.proxy,
      /** Five more events, which arrive. */
      async goesOn(): Promise<void> {
        job.say(5);
        await until(async () => last === (await open.service.get(job.id)).lastEventId, 'more events');
      },
      async isWhole(expected: Expected): Promise<void> {
        job.complete();
        await expectWhole({ service: open.service, id: job.id }, await watching, expected);
      },
    };
  }

  it('holds a connection for dead after three heartbeats of silence, and not a moment before', async () => {
    const { proxy, goesOn, isWhole } = await reading(STALLED);
    timers.advance(14_999);
    assert.equal(proxy.streams.length, 1);
    timers.advance(1);
    timers.advance(10);
    await until(() => proxy.streams.length === 2);
    await goesOn();
    await isWhole({ says: [SILENT] });
  });

  it('keeps a connection that lives when the machine has slept for an hour', async () => {
    const { proxy, goesOn, isWhole } = await reading(pass);
    ahead += HOUR;
    timers.advance(15_000);
    await goesOn();
    timers.advance(3000);
    await goesOn();
    await isWhole({});
    assert.equal(proxy.streams.length, 1);
  });

  it('gives up a connection that died while the machine slept, soon after waking', async () => {
    const { proxy, goesOn, isWhole } = await reading(STALLED);
    ahead += HOUR;
    timers.advance(15_000);
    assert.equal(proxy.streams.length, 1);
    timers.advance(2000);
    timers.advance(10);
    await until(() => proxy.streams.length === 2);
    await goesOn();
    await isWhole({ says: [SILENT] });
  });

  it('does not wait an hour more when the clock is set back an hour', async () => {
    const { proxy, goesOn, isWhole } = await reading(STALLED);
    ahead -= HOUR;
    timers.advance(15_000);
    timers.advance(2010);
    await until(() => proxy.streams.length === 2);
    await goesOn();
    await isWhole({ says: [SILENT] });
  });

  it('does not take a process that was blocked for a server that is dead: what lay unread is read first', async () => {
    rig = await openRig({ server: { heartbeatSeconds: 0.7 } });
    const { proxy } = rig;
    job = await rig.job();
    const args = ['--import', 'tsx', join(import.meta.dirname, 'blockedChild.ts')];
    const child = spawn(process.execPath, [...args, proxy.url, TOKEN, job.id, '9', '3500'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const lines: string[] = [];
    try {
      for await (const line of createInterface(child.stdout)) {
        lines.push(line);
        if (line === 'blocking') {
          job.say(10);
          job.complete();
        }
      }
    } finally {
      child.kill();
      await exited;
    }
    const ids = lines.filter((line) => /^\d+-\d+$/.test(line)).map((line) => Number(line.split('-')[1]));
    assert.deepEqual(
      ids,
      Array.from({ length: 21 }, (_, index) => index),
    );
    assert.deepEqual(
      lines.filter((line) => /^[a-z]+$/.test(line)),
      ['connecting', 'live', 'blocking', 'closed'],
    );
    assert.equal(proxy.streams.length, 1);
  });
});
