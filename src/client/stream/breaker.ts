/** When the client stops asking a server that does not answer, and for how long, ms. */
export interface BreakerLimits {
  failures: number;
  pauseMs: number;
}

/**
 * The circuit breaker of one server, shared by all its streams (each known by a number). While it is open nobody
 * connects; half-open, exactly one stream does: the probe.
 */
export type BreakerState =
  | {
      kind: 'closed';
      /** Failures in a row of each stream since anything was heard. Streams that fail together count once. */
      failures: ReadonlyMap<number, number>;
    }
  | { kind: 'open'; untilMs: number }
  | { kind: 'half-open'; probe: number };

export type BreakerInput =
  | { type: 'failed'; stream: number; retryAfterMs?: number }
  /** An event arrived, or the server answered a question: it is there. */
  | { type: 'heard' }
  /** The stream wants to connect; `early` when a person asked. */
  | { type: 'ask'; stream: number; early?: boolean }
  /** The stream is closed. */
  | { type: 'left'; stream: number };

export const CLOSED_BREAKER: BreakerState = { kind: 'closed', failures: new Map() };

/** The breaker after `input`, at time `now` (ms). Pure. An unchanged state is the same object. */
export function nextBreaker(
  state: BreakerState,
  input: BreakerInput,
  now: number,
  limits: BreakerLimits,
): BreakerState {
  switch (input.type) {
    case 'heard':
      return state.kind === 'closed' && state.failures.size === 0 ? state : CLOSED_BREAKER;
    case 'failed':
      return afterFailure(state, input, now, limits);
    case 'ask':
      if (state.kind !== 'open' || (!input.early && now < state.untilMs)) return state;
      return { kind: 'half-open', probe: input.stream };
    case 'left':
      // The next one that asks is the probe in its place.
      if (state.kind === 'half-open')
        return state.probe === input.stream ? { kind: 'open', untilMs: now } : state;
      return state.kind === 'closed'
        ? { kind: 'closed', failures: without(state.failures, input.stream) }
        : state;
  }
}

/** Whether the stream may connect now. */
export function mayConnect(state: BreakerState, stream: number): boolean {
  return state.kind === 'closed' || (state.kind === 'half-open' && state.probe === stream);
}

function afterFailure(
  state: BreakerState,
  { stream, retryAfterMs = 0 }: Extract<BreakerInput, { type: 'failed' }>,
  now: number,
  limits: BreakerLimits,
): BreakerState {
  const open: BreakerState = { kind: 'open', untilMs: now + Math.max(limits.pauseMs, retryAfterMs) };
  switch (state.kind) {
    case 'closed': {
      const count = (state.failures.get(stream) ?? 0) + 1;
      if (count >= limits.failures) return open;
      return { kind: 'closed', failures: new Map(state.failures).set(stream, count) };
    }
    case 'half-open':
      return state.probe === stream ? open : state;
    case 'open':
      return state;
  }
}

function without(failures: ReadonlyMap<number, number>, stream: number): ReadonlyMap<number, number> {
  const rest = new Map(failures);
  rest.delete(stream);
  return rest;
}
