import { AuraError, systemClock, type Clock } from '../../protocol/protocol.ts';
import { RemoteError } from '../http/remoteError.ts';
import { backoffMs, REMOTE_POLICY } from '../stream/policy.ts';

/** What keeps us from going on, and when it is tried again. */
export interface Trouble {
  error: AuraError;
  /** Failures in a row, from 1. */
  attempt: number;
  /** Epoch ms. */
  nextAtMs: number;
}

export interface PatienceOptions {
  signal?: AbortSignal;
  clock?: Clock;
  /** 0 … 1, spreads callers that failed together. */
  random?(): number;
  /** Told before each wait. */
  onTrouble?(trouble: Trouble): void;
}

export interface Patience {
  /** Waits until the next try. @throws the error itself when waiting cannot mend it, or has not after many tries. */
  afterFailure(error: AuraError): Promise<void>;
  /** Something got through: the next failure is the first again. */
  reset(): void;
}

/** Failures in a row after which the person must know: about two minutes of waiting. */
const MOST_FAILURES = 8;

/** Goes on after failures of the network, with the same delays as the streams; never after a refusal. */
export function createPatience(options: PatienceOptions): Patience {
  const { signal, clock = systemClock, random = Math.random, onTrouble } = options;
  let failures = 0;
  return {
    reset() {
      failures = 0;
    },
    async afterFailure(error) {
      signal?.throwIfAborted();
      failures += 1;
      if (!isPassing(error) || failures > MOST_FAILURES) throw error;
      const asked = error instanceof RemoteError ? error.retryAfterMs : 0;
      const ms = Math.max(asked, backoffMs(failures, random(), REMOTE_POLICY));
      onTrouble?.({ error, attempt: failures, nextAtMs: clock.now() + ms });
      await pause(ms, clock, signal);
    },
  };
}

/** Whether another try may go better. */
function isPassing(error: AuraError): boolean {
  if (error instanceof RemoteError && error.silence === 'tls') return false;
  return AuraError.is(error, 'E503-UNAVAILABLE') || AuraError.is(error, 'E429-TOO_MANY_REQUESTS');
}

/** Waits. @throws the signal's reason when aborted. */
export function pause(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
