import assert from 'node:assert/strict';
import { watchIdle } from '../../../src/server/local/idle.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';

describe('an engine that nobody needs', () => {
  let clock: FakeClock;
  let unfinished: number;
  let idle: number;
  let activity: { streams: number; requests: number; lastAt: number };
  let stop: () => void;
  beforeEach(() => {
    clock = createFakeClock();
    unfinished = 0;
    idle = 0;
    activity = { streams: 0, requests: 0, lastAt: clock.now() };
    stop = watchIdle({
      server: { activity: () => activity },
      unfinished: () => unfinished,
      clock,
      idleMs: 60_000,
      onIdle: () => {
        idle += 1;
      },
    });
  });

  function pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) clock.advance(1000);
  }

  it('ends after a minute, once', () => {
    pass(59);
    assert.equal(idle, 0);
    pass(1);
    assert.equal(idle, 1);
    pass(600);
    assert.equal(idle, 1);
  });

  it('stays a minute longer than the last request', () => {
    pass(50);
    activity.lastAt = clock.now();
    pass(59);
    assert.equal(idle, 0);
    pass(1);
    assert.equal(idle, 1);
  });

  it('stays as long as a stream is open or a request is answered', () => {
    for (const what of ['streams', 'requests'] as const) {
      activity[what] = 1;
      pass(300);
      activity[what] = 0;
      assert.equal(idle, 0);
    }
    pass(60);
    assert.equal(idle, 1);
  });

  it('stays as long as a job is not finished, and about a minute more', () => {
    unfinished = 1;
    pass(600);
    assert.equal(idle, 0);
    unfinished = 0;
    pass(44);
    assert.equal(idle, 0);
    pass(16);
    assert.equal(idle, 1);
  });

  it('does not end when it was told not to look any more', () => {
    stop();
    pass(120);
    assert.equal(idle, 0);
    assert.equal(clock.pending(), 0);
  });
});
