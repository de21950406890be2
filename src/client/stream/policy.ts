import type { AuraError, ConnectionState } from '../../protocol/protocol.ts';
import type { BreakerLimits } from './breaker.ts';

/** How patient the client is. Times in ms. */
export interface StreamPolicy {
  /** First delay after a failure; doubles up to `capMs`. */
  baseMs: number;
  capMs: number;
  /** Consecutive failures after which all streams pause, and for how long; absent: they never do (local socket). */
  breaker?: BreakerLimits;
  /** Until the answer's head is here. */
  connectMs: number;
  /** Silence that means dead, for a server that announces no heartbeat. */
  silenceMs: number;
  /** Polling, where streams do not get through: how often, and how often a stream is tried again. */
  pollMs: number;
  probeMs: number;
}

export const REMOTE_POLICY: StreamPolicy = {
  baseMs: 1000,
  capMs: 30_000,
  breaker: { failures: 5, pauseMs: 60_000 },
  connectMs: 15_000,
  silenceMs: 90_000,
  pollMs: 2000,
  probeMs: 60_000,
};

export const LOCAL_POLICY: StreamPolicy = {
  baseMs: REMOTE_POLICY.baseMs,
  capMs: 5000,
  // The engine may have to be started first.
  connectMs: 45_000,
  silenceMs: REMOTE_POLICY.silenceMs,
  pollMs: REMOTE_POLICY.pollMs,
  probeMs: REMOTE_POLICY.probeMs,
};

/** Heartbeats that may stay away before the connection counts as dead. */
const MISSED_HEARTBEATS = 3;
/** An announced interval that is longer, seconds, is a mistake. */
const LONGEST_HEARTBEAT_SECONDS = 3600;
/** Attempts in a row that were accepted and brought nothing, after which streams do not get through. */
const BLIND_ATTEMPTS = 2;
/** A watchdog that comes this much too late says more about this process than about the server. */
const LATE_MS = 1000;
/** Time to read what piled up meanwhile. */
const GRACE_MS = 2000;
/** A server that ends an attempt ends the stream; one that does not is not waited for any longer than this. */
const ENDING_MS = 1000;

/** What is remembered from attempt to attempt. */
interface Memory {
  /** Consecutive failures since the last received event. */
  failures: number;
  /** Consecutive attempts that were accepted and brought nothing. */
  blind: number;
  /** The server asked not to come back before, ms; 0 when it did not. */
  notBefore: number;
}

/** Where the connection stands. At `deadline` (ms since 1970) the machine wants to hear `timer`. */
export type StreamState = Memory &
  (
    | { kind: 'connecting'; deadline: number }
    | {
        kind: 'live';
        deadline: number;
        silenceMs: number;
        /** Whether anything at all has arrived: then streams do get through. */
        heard: boolean;
        /** The watchdog came late once; what lay unread gets its chance. */
        graced: boolean;
        /** The last event ended an attempt; unless a retry follows at once, that was all. */
        ending: boolean;
      }
    | { kind: 'waiting'; deadline: number }
    | { kind: 'paused'; deadline: number }
    | {
        kind: 'polling';
        deadline: number;
        probeAt: number;
        asking: boolean;
        /** An answer has come: until then it is only another try to reach the server. */
        proven: boolean;
      }
    | { kind: 'closed'; error?: AuraError }
  );

/** What happens to it. */
export type StreamInput =
  /** The server accepted the stream, and says how often it gives a sign of life. */
  | { type: 'opened'; heartbeatSeconds?: number }
  /** Anything at all arrived, comments too. */
  | { type: 'bytes' }
  | { type: 'event'; terminal: boolean; heartbeatSeconds?: number }
  /** The attempt is over: `status` when the server refused; `blind` when it accepted and sent something else. */
  | { type: 'failed'; error: AuraError; status?: number; retryAfterMs?: number; blind?: boolean }
  /** The server closed the stream in order. */
  | { type: 'ended' }
  /** 204: there is nothing more to say. */
  | { type: 'nothing' }
  | { type: 'polled'; terminal: boolean }
  | { type: 'timer' }
  /** Somebody wants it now: a click, a focus, a change of network. */
  | { type: 'wake' }
  /** Another stream has found that the server is there, or that streams get through again. */
  | { type: 'released' }
  | { type: 'close' };

export function firstState(now: number, policy: StreamPolicy): StreamState {
  return connecting(CLEAN, now, policy);
}

