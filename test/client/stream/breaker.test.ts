import assert from 'node:assert/strict';
import {
  CLOSED_BREAKER,
  mayConnect,
  nextBreaker,
  type BreakerInput,
  type BreakerState,
} from '../../../src/client/stream/breaker.ts';

const LIMITS = { failures: 5, pauseMs: 60_000 };
const failed = (stream: number): BreakerInput => ({ type: 'failed', stream });
const ask = (stream: number, early = false): BreakerInput => ({ type: 'ask', stream, early });
const heard: BreakerInput = { type: 'heard' };
const left = (stream: number): BreakerInput => ({ type: 'left', stream });

/** Five failures of stream 1, at time 0. */
const OPENED: [number, BreakerInput][] = Array.from({ length: 5 }, () => [0, failed(1)]);

function play(inputs: readonly (readonly [number, BreakerInput])[]): BreakerState {
  let state = CLOSED_BREAKER;
  for (const [at, input] of inputs) state = nextBreaker(state, input, at, LIMITS);
  return state;
}

describe('the breaker that the streams of a server share', () => {
  const rows: {
    name: string;
    inputs: [number, BreakerInput][];
    kind: BreakerState['kind'];
    may?: number[];
    mayNot?: number[];
    untilMs?: number;
  }[] = [
    { name: 'is closed at first', inputs: [], kind: 'closed', may: [1, 2] },
    {
      name: 'stays closed after 4 failures of a stream',
      inputs: OPENED.slice(1),
      kind: 'closed',
      may: [1, 2],
    },
    {
      name: 'opens for 60 s after 5 failures of one stream in a row',
      inputs: OPENED,
      kind: 'open',
      untilMs: 60_000,
      mayNot: [1, 2],
    },
    {
      name: 'does not open because five streams fail once, together',
      inputs: [1, 2, 3, 4, 5].map((stream) => [0, failed(stream)]),
      kind: 'closed',
    },
    {
      name: 'counts anew after an event, whichever stream it came by',
      inputs: [...OPENED.slice(1), [1, heard], [2, failed(1)]],
      kind: 'closed',
    },
    {
      name: 'forgets the failures of a stream that is closed',
      inputs: [...OPENED.slice(1), [1, left(1)], [2, failed(1)]],
      kind: 'closed',
    },
    {
      name: 'stays open as long as Retry-After asks',
      inputs: [...OPENED.slice(1), [0, { type: 'failed', stream: 1, retryAfterMs: 600_000 }]],
      kind: 'open',
      untilMs: 600_000,
    },
    {
      name: 'lets nobody through before its time',
      inputs: [...OPENED, [59_999, ask(2)]],
      kind: 'open',
      mayNot: [2],
    },
    {
      name: 'lets exactly one through then: the first that asks',
      inputs: [...OPENED, [60_000, ask(2)], [60_000, ask(1)], [60_000, ask(3, true)]],
      kind: 'half-open',
      may: [2],
      mayNot: [1, 3],
    },
    {
      name: 'lets one through early when a person asks',
      inputs: [...OPENED, [10, ask(3, true)], [10, ask(1, true)]],
      kind: 'half-open',
      may: [3],
      mayNot: [1],
    },
    {
      name: 'opens again for 60 s when the probe fails',
      inputs: [...OPENED, [60_000, ask(2)], [61_000, failed(2)]],
      kind: 'open',
      untilMs: 121_000,
    },
    {
      name: 'is not opened by a stream that was on its way before the probe',
      inputs: [...OPENED, [60_000, ask(2)], [61_000, failed(1)]],
      kind: 'half-open',
      may: [2],
    },
    {
      name: 'closes for all with an event',
      inputs: [...OPENED, [60_000, ask(2)], [60_100, heard]],
      kind: 'closed',
      may: [1, 2, 3],
    },
    {
      name: 'closes with an event by a stream that never broke',
      inputs: [...OPENED, [5, heard]],
      kind: 'closed',
      may: [1],
    },
    {
      name: 'hands the probe on when its stream is closed',
      inputs: [...OPENED, [60_000, ask(2)], [60_001, left(2)], [60_002, ask(1)]],
      kind: 'half-open',
      may: [1],
      mayNot: [2],
    },
    {
      name: 'is not touched when another stream is closed',
      inputs: [...OPENED, [60_000, ask(2)], [60_001, left(1)]],
      kind: 'half-open',
      may: [2],
    },
  ];
  for (const { name, inputs, kind, may = [], mayNot = [], untilMs } of rows) {
    it(name, () => {
      const state = play(inputs);
      assert.equal(state.kind, kind);
      if (untilMs !== undefined) assert.ok(state.kind === 'open' && state.untilMs === untilMs);
      for (const stream of may) assert.ok(mayConnect(state, stream), `stream ${stream} may`);
      for (const stream of mayNot) assert.ok(!mayConnect(state, stream), `stream ${stream} may not`);
    });
  }
});
