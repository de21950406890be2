import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until it is so. @param what for the message when it does not come to pass within 15 s. */
export async function until(
  condition: () => boolean | undefined | Promise<boolean>,
  what = 'it',
): Promise<void> {
  const giveUp = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > giveUp) assert.fail(`${what} did not come to pass`);
    await pause(2);
  }
}
