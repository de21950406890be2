import assert from 'node:assert/strict';
import {
  backoffMs,
  firstState,
  LOCAL_POLICY,
  nextState,
  REMOTE_POLICY,
  toConnection,
  underBreaker,
  underProxy,
  type StreamInput,
  type StreamPolicy,
  type StreamState,
} from '../../../src/client/stream/policy.ts';
import { AuraError } from '../../../src/protocol/protocol.ts';

const error = new AuraError('E503-UNAVAILABLE', 'gone');
const failed: StreamInput = { type: 'failed', error };
const event: StreamInput = { type: 'event', terminal: false };

/** Plays inputs, each at its time in ms; `random` is 1, so delays are full. */
function play(
  inputs: readonly (readonly [number, StreamInput])[],
  policy: StreamPolicy = REMOTE_POLICY,
): StreamState {
  let state = firstState(0, policy);
  for (const [at, input] of inputs) state = nextState(state, input, at, 1, policy);
  return state;
}

/** `count` attempts that fail as soon as they begin, and the waits between them. */
function failures(count: number, policy: StreamPolicy = REMOTE_POLICY): { state: StreamState; now: number } {
  let state = firstState(0, policy);
  let now = 0;
  for (let index = 0; index < count; index += 1) {
    if (state.kind !== 'connecting' && state.kind !== 'closed') {
      now = state.deadline;
      state = nextState(state, { type: 'timer' }, now, 1, policy);
    }
    state = nextState(state, failed, now, 1, policy);
  }
  return { state, now };
}

