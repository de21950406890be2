import { window } from 'vscode';
import type { Clock } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { isLost } from '../jobs/windowJob.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';
import { networkSignature } from './networkSignature.ts';

const LOOK_EVERY_MS = 3000;

/** Calls `wake` when the window gets the focus, and when the network changes while something waits for it. */
export function createWakeUps(jobs: Jobs, clock: Clock, wake: () => void): Disposable {
  let last = networkSignature();
  let stopLooking: (() => void) | undefined;

  const isWaiting = () => jobs.all().some(isLost);

  const look = () => {
    stopLooking = undefined;
    const now = networkSignature();
    if (now !== last) wake();
    last = now;
    lookLater();
  };
  const lookLater = () => {
    if (stopLooking || !isWaiting()) return;
    stopLooking = clock.after(LOOK_EVERY_MS, look);
  };

  return disposeAll(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) wake();
    }),
    jobs.onDidChange(() => {
      if (!stopLooking && isWaiting()) {
        last = networkSignature();
        lookLater();
      }
    }),
    { dispose: () => stopLooking?.() },
  );
}
