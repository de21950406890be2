import type { IncomingMessage } from 'node:http';
import { AuraError, type Clock } from '../../protocol/protocol.ts';
import type { TargetSource } from '../endpoint.ts';
import { errorOfAnswer } from './answer.ts';
import { readText } from './body.ts';
import { exchange, isWhole, type Exchange } from './exchange.ts';
import { NoAnswer } from './noAnswer.ts';
import { errorFromSilence, strangeAnswer } from './problem.ts';
import { RemoteError } from './remoteError.ts';

/** Until an answer begins, ms; planning a large script takes its time. */
const HEAD_MS = 60_000;
/** Silence in the middle of an answer, ms. */
const BODY_MS = 30_000;
/** First and longest wait between tries, ms. */
const BASE_MS = 500;
const CAP_MS = 8000;

export interface CallOptions {
  /** Ends the request, and the waiting for another try. */
  signal?: AbortSignal | undefined;
  /** How long to go on trying while the server is away or busy, ms; by default it is asked once. */
  patienceMs?: number | undefined;
}

/** A request, and whether doing it twice does harm. */
export interface Call extends Omit<Exchange, 'headTimeoutMs'>, CallOptions {
  headTimeoutMs?: number;
  once?: boolean;
}

/** Asks one server and reads its answers. Everything rejects with an AuraError: `E998-CANCELLED` when aborted. */
export interface Caller {
  /** The answer's head, its body still to be read. */
  raw(call: Call): Promise<IncomingMessage>;
  text(call: Call): Promise<string>;
  /** @param read makes sense of the answer; what it throws means that somebody else has answered. */
  json<T>(call: Call, read: (value: unknown) => T): Promise<T>;
}

export interface CallerParts {
  source: TargetSource;
  clock: Clock;
  random(): number;
  /** The server has answered, whatever it said. */
  onAnswer?(): void;
}

export function createCaller({ source, clock, random, onAnswer }: CallerParts): Caller {
  /** One try. @throws AuraError */
  async function once<T>(call: Call, read: (incoming: IncomingMessage) => Promise<T> | T): Promise<T> {
    const target = await source.find();
    try {
      const limits = { headTimeoutMs: HEAD_MS, bodyTimeoutMs: BODY_MS };
      const incoming = await exchange(target, { ...limits, ...call });
      onAnswer?.();
      const status = incoming.statusCode ?? 0;
      if (status < 200 || status >= 300) throw await errorOfAnswer(incoming, target, clock.now());
      return await read(incoming);
    } catch (error) {
      if (call.signal?.aborted) throw cancelled(call.signal);
      if (!(error instanceof NoAnswer)) throw error;
      if (error.reason === 'refused') source.lost(target);
      throw errorFromSilence(error, source.local);
    }
  }

  async function patiently<T>(call: Call, read: (incoming: IncomingMessage) => Promise<T> | T): Promise<T> {
    const deadline = clock.now() + (call.patienceMs ?? 0);
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(call, read);
      } catch (error) {
        if (!(error instanceof RemoteError) || !isWhole(call.body) || !mayRepeat(error, call.once ?? false))
          throw error;
        // The engine of this machine is started again by asking again.
        const restartable = source.local && error.silence !== undefined && error.silence !== 'timeout';
        if (restartable && tries === 1) continue;
        const backoff = Math.min(CAP_MS, BASE_MS * 2 ** (tries - 1)) * (0.5 + random() / 2);
        const delay = Math.max(backoff, error.retryAfterMs);
        if (clock.now() + delay > deadline) throw error;
        await wait(clock, delay, call.signal);
      }
    }
  }

  return {
    raw: (call) => patiently(call, (incoming) => incoming),
    text: (call) => patiently(call, readText),
    async json(call, read) {
      const text = await patiently(call, readText);
      try {
        return read(JSON.parse(text));
      } catch (error) {
        throw AuraError.is(error) ? error : strangeAnswer(text, error);
      }
    },
  };
}

/** Whether another try may help and does no harm. */
function mayRepeat({ silence, httpStatus = 0 }: RemoteError, once: boolean): boolean {
  if (silence !== undefined) {
    // Of these nothing has reached the server.
    return silence === 'refused' || silence === 'unreachable' || (silence !== 'tls' && !once);
  }
  return [429, 503].includes(httpStatus) || (!once && [408, 425, 502, 504].includes(httpStatus));
}

function wait(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(signal));
    const onAbort = (): void => {
      cancel();
      reject(cancelled(signal));
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function cancelled(signal: AbortSignal | undefined): AuraError {
  return new AuraError('E998-CANCELLED', 'The request was cancelled', {
    remediation: 'Ask again.',
    cause: signal?.reason,
  });
}
