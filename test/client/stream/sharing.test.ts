import assert from 'node:assert/strict';
import type { AttemptListener } from '../../../src/client/stream/attempt.ts';
import { createCursor } from '../../../src/client/stream/cursor.ts';
import { REMOTE_POLICY } from '../../../src/client/stream/policy.ts';
import { createSharedServer } from '../../../src/client/stream/sharedServer.ts';
import { superviseStream, type Supervisor } from '../../../src/client/stream/supervisor.ts';
import { AuraError, initialSnapshot, type ConnectionState } from '../../../src/protocol/protocol.ts';
import { createFakeClock } from '../../support/clock.ts';

const gone = new AuraError('E503-UNAVAILABLE', 'gone');
const event = { type: 'event', terminal: false } as const;
const snapshot = initialSnapshot({
  id: 'j',
  title: 'J',
  correlationId: 'c',
  createdAt: '2026-01-01T00:00:00Z',
});

/** Streams of one server, whose connections the test itself answers. */
function openServer() {
  const clock = createFakeClock();
  const { breaker: limits, connectMs: probeMs } = REMOTE_POLICY;
  const server = createSharedServer({ limits, probeMs, now: () => clock.now() });

  function open() {
    const stream = {
      attempts: [] as AttemptListener[],
      open: 0,
      polls: 0,
      state: { kind: 'connecting' } as ConnectionState,
      supervisor: undefined as Supervisor | undefined,
      /** Answers the connection that is open. */
      get latest(): AttemptListener {
        const latest = stream.attempts.at(-1);
        assert.ok(latest && stream.open === 1, 'no connection is open');
        return latest;
      },
      fail: () => stream.latest.onInput({ type: 'failed', error: gone }),
    };
    stream.supervisor = superviseStream({
      cursor: createCursor(),
      policy: REMOTE_POLICY,
      server,
      clock,
      random: () => 1,
      open(_after, listener) {
        stream.attempts.push(listener);
        stream.open += 1;
        return () => {
          stream.open -= 1;
        };
      },
      async poll() {
        stream.polls += 1;
        return snapshot;
      },
      onEvent: () => undefined,
      onSnapshot: () => undefined,
      onHeard: () => undefined,
      onConnection: (state) => {
        stream.state = state;
      },
      silent: () => gone,
      knowsEnd: () => true,
      onClose: () => undefined,
    });
    return stream;
  }

  /** All of them, until the breaker has opened. */
  function breakDown(streams: ReturnType<typeof open>[]): void {
    for (let round = 1; round <= 5; round += 1) {
      for (const stream of streams) if (stream.open > 0) stream.fail();
      if (round < 5) clock.advance(2 ** (round - 1) * 1000);
    }
  }

  return { clock, open, breakDown };
}

const kinds = (streams: { state: ConnectionState }[]): string[] => streams.map(({ state }) => state.kind);

