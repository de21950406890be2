import { CLOSED_BREAKER, mayConnect, nextBreaker, type BreakerInput, type BreakerLimits } from './breaker.ts';

/** What the streams of one server know together: whether it answers, and whether streams get through to it at all. */
export interface SharedServer {
  /** A stream joins. @param onChange is called after another stream has changed what is known. */
  join(onChange: () => void): Membership;
}

export interface Membership {
  failed(retryAfterMs: number): void;
  /** The server gave a sign of life. */
  heard(): void;
  /** An event came by a stream: they get through. */
  through(): void;
  /** Streams do not get through, and polling works; a stream is tried again at `probeAt` (ms). */
  held(probeAt: number): void;
  /** Whether this stream may connect now; else until when it waits, ms. */
  ask(now: number, early: boolean): { granted: true } | { granted: false; untilMs: number };
  /** Until when nobody connects, ms; absent while anybody may. */
  pausedUntil(now: number): number | undefined;
  /** When a stream is to be tried again, ms; absent while streams get through. */
  heldUntil(): number | undefined;
  /** Tells the others what changed. Apart from the changes, so that a stream first puts itself in order. */
  announce(): void;
  leave(): void;
}

/** @param probeMs how long the others wait for the one probe before they look again. */
export function createSharedServer(options: {
  limits: BreakerLimits | undefined;
  probeMs: number;
  now(): number;
}): SharedServer {
  const { limits, probeMs, now } = options;
  const members = new Map<number, () => void>();
  let breaker = CLOSED_BREAKER;
  let heldUntil: number | undefined;
  let joined = 0;
  let changed = false;

  function input(next: BreakerInput): void {
    if (!limits) return;
    const before = breaker;
    breaker = nextBreaker(before, next, now(), limits);
    // Counting alone concerns nobody else.
    if (before.kind !== breaker.kind || breaker.kind === 'open') changed ||= before !== breaker;
  }

  function announce(except: number): void {
    if (!changed) return;
    changed = false;
    for (const [other, onChange] of members) if (other !== except) onChange();
  }

  function pausedUntil(at: number): number | undefined {
    if (breaker.kind === 'closed') return undefined;
    return breaker.kind === 'open' ? breaker.untilMs : at + probeMs;
  }

  return {
    join(onChange) {
      const stream = joined;
      joined += 1;
      members.set(stream, onChange);
      return {
        failed: (retryAfterMs) => input({ type: 'failed', stream, retryAfterMs }),
        heard: () => input({ type: 'heard' }),
        through() {
          input({ type: 'heard' });
          if (heldUntil === undefined) return;
          heldUntil = undefined;
          changed = true;
        },
        held(probeAt) {
          heldUntil = probeAt;
        },
        ask(at, early) {
          input({ type: 'ask', stream, early });
          if (mayConnect(breaker, stream)) return { granted: true };
          return { granted: false, untilMs: pausedUntil(at) ?? at };
        },
        pausedUntil,
        heldUntil: () => heldUntil,
        announce: () => announce(stream),
        leave() {
          members.delete(stream);
          input({ type: 'left', stream });
          announce(stream);
        },
      };
    },
  };
}