/**
 * The state after `input`, at time `now`. Pure: the rules of docs/protocol.md, "Coming back", as far as one stream knows
 * them; {@link underBreaker} and {@link underProxy} add what the server's other streams have found.
 * @param random 0 … 1, spreads clients that failed together.
 */
export function nextState(
  state: StreamState,
  input: StreamInput,
  now: number,
  random: number,
  policy: StreamPolicy,
): StreamState {
  if (state.kind === 'closed') return state;
  if (input.type === 'close') return closed(state);
  const fail = (failure: Failure = {}): StreamState => afterFailure(state, failure, now, random, policy);

  switch (input.type) {
    case 'opened': {
      if (state.kind !== 'connecting') return state;
      const silenceMs = silence(input.heartbeatSeconds) ?? policy.silenceMs;
      return {
        ...memory(state),
        kind: 'live',
        deadline: now + silenceMs,
        silenceMs,
        heard: false,
        graced: false,
        ending: false,
      };
    }
    case 'bytes':
      if (state.kind !== 'live' || state.ending) return state;
      return { ...state, heard: true, deadline: now + state.silenceMs, graced: false };
    case 'event': {
      if (state.kind !== 'live') return state;
      const silenceMs = silence(input.heartbeatSeconds) ?? state.silenceMs;
      const ending = input.terminal || (state.ending && input.heartbeatSeconds !== undefined);
      const deadline = now + (ending ? ENDING_MS : silenceMs);
      return { ...state, ...CLEAN, heard: true, silenceMs, ending, deadline };
    }
    case 'nothing':
      return closed(state);
    case 'ended':
      if (state.kind === 'live' && state.ending) return closed(state);
      return fail({ blind: state.kind === 'live' && !state.heard });
    case 'failed':
      if (state.kind === 'live' && state.ending) return closed(state);
      if (isFinal(input.status)) return { ...closed(state), error: input.error };
      return fail(input);
    case 'polled':
      if (state.kind !== 'polling') return state;
      // The end of a finished job arrives even through a proxy that holds streams back; if not, we know it anyway.
      if (input.terminal)
        return state.blind > BLIND_ATTEMPTS ? closed(state) : connecting(state, now, policy);
      return {
        ...state,
        failures: 0,
        notBefore: 0,
        asking: false,
        proven: true,
        deadline: now + policy.pollMs,
      };
    case 'wake':
    case 'released':
      if (state.kind === 'connecting' || state.kind === 'live') return state;
      if (input.type === 'released' && now < state.notBefore) {
        return { ...memory(state), kind: 'waiting', deadline: state.notBefore };
      }
      return connecting(state, now, policy);
    case 'timer':
      if (now < state.deadline) return state;
      return afterTimer(state, now, fail, policy);
  }
}

function afterTimer(
  state: Exclude<StreamState, { kind: 'closed' }>,
  now: number,
  fail: (failure: Failure) => StreamState,
  policy: StreamPolicy,
): StreamState {
  switch (state.kind) {
    case 'waiting':
    case 'paused':
      return connecting(state, now, policy);
    case 'connecting':
      // The head was held back; late, it says nothing.
      return fail({ blind: now <= state.deadline + LATE_MS });
    case 'live':
      if (state.ending) return closed(state);
      // Late: this process was blocked or the machine slept. Bytes may lie unread.
      if (now > state.deadline + LATE_MS && !state.graced) {
        return { ...state, graced: true, deadline: now + GRACE_MS };
      }
      return fail({ blind: !state.heard });
    case 'polling':
      if (state.asking) return fail({});
      if (now >= state.probeAt) return connecting(state, now, policy);
      return { ...state, asking: true, deadline: now + policy.connectMs };
  }
}

interface Failure {
  retryAfterMs?: number;
  blind?: boolean;
}

function afterFailure(
  state: StreamState,
  { retryAfterMs = 0, blind = false }: Failure,
  now: number,
  random: number,
  policy: StreamPolicy,
): StreamState {
  if (state.kind === 'waiting' || state.kind === 'paused') return state;
  const after: Memory = {
    failures: state.failures + 1,
    blind: blind ? state.blind + 1 : 0,
    notBefore: retryAfterMs > 0 ? now + retryAfterMs : 0,
  };
  if (blind && after.blind >= BLIND_ATTEMPTS) return polling(after, now, now + policy.probeMs, policy);
  const delayMs = Math.max(backoffMs(after.failures, random, policy), retryAfterMs);
  return { ...after, kind: 'waiting', deadline: now + delayMs };
}