describe('streams of one server', () => {
  it('pause together, and say until when', () => {
    const { clock, open, breakDown } = openServer();
    const streams = [open(), open(), open()];
    breakDown(streams);
    assert.deepEqual(kinds(streams), ['paused', 'paused', 'paused']);
    for (const { state } of streams)
      assert.ok(state.kind === 'paused' && state.untilMs === clock.now() + 60_000);
  });

  it('send one probe after the pause; when it fails, all pause again', () => {
    const { clock, open, breakDown } = openServer();
    const streams = [open(), open(), open()];
    breakDown(streams);
    const before = streams.map(({ attempts }) => attempts.length);
    clock.advance(60_000);
    const probing = streams.filter((stream) => stream.open === 1);
    assert.equal(probing.length, 1);
    probing[0]?.fail();
    assert.deepEqual(kinds(streams), ['paused', 'paused', 'paused']);
    clock.advance(59_999);
    const made = streams.map(({ attempts }, index) => attempts.length - (before[index] ?? 0));
    assert.equal(
      made.reduce((sum, count) => sum + count),
      1,
    );
  });

  it('all come back with the first event of the probe', () => {
    const { clock, open, breakDown } = openServer();
    const streams = [open(), open(), open()];
    breakDown(streams);
    clock.advance(60_000);
    const probe = streams.find((stream) => stream.open === 1);
    probe?.latest.onInput({ type: 'opened' });
    assert.equal(streams.filter((stream) => stream.open === 1).length, 1);
    probe?.latest.onInput(event);
    assert.deepEqual(
      streams.map((stream) => stream.open),
      [1, 1, 1],
    );
  });

  it('make one probe however many wake at once', () => {
    const { open, breakDown } = openServer();
    const streams = [open(), open(), open()];
    breakDown(streams);
    for (const { supervisor } of streams) supervisor?.wake();
    assert.deepEqual(
      streams.map((stream) => stream.open),
      [1, 0, 0],
    );
  });

  it('hand the probe on when its stream is closed', () => {
    const { clock, open, breakDown } = openServer();
    const streams = [open(), open()];
    breakDown(streams);
    streams[0]?.supervisor?.wake();
    streams[0]?.supervisor?.close();
    clock.advance(1);
    assert.equal(streams[1]?.open, 1);
  });

  it('do not all pay for one that the server cannot serve', () => {
    const { clock, open } = openServer();
    const [good, bad] = [open(), open()];
    good.latest.onInput({ type: 'opened', heartbeatSeconds: 5 });
    for (let second = 0; second < 300; second += 1) {
      good.latest.onInput(event);
      if (bad.open > 0) bad.fail();
      clock.advance(1000);
    }
    assert.equal(good.state.kind, 'live');
    assert.notEqual(bad.state.kind, 'paused');
  });

  it('poll together where one has found that streams do not get through, and come back together', async () => {
    const { clock, open } = openServer();
    const one = open();
    for (const wait of [1000, 0]) {
      one.latest.onInput({ type: 'failed', error: gone, blind: true });
      clock.advance(wait);
    }
    await settle();
    assert.equal(one.state.kind, 'polling');
    const two = open();
    await settle();
    assert.equal(two.attempts.length, 0);
    assert.deepEqual(kinds([one, two]), ['polling', 'polling']);
    clock.advance(2000);
    await settle();
    assert.equal(one.polls + two.polls, 4);
    two.supervisor?.wake();
    two.latest.onInput({ type: 'opened' });
    two.latest.onInput(event);
    assert.equal(one.open, 1);
  });

  it('leave no timer behind', () => {
    const { clock, open, breakDown } = openServer();
    const streams = [open(), open(), open()];
    breakDown(streams);
    clock.advance(60_000);
    for (const { supervisor } of streams) supervisor?.close();
    assert.equal(clock.pending(), 0);
  });

  it('do not wait an hour longer because the clock was set back an hour', () => {
    const clock = createFakeClock();
    let back = 0;
    const server = createSharedServer({ limits: undefined, probeMs: 1, now: () => clock.now() });
    let attempts = 0;
    let listener: AttemptListener | undefined;
    const states: ConnectionState[] = [];
    const supervisor = superviseStream({
      cursor: createCursor(),
      policy: REMOTE_POLICY,
      server,
      clock: { now: () => clock.now() - back, after: clock.after },
      random: () => 1,
      open(_after, given) {
        attempts += 1;
        listener = given;
        return () => undefined;
      },
      poll: async () => snapshot,
      onEvent: () => undefined,
      onSnapshot: () => undefined,
      onHeard: () => undefined,
      onConnection: (state) => states.push(state),
      silent: () => gone,
      knowsEnd: () => true,
      onClose: () => undefined,
    });
    listener?.onInput({ type: 'failed', error: gone });
    back = 3_600_000;
    clock.advance(1000);
    assert.equal(attempts, 2);
    listener?.onInput({ type: 'failed', error: gone });
    const state = states.at(-1);
    assert.ok(state?.kind === 'reconnecting' && state.nextAtMs === clock.now() - back + 2000);
    clock.advance(2000);
    assert.equal(attempts, 3);
    supervisor.close();
  });
});

/** Lets answers that are there arrive. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
