import assert from 'node:assert/strict';
import { reconnectPolicy } from '../../../src/extension/settings/reconnect.ts';

const read = (values: Record<string, unknown>) =>
  reconnectPolicy((key) => values[key.replace('reconnect.', '')]);

describe('the patience that people set', () => {
  it('is that of the protocol when nothing is set', () => {
    assert.deepEqual(read({}), {
      policy: { baseMs: 1000, capMs: 30_000, breaker: { failures: 5, pauseMs: 60_000 } },
      invalid: [],
    });
  });

  it('is in seconds', () => {
    const { policy } = read({ firstDelay: 0.5, maxDelay: 10, failuresBeforePause: 3, pause: 20 });
    assert.deepEqual(policy, { baseMs: 500, capMs: 10_000, breaker: { failures: 3, pauseMs: 20_000 } });
  });

  const wrong = [
    [
      'firstDelay',
      0,
      /aura\.reconnect\.firstDelay is 0, but must be from 0\.1 to 60 seconds\. Aura uses 1\./,
    ],
    ['firstDelay', 'fast', /is "fast"/],
    ['maxDelay', Number.POSITIVE_INFINITY, /must be from 1 to 3600 seconds/],
    ['failuresBeforePause', 2.5, /a whole number from 1 to 100 failures/],
    ['pause', -1, /must be from 1 to 3600 seconds/],
    ['pause', true, /is true/],
  ] as const;
  for (const [name, value, says] of wrong) {
    it(`leaves out ${name} when it is ${String(value)}, and says what is right`, () => {
      const { policy, invalid } = read({ [name]: value });
      assert.deepEqual(policy, read({}).policy);
      assert.equal(invalid[0]?.key, `aura.reconnect.${name}`);
      assert.match(invalid[0]?.message ?? '', says);
    });
  }

  it('never has a longest delay that is shorter than the first', () => {
    const { policy, invalid } = read({ firstDelay: 20, maxDelay: 5 });
    assert.equal(policy.capMs, 20_000);
    assert.match(invalid[0]?.message ?? '', /less than the first delay/);
  });
});