describe('the policy of a stream', () => {
  it('waits 1, 2, 4, 8 … 30 s after failures in a row, less a random half', () => {
    const policy = { baseMs: 1000, capMs: 30_000 };
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7, 50].map((count) => backoffMs(count, 1, policy)),
      [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
    );
    assert.equal(backoffMs(3, 0, policy), 2000);
    assert.equal(backoffMs(3, 0.5, policy), 3000);
  });

  it('meets a server again in under a second that was away for half a second', () => {
    const first = backoffMs(1, 0.999, REMOTE_POLICY);
    assert.ok(first >= 500 && first < 1000);
  });

  const rows: {
    name: string;
    inputs: [number, StreamInput][];
    kind: StreamState['kind'];
    deadline?: number;
  }[] = [
    { name: 'is connecting at first, for 15 s at most', inputs: [], kind: 'connecting', deadline: 15_000 },
    {
      name: 'is live when the server accepts',
      inputs: [[10, { type: 'opened' }]],
      kind: 'live',
      deadline: 90_010,
    },
    {
      name: 'takes a server for dead after 3 of its announced heartbeats',
      inputs: [[0, { type: 'opened', heartbeatSeconds: 5 }]],
      kind: 'live',
      deadline: 15_000,
    },
    {
      name: 'believes no heartbeat that is hours away',
      inputs: [[0, { type: 'opened', heartbeatSeconds: 1e27 }]],
      kind: 'live',
      deadline: 3 * 3_600_000,
    },
    {
      name: 'believes a heartbeat that announces another interval',
      inputs: [
        [0, { type: 'opened' }],
        [100, { type: 'event', terminal: false, heartbeatSeconds: 2 }],
      ],
      kind: 'live',
      deadline: 6100,
    },
    {
      name: 'counts any byte as life',
      inputs: [
        [0, { type: 'opened', heartbeatSeconds: 5 }],
        [14_000, { type: 'bytes' }],
      ],
      kind: 'live',
      deadline: 29_000,
    },
    {
      name: 'reconnects after silence',
      inputs: [
        [0, { type: 'opened', heartbeatSeconds: 5 }],
        [1, event],
        [15_001, { type: 'timer' }],
      ],
      kind: 'waiting',
      deadline: 16_001,
    },
    {
      name: 'gives unread bytes a chance when the watchdog itself comes late',
      inputs: [
        [0, { type: 'opened', heartbeatSeconds: 5 }],
        [60_000, { type: 'timer' }],
      ],
      kind: 'live',
      deadline: 62_000,
    },
    {
      name: 'but only one chance',
      inputs: [
        [0, { type: 'opened', heartbeatSeconds: 5 }],
        [1, event],
        [60_000, { type: 'timer' }],
        [62_000, { type: 'timer' }],
      ],
      kind: 'waiting',
      deadline: 63_000,
    },
    {
      name: 'reconnects when the stream ends without a terminal event',
      inputs: [
        [0, { type: 'opened' }],
        [5, event],
        [10, { type: 'ended' }],
      ],
      kind: 'waiting',
      deadline: 1010,
    },
    {
      name: 'is closed when the stream ends after a terminal event',
      inputs: [
        [0, { type: 'opened' }],
        [5, { type: 'event', terminal: true }],
        [10, { type: 'ended' }],
      ],
      kind: 'closed',
    },
    {
      name: 'is closed a second after a terminal event even if the server does not end the stream',
      inputs: [
        [0, { type: 'opened' }],
        [5, { type: 'event', terminal: true }],
        [900, { type: 'bytes' }],
        [1005, { type: 'timer' }],
      ],
      kind: 'closed',
    },
    {
      name: 'goes on when a replay tells of a next attempt after a terminal event',
      inputs: [
        [0, { type: 'opened' }],
        [5, { type: 'event', terminal: true }],
        [6, event],
      ],
      kind: 'live',
      deadline: 90_006,
    },
    { name: 'is closed by 204', inputs: [[0, { type: 'nothing' }]], kind: 'closed' },
    {
      name: 'waits as long as Retry-After says',
      inputs: [[0, { ...failed, status: 503, retryAfterMs: 7000 }]],
      kind: 'waiting',
      deadline: 7000,
    },
    {
      name: 'waits its own time when Retry-After says less',
      inputs: [[0, { ...failed, status: 429, retryAfterMs: 1 }]],
      kind: 'waiting',
      deadline: 1000,
    },
    {
      name: 'takes a head that is held back for a proxy’s doing: twice, and it asks',
      inputs: [
        [15_000, { type: 'timer' }],
        [16_000, { type: 'timer' }],
        [31_000, { type: 'timer' }],
      ],
      kind: 'polling',
      deadline: 46_000,
    },
    {
      name: 'but not when it was this machine that slept',
      inputs: [
        [60_000, { type: 'timer' }],
        [61_000, { type: 'timer' }],
        [120_000, { type: 'timer' }],
      ],
      kind: 'waiting',
      deadline: 122_000,
    },
    {
      name: 'connects when the wait is over',
      inputs: [
        [0, failed],
        [1000, { type: 'timer' }],
      ],
      kind: 'connecting',
      deadline: 16_000,
    },
    {
      name: 'does not connect before',
      inputs: [
        [0, failed],
        [999, { type: 'timer' }],
      ],
      kind: 'waiting',
      deadline: 1000,
    },
    {
      name: 'connects at once when woken',
      inputs: [
        [0, failed],
        [10, { type: 'wake' }],
      ],
      kind: 'connecting',
      deadline: 15_010,
    },
    {
      name: 'is not disturbed by a wake while live',
      inputs: [
        [0, { type: 'opened' }],
        [10, { type: 'wake' }],
      ],
      kind: 'live',
      deadline: 90_000,
    },
    {
      name: 'polls when two attempts in a row were accepted and brought nothing',
      inputs: [
        [0, { type: 'opened' }],
        [1, { type: 'ended' }],
        [1001, { type: 'timer' }],
        [1002, { type: 'opened' }],
        [1003, { type: 'ended' }],
      ],
      kind: 'polling',
      deadline: 16_003,
    },
    {
      name: 'does not poll when something was received in between',
      inputs: [
        [0, { type: 'opened' }],
        [1, { type: 'ended' }],
        [1001, { type: 'timer' }],
        [1002, { type: 'opened' }],
        [1003, event],
        [1004, { type: 'ended' }],
      ],
      kind: 'waiting',
      deadline: 2004,
    },
    { name: 'is closed when asked', inputs: [[0, { type: 'close' }]], kind: 'closed' },
    {
      name: 'stays closed',
      inputs: [
        [0, { type: 'close' }],
        [1, { type: 'wake' }],
        [2, event],
      ],
      kind: 'closed',
    },
  ];
  for (const { name, inputs, kind, deadline } of rows) {
    it(name, () => {
      const state = play(inputs);
      assert.equal(state.kind, kind);
      if (deadline !== undefined && state.kind !== 'closed') assert.equal(state.deadline, deadline);
    });
  }

  for (const status of [301, 308, 400, 401, 403, 404, 410, 422]) {
    it(`takes ${status} as final and keeps its error`, () => {
      const state = play([[0, { ...failed, status }]]);
      assert.ok(state.kind === 'closed' && state.error === error);
    });
  }
  for (const status of [200, 302, 307, 407, 408, 425, 429, 500, 502, 503, 504]) {
    it(`tries again after ${status}`, () => {
      assert.equal(play([[0, { ...failed, status }]]).kind, 'waiting');
    });
  }

  it('forgets its failures with an event, not with an open socket', () => {
    const { state, now } = failures(5);
    assert.ok(state.kind === 'waiting');
    const trying = nextState(state, { type: 'timer' }, state.deadline, 1, REMOTE_POLICY);
    const opened = nextState(trying, { type: 'opened' }, now + 60_001, 1, REMOTE_POLICY);
    assert.ok(opened.kind === 'live' && opened.failures === 5);
    const live = nextState(opened, event, now + 60_002, 1, REMOTE_POLICY);
    assert.ok(live.kind === 'live' && live.failures === 0);
    assert.ok(nextState(opened, failed, now + 60_002, 1, REMOTE_POLICY).kind === 'waiting');
  });

  it('pauses under an open breaker, and comes back when it is released, never before Retry-After', () => {
    const waiting = play([[0, { ...failed, status: 503, retryAfterMs: 90_000 }]]);
    const paused = underBreaker(waiting, 60_000);
    assert.ok(paused.kind === 'paused' && paused.deadline === 90_000);
    const early = nextState(paused, { type: 'released' }, 30_000, 1, REMOTE_POLICY);
    assert.ok(early.kind === 'waiting' && early.deadline === 90_000);
    const plain = underBreaker(play([[0, failed]]), 60_000);
    assert.ok(plain.kind === 'paused' && plain.deadline === 60_000);
    assert.equal(nextState(plain, { type: 'released' }, 30_000, 1, REMOTE_POLICY).kind, 'connecting');
    assert.equal(underBreaker(waiting, undefined), waiting);
    const live = play([[0, { type: 'opened' }]]);
    assert.equal(underBreaker(live, 60_000), live);
  });

  it('asks instead of connecting where another stream has found that streams do not get through', () => {
    const first = firstState(0, REMOTE_POLICY);
    const asking = underProxy(first, 60_000, 0, REMOTE_POLICY);
    assert.ok(asking.kind === 'polling' && asking.asking && asking.probeAt === 60_000);
    assert.deepEqual(toConnection(asking, REMOTE_POLICY), { kind: 'connecting' });
    const proven = nextState(asking, { type: 'polled', terminal: false }, 10, 1, REMOTE_POLICY);
    assert.deepEqual(toConnection(proven, REMOTE_POLICY), { kind: 'polling', everyMs: 2000 });
    assert.equal(nextState(proven, { type: 'released' }, 20, 1, REMOTE_POLICY).kind, 'connecting');
    assert.equal(underProxy(first, 60_000, 60_000, REMOTE_POLICY), first);
    assert.equal(underProxy(first, undefined, 0, REMOTE_POLICY), first);
  });

  it('has no breaker on the local socket, and waits at most 5 s there', () => {
    const { state, now } = failures(20, LOCAL_POLICY);
    assert.ok(state.kind === 'waiting' && state.deadline === now + 5000);
  });

  it('asks every 2 s while polling, tries a stream every 60 s, and once more when the job has ended', () => {
    const blind: [number, StreamInput][] = [
      [0, { ...failed, blind: true }],
      [1000, { type: 'timer' }],
      [1000, { ...failed, blind: true }],
    ];
    const polling = play(blind);
    // The first question goes out at once: it tells whether the server is there at all.
    assert.ok(polling.kind === 'polling' && polling.asking && polling.probeAt === 61_000);
    assert.equal(toConnection(polling, REMOTE_POLICY).kind, 'reconnecting');
    const first = nextState(polling, { type: 'polled', terminal: false }, 1000, 1, REMOTE_POLICY);
    assert.ok(first.kind === 'polling' && !first.asking && first.deadline === 3000);
    assert.deepEqual(toConnection(first, REMOTE_POLICY), { kind: 'polling', everyMs: 2000 });
    const asking = nextState(first, { type: 'timer' }, 3000, 1, REMOTE_POLICY);
    assert.ok(asking.kind === 'polling' && asking.asking);
    const answered = nextState(asking, { type: 'polled', terminal: false }, 3100, 1, REMOTE_POLICY);
    assert.ok(answered.kind === 'polling' && !answered.asking && answered.deadline === 5100);
    assert.equal(nextState(answered, { type: 'timer' }, 61_000, 1, REMOTE_POLICY).kind, 'connecting');
    const last = nextState(asking, { type: 'polled', terminal: true }, 3100, 1, REMOTE_POLICY);
    assert.equal(last.kind, 'connecting');
    const blindAgain = nextState(last, { ...failed, blind: true }, 3200, 1, REMOTE_POLICY);
    assert.equal(
      nextState(blindAgain, { type: 'polled', terminal: true }, 6000, 1, REMOTE_POLICY).kind,
      'closed',
    );
  });

  it('waits when polling fails as well', () => {
    const state = play([
      [0, { ...failed, blind: true }],
      [1000, { type: 'timer' }],
      [1000, { ...failed, blind: true }],
      [1001, failed],
    ]);
    assert.equal(state.kind, 'waiting');
    const silent = play([
      [0, { ...failed, blind: true }],
      [1000, { type: 'timer' }],
      [1000, { ...failed, blind: true }],
      [16_000, { type: 'timer' }],
    ]);
    assert.equal(silent.kind, 'waiting');
  });

  it('says in the words of the protocol where it stands', () => {
    assert.deepEqual(toConnection(firstState(0, REMOTE_POLICY), REMOTE_POLICY), { kind: 'connecting' });
    const waiting = play([[0, failed]]);
    assert.deepEqual(toConnection(waiting, REMOTE_POLICY), {
      kind: 'reconnecting',
      attempt: 1,
      nextAtMs: 1000,
    });
    const trying = nextState(waiting, { type: 'timer' }, 1000, 1, REMOTE_POLICY);
    assert.deepEqual(toConnection(trying, REMOTE_POLICY), {
      kind: 'reconnecting',
      attempt: 1,
      nextAtMs: 1000,
    });
    const paused = underBreaker(waiting, 75_000);
    assert.deepEqual(toConnection(paused, REMOTE_POLICY), { kind: 'paused', untilMs: 75_000 });
    assert.deepEqual(
      toConnection(paused, REMOTE_POLICY, (at) => at - 5000),
      { kind: 'paused', untilMs: 70_000 },
    );
    assert.deepEqual(toConnection(play([[0, { type: 'close' }]]), REMOTE_POLICY), { kind: 'closed' });
  });
});
