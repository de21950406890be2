import assert from 'node:assert/strict';
import { createRateLimit } from '../../src/server/rateLimit.ts';
import { createFakeClock } from '../support/clock.ts';

describe('a rate limit', () => {
  it('lets so many pass at once, then one for each part of the time', () => {
    const clock = createFakeClock();
    const limit = createRateLimit({ count: 4, seconds: 60 }, clock);
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => limit.take('a')),
      [undefined, undefined, undefined, undefined, 15],
    );
    clock.advance(14_000);
    assert.equal(limit.take('a'), 1);
    clock.advance(1000);
    assert.equal(limit.take('a'), undefined);
    assert.equal(limit.take('a'), 15);
    clock.advance(3_600_000);
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => limit.take('a')),
      [undefined, undefined, undefined, undefined, 15],
    );
  });

  it('counts each caller for itself', () => {
    const limit = createRateLimit({ count: 1, seconds: 60 }, createFakeClock());
    assert.equal(limit.take('a'), undefined);
    assert.equal(limit.take('b'), undefined);
    assert.equal(limit.take('a'), 60);
  });

  it('does not wait longer because somebody tried in vain', () => {
    const clock = createFakeClock();
    const limit = createRateLimit({ count: 1, seconds: 10 }, clock);
    limit.take('a');
    for (let tries = 0; tries < 100; tries += 1) assert.equal(limit.take('a'), 10);
    clock.advance(10_000);
    assert.equal(limit.take('a'), undefined);
  });

  it('forgets the oldest of very many callers rather than grow', () => {
    const limit = createRateLimit({ count: 1, seconds: 60 }, createFakeClock());
    for (let caller = 0; caller < 20_001; caller += 1) limit.take(String(caller));
    assert.equal(limit.take('20000'), 60);
    assert.equal(limit.take('0'), undefined);
  });
});