/**
 * The state under the breaker that the streams of a server share.
 * @param pausedUntil until when nobody connects, ms; absent when this stream may.
 */
export function underBreaker(state: StreamState, pausedUntil: number | undefined): StreamState {
  if (pausedUntil === undefined) return state;
  if (state.kind !== 'connecting' && state.kind !== 'waiting' && state.kind !== 'paused') return state;
  return { ...memory(state), kind: 'paused', deadline: Math.max(pausedUntil, state.notBefore) };
}

/**
 * The state of a stream that is about to connect to a server whose streams do not get through: it asks instead.
 * @param heldUntil when a stream is tried again, ms; absent while streams get through.
 */
export function underProxy(
  state: StreamState,
  heldUntil: number | undefined,
  now: number,
  policy: StreamPolicy,
): StreamState {
  if (state.kind !== 'connecting' || heldUntil === undefined || heldUntil <= now) return state;
  return polling({ ...state, blind: Math.max(state.blind, BLIND_ATTEMPTS) }, now, heldUntil, policy);
}

/** Exponential, at random between half and full, so that clients that failed together do not come back together. */
export function backoffMs(
  failures: number,
  random: number,
  { baseMs, capMs }: Pick<StreamPolicy, 'baseMs' | 'capMs'>,
): number {
  const full = Math.min(capMs, baseMs * 2 ** (failures - 1));
  return full / 2 + (full / 2) * random;
}

/** Statuses that another try cannot change: refusals, and an address that moved for good. */
export function isFinal(status: number | undefined): boolean {
  if (status === 301 || status === 308) return true;
  if (status === undefined || status < 400 || status >= 500) return false;
  return ![407, 408, 425, 429].includes(status);
}

function silence(heartbeatSeconds: number | undefined): number | undefined {
  if (heartbeatSeconds === undefined || !(heartbeatSeconds > 0)) return undefined;
  return Math.min(heartbeatSeconds, LONGEST_HEARTBEAT_SECONDS) * MISSED_HEARTBEATS * 1000;
}

const CLEAN: Memory = { failures: 0, blind: 0, notBefore: 0 };

function memory({ failures, blind, notBefore }: Memory): Memory {
  return { failures, blind, notBefore };
}

function connecting(state: Memory, now: number, policy: StreamPolicy): StreamState {
  return { ...memory(state), notBefore: 0, kind: 'connecting', deadline: now + policy.connectMs };
}

/** Asks at once: that tells whether the server is there at all. */
function polling(state: Memory, now: number, probeAt: number, policy: StreamPolicy): StreamState {
  return {
    ...memory(state),
    kind: 'polling',
    deadline: now + policy.connectMs,
    probeAt,
    asking: true,
    proven: false,
  };
}

function closed(state: Memory): StreamState & { kind: 'closed' } {
  return { ...memory(state), kind: 'closed' };
}

/**
 * The state in the words of the protocol, for people. A retry keeps showing what it retries.
 * @param toWall makes a time that people see of one of the machine's.
 */
export function toConnection(
  state: StreamState,
  policy: StreamPolicy,
  toWall: (at: number) => number = (at) => at,
): ConnectionState {
  switch (state.kind) {
    case 'connecting':
      return state.failures === 0 ? { kind: 'connecting' } : trying(state, policy, toWall);
    case 'live':
      return { kind: 'live' };
    case 'waiting':
      return state.failures === 0
        ? { kind: 'connecting' }
        : { kind: 'reconnecting', attempt: state.failures, nextAtMs: toWall(state.deadline) };
    case 'paused':
      return { kind: 'paused', untilMs: toWall(state.deadline) };
    case 'polling':
      if (state.proven) return { kind: 'polling', everyMs: policy.pollMs };
      return state.failures === 0 ? { kind: 'connecting' } : trying(state, policy, toWall);
    case 'closed':
      return { kind: 'closed' };
  }
}

function trying(
  state: { failures: number; deadline: number },
  policy: StreamPolicy,
  toWall: (at: number) => number,
): ConnectionState {
  return {
    kind: 'reconnecting',
    attempt: state.failures,
    nextAtMs: toWall(state.deadline - policy.connectMs),
  };
}
