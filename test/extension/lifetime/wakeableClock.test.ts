import assert from 'node:assert/strict';
import { wakeableClock } from '../../../src/extension/lifetime/wakeableClock.ts';
import { createFakeClock } from '../../support/clock.ts';

describe('a clock that can be woken', () => {
  it('ends every wait at once, and each only once', () => {
    const inner = createFakeClock();
    const clock = wakeableClock(inner);
    let ran = 0;
    clock.after(1000, () => (ran += 1));
    clock.after(5000, () => (ran += 1));
    clock.wake();
    assert.equal(ran, 2);
    clock.wake();
    inner.advance(10_000);
    assert.equal(ran, 2);
  });

  it('runs what nobody wakes when its time has come', () => {
    const inner = createFakeClock();
    const clock = wakeableClock(inner);
    let ran = 0;
    clock.after(1000, () => (ran += 1));
    const takeBack = clock.after(1000, () => (ran += 10));
    takeBack();
    inner.advance(1000);
    assert.equal(ran, 1);
  });
});
