import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { errorOfAnswer } from '../../client/http/answer.ts';
import { exchange, header } from '../../client/http/exchange.ts';
import { NoAnswer } from '../../client/http/noAnswer.ts';
import { errorFromSilence, strangeAnswer } from '../../client/http/problem.ts';
import type { Target } from '../../client/endpoint.ts';
import { AuraError, HEARTBEAT_HEADER } from '../../protocol/protocol.ts';
import { duration, latency } from '../progress/words.ts';

/** The first line of a stream is sent at once: it is here within this time, ms, unless somebody holds it back. */
const FIRST_MS = 4000;
/** A heartbeat may be late by this much, ms. */
const LATE_MS = 4000;
/** For servers that do not announce theirs, or nothing that somebody would wait for, seconds. */
const HEARTBEAT_SECONDS = 10;
/** Nobody waits longer for an answer, seconds; a timer that is asked to would come at once. */
const LONGEST_SECONDS = 120;

/**
 * Opens the stream of all jobs and measures when its first line and its first heartbeat are here.
 *
 * @throws {AuraError} `E503-UNAVAILABLE` when something in between holds them back; what the server refuses with.
 */
export async function measureStream(target: Target): Promise<string> {
  const opened = performance.now();
  const since = (): number => performance.now() - opened;
  const enough = new AbortController();
  const path = '/api/events';
  try {
    const head = exchange(target, { path, headTimeoutMs: FIRST_MS, signal: enough.signal });
    const incoming = await head.catch((error: unknown) => {
      throw error instanceof NoAnswer && error.reason === 'timeout' ? heldBack('Nothing', FIRST_MS) : error;
    });
    if (incoming.statusCode !== 200) throw await errorOfAnswer(incoming, target, Date.now());
    const type = header(incoming.headers, 'content-type') ?? '';
    if (!type.includes('text/event-stream')) throw strangeAnswer(type);
    const arrivals = arrivalsOf(incoming, since);
    const first = await arrivals.next(FIRST_MS);
    if (first === undefined) throw heldBack('Nothing', FIRST_MS);
    const announced = Number(header(incoming.headers, HEARTBEAT_HEADER));
    const heartbeatMs =
      1000 * (announced > 0 && announced <= LONGEST_SECONDS ? announced : HEARTBEAT_SECONDS);
    const next = await arrivals.next(heartbeatMs + LATE_MS);
    if (next === undefined) throw heldBack('No heartbeat', heartbeatMs + LATE_MS);
    return `begin after ${latency(first)}, next after ${duration((next - first) / 1000)}`;
  } catch (error) {
    throw error instanceof NoAnswer ? errorFromSilence(error, false) : error;
  } finally {
    enough.abort();
  }
}

/** When pieces of the body arrive. */
function arrivalsOf(
  incoming: IncomingMessage,
  since: () => number,
): { next(withinMs: number): Promise<number | undefined> } {
  const times: number[] = [];
  let wake: (() => void) | undefined;
  incoming.on('data', () => {
    times.push(since());
    wake?.();
  });
  // It is we who break it off.
  incoming.on('error', () => wake?.());
  incoming.on('end', () => wake?.());
  return {
    async next(withinMs) {
      if (times.length === 0) {
        const late = new AbortController();
        const arrived = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([
          arrived,
          pause(withinMs, undefined, { signal: late.signal }).catch(() => undefined),
        ]);
        late.abort();
        wake = undefined;
      }
      return times.shift();
    },
  };
}

function heldBack(what: string, ms: number): AuraError {
  return new AuraError('E503-UNAVAILABLE', `${what} came through within ${duration(ms / 1000)}`, {
    remediation:
      'A proxy holds live messages back: in nginx, set “proxy_buffering off;”. Until then Aura asks every 2 s, which is slower.',
  });
}
