import assert from 'node:assert/strict';
import { coalesce } from '../../../src/extension/lifetime/coalesce.ts';

function handClock() {
  let now = 1000;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms: number) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
    pending: () => timers.length,
  };
}

describe('coalescing', () => {
  it('runs at once when it has not run for a while', () => {
    const clock = handClock();
    let runs = 0;
    coalesce(100, clock, () => (runs += 1)).request();
    assert.equal(runs, 1);
  });

  it('turns a hundred requests into one now and one later', () => {
    const clock = handClock();
    let runs = 0;
    const work = coalesce(100, clock, () => (runs += 1));
    for (let request = 0; request < 100; request++) work.request();
    assert.equal(runs, 1);
    clock.advance(100);
    assert.equal(runs, 2);
    assert.equal(clock.pending(), 0);
  });

  it('does not wait longer when the clock goes back', () => {
    const clock = handClock();
    let runs = 0;
    const work = coalesce(100, clock, () => (runs += 1));
    work.request();
    clock.advance(-3_600_000);
    work.request();
    clock.advance(100);
    assert.equal(runs, 2);
  });

  it('runs no more once it is disposed of', () => {
    const clock = handClock();
    let runs = 0;
    const work = coalesce(100, clock, () => (runs += 1));
    work.request();
    work.request();
    work.dispose();
    clock.advance(1000);
    assert.equal(runs, 1);
  });
});
