import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock, type Clock, type ConnectionState } from '../../../src/protocol/protocol.ts';
import { take } from '../../contract/jobService.ts';
import { until } from '../../support/until.ts';
import { answers, drop, hang, late, pass } from '../faults.ts';
import type { Fault } from '../proxy.ts';
import { openRig, watchJob, type Rig, type TalkingJob } from '../rig.ts';
import { expectWhole } from '../whole.ts';

const PORTAL = answers(200, { 'content-type': 'text/html' }, '<h1>Log in</h1>');

/** The clock of this machine, and how many of its timers are set. */
function countingClock(): Clock & { set(): number } {
  let count = 0;
  return {
    now: () => Date.now(),
    after(ms, run) {
      count += 1;
      let open = true;
      const done = (): void => {
        if (open) count -= 1;
        open = false;
      };
      const cancel = systemClock.after(ms, () => {
        done();
        run();
      });
      return () => {
        done();
        cancel();
      };
    },
    set: () => count,
  };
}

describe('faults of the client: it is closed', () => {
  let rig: Rig;
  let job: TalkingJob;
  let clock: ReturnType<typeof countingClock>;
  afterEach(() => rig.close());

  async function open(streams?: Fault): Promise<void> {
    clock = countingClock();
    rig = await openRig({
      ...(streams ? { streams } : {}),
      policy: { baseMs: 30, capMs: 60, pollMs: 20, breaker: { failures: 3, pauseMs: 60_000 } },
      client: { clock },
    });
    job = await rig.job();
  }

  /** No connection, no timer, and nothing more is asked. */
  async function expectGone(): Promise<void> {
    await until(() => rig.proxy.open() === 0, 'the end of all connections');
    assert.equal(clock.set(), 0, 'timers that are set');
    const asked = rig.proxy.streams.length + rig.proxy.others.length;
    await pause(80);
    assert.equal(rig.proxy.streams.length + rig.proxy.others.length, asked);
  }

  const moments: readonly [string, Fault, (kind: ConnectionState['kind'], seq: number) => boolean][] = [
    ['while it connects', hang, (kind) => kind === 'connecting'],
    ['between the request and the answer', late(40, pass), (kind) => kind === 'connecting'],
    [
      'while it waits for its next try',
      answers(503, { 'retry-after': '30' }),
      (kind) => kind === 'reconnecting',
    ],
    ['while it pauses', drop, (kind) => kind === 'paused'],
    ['while it polls', PORTAL, (kind) => kind === 'polling'],
    ['while it hands an event over', pass, (_kind, seq) => seq === 5],
    ['while it is live and nothing happens', pass, (_kind, seq) => seq === 9],
  ];
  const ways = ['close', 'signal', 'return', 'throw'] as const;
  for (const [when, fault, isNow] of moments) {
    for (const way of ways) {
      it(`${when}, by ${way}, and leaves nothing behind`, async () => {
        await open(fault);
        const stop = new AbortController();
        let reached = false;
        const watching = (async () => {
          for await (const { connection, snapshot } of rig.client.watch(job.id, {
            known: job.known,
            signal: stop.signal,
          })) {
            if (reached) continue;
            if (!isNow(connection.kind, Number(snapshot.lastEventId?.split('-')[1]))) continue;
            reached = true;
            // A request may be on its way by then, or not.
            if (way !== 'throw') await pause(10);
            if (way === 'close') rig.client.close();
            if (way === 'signal') stop.abort();
            if (way === 'return') return;
            if (way === 'throw') throw new Error('a listener that throws');
          }
        })();
        if (way === 'throw') await assert.rejects(watching, { message: 'a listener that throws' });
        else await watching;
        assert.ok(reached);
        assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);
        await expectGone();
      });
    }
  }

  it('by one listener that throws, and the others of the same client lose nothing', async () => {
    await open();
    const broken = (async () => {
      for await (const { event } of rig.client.watch(job.id, { known: job.known })) {
        if (event?.id?.endsWith('-5')) throw new Error('a listener that throws');
      }
    })();
    const [seen] = await Promise.all([watchJob(rig, job), assert.rejects(broken)]);
    await expectWhole({ service: rig.service, id: job.id }, seen);
    await expectGone();
  });

  it('1000 times, and leaves no timer and no socket behind', async () => {
    await open();
    const { signal } = new AbortController();
    // Fifty streams at once, all ended by the same signal.
    setMaxListeners(50, signal);
    const count = (kind: string): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === kind).length;
    await take(rig.client.events(job.id, { fromStart: true }), 1);
    await expectGone();
    const before = [count('Timeout'), count('TCPSocketWrap')];
    for (let round = 0; round < 20; round += 1) {
      const batch = Array.from({ length: 50 }, () =>
        take(rig.client.events(job.id, { fromStart: true }, signal), 1),
      );
      await Promise.all(batch);
    }
    assert.equal(rig.proxy.streams.length, 1001);
    await expectGone();
    await until(() => rig.running.server.activity().streams === 0);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    await until(() => count('TCPSocketWrap') <= (before[1] ?? 0), 'the end of all sockets');
    await until(() => count('Timeout') <= (before[0] ?? 0), 'the end of all timers');
  });
});
