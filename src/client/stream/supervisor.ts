import {
  isTerminal,
  isTerminalEvent,
  toAuraError,
  type AuraError,
  type Clock,
  type ConnectionState,
  type JobEvent,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { AttemptListener } from './attempt.ts';
import type { Cursor } from './cursor.ts';
import { failedBy } from './failure.ts';
import {
  firstState,
  nextState,
  toConnection,
  underBreaker,
  underProxy,
  type StreamInput,
  type StreamPolicy,
  type StreamState,
} from './policy.ts';
import type { SharedServer } from './sharedServer.ts';
import { steadyClock } from './steady.ts';

export interface SupervisorOptions {
  cursor: Cursor;
  policy: StreamPolicy;
  /** What all streams of the server know together. */
  server: SharedServer;
  clock: Clock;
  random(): number;
  /** Opens one connection that resumes after `lastEventId`; returns what closes it. */
  open(lastEventId: string | undefined, listener: AttemptListener): () => void;
  /** Asks for the job where streams do not get through. */
  poll(): Promise<JobSnapshot>;
  onEvent(event: JobEvent): void;
  onSnapshot(snapshot: JobSnapshot): void;
  /** @param trouble why it is not live, where that is known. */
  onConnection(state: ConnectionState, trouble: AuraError | undefined): void;
  /** Whether the end of the job is known, so that nobody need ask when the server has nothing more to say. */
  knowsEnd(): boolean;
  /** Something came from the server, if only a comment. @param at ms since 1970 */
  onHeard(at: number): void;
  /** The error that a server's silence stands for. */
  silent(): AuraError;
  /** Called once, last. @param error why nothing more can come. */
  onClose(error: AuraError | undefined): void;
}

export interface Supervisor {
  /** Tries now instead of later. */
  wake(): void;
  close(): void;
}

/**
 * Keeps an event stream going as {@link nextState} decides: at most one connection at a time, one timer, no trace after
 * the end.
 */
export function superviseStream(options: SupervisorOptions): Supervisor {
  const { cursor, policy, random } = options;
  const clock = steadyClock(options.clock);
  let state: StreamState = firstState(clock.now(), policy);
  let trouble: AuraError | undefined;
  let closeAttempt: (() => void) | undefined;
  let timer: { at: number; cancel: () => void } | undefined;
  let shown = '';
  const server = options.server.join(onServerChange);

  function input(next: StreamInput): void {
    const before = state;
    if (before.kind === 'closed') return;
    const now = clock.now();
    if (isSignOfLife(next)) options.onHeard(clock.toWall(now));
    if (next.type === 'failed') trouble = next.error;
    if (next.type === 'event' || next.type === 'polled') trouble = undefined;
    const after = nextState(before, next, now, random(), policy);
    if (after === before) return;
    if (next.type === 'timer' && wasConnected(before) && !wasConnected(after)) trouble = options.silent();
    tell(next, before, after);
    state = settled(after, before, next, now);
    enter(before);
    server.announce();
  }

  /** What the other streams of this server should know. */
  function tell(next: StreamInput, before: StreamState, after: StreamState): void {
    if (next.type === 'event') server.through();
    else if (next.type === 'polled' || next.type === 'nothing') server.heard();
    if (after.failures > before.failures) {
      server.failed(next.type === 'failed' ? (next.retryAfterMs ?? 0) : 0);
    }
    if (after.kind === 'polling' && after.proven) server.held(after.probeAt);
  }

  /** The state under what the other streams have found. */
  function settled(after: StreamState, before: StreamState, next: StreamInput, now: number): StreamState {
    if (after.kind === 'waiting') return underBreaker(after, server.pausedUntil(now));
    if (after.kind !== 'connecting' || before.kind === 'connecting') return after;
    const early = next.type === 'wake';
    const verdict = server.ask(now, early);
    if (!verdict.granted) return underBreaker(after, verdict.untilMs);
    // Whoever polled has its own reason to try a stream now.
    if (early || before.kind === 'polling') return after;
    return underProxy(after, server.heldUntil(), now, policy);
  }

  function onServerChange(): void {
    const now = clock.now();
    const until = server.pausedUntil(now);
    if (state.kind === 'polling' && server.heldUntil() === undefined && state.proven) {
      input({ type: 'released' });
    } else if (until === undefined) {
      if (state.kind === 'paused') input({ type: 'released' });
    } else if (state.kind === 'waiting' || state.kind === 'paused') {
      const before = state;
      state = underBreaker(state, until);
      enter(before);
    }
  }

  function enter(before: StreamState): void {
    if (!wasConnected(state)) {
      closeAttempt?.();
      closeAttempt = undefined;
    }
    show();
    if (state.kind === 'connecting' && before.kind !== 'connecting') attempt();
    if (state.kind === 'polling' && state.asking && !(before.kind === 'polling' && before.asking)) void ask();
    watch();
    if (state.kind !== 'closed') return;
    server.leave();
    options.onClose(state.error);
  }

  function attempt(): void {
    let current = true;
    const close = options.open(cursor.last, {
      onInput: (next) => {
        if (!current) return;
        if (next.type === 'nothing' && !options.knowsEnd()) void askLast();
        else input(next);
      },
      onEvent: (event) => {
        if (current) deliver(event);
      },
    });
    closeAttempt = () => {
      current = false;
      close();
    };
  }

  function deliver(event: JobEvent): void {
    const heartbeat = event.event === 'heartbeat';
    if (!heartbeat && cursor.accept(event)) options.onEvent(event);
    input({
      type: 'event',
      terminal: isTerminalEvent(event),
      ...(heartbeat ? { heartbeatSeconds: event.data.intervalSeconds } : {}),
    });
  }

  /** The stream is over: what it did not tell is asked for once. Without an answer the stream is tried again. */
  async function askLast(): Promise<void> {
    const asked = closeAttempt;
    try {
      const snapshot = await options.poll();
      if (closeAttempt !== asked) return;
      options.onSnapshot(snapshot);
      input({ type: 'nothing' });
    } catch (thrown) {
      if (closeAttempt === asked) input(failedBy(toAuraError(thrown)));
    }
  }

  async function ask(): Promise<void> {
    const asked = state;
    try {
      const snapshot = await options.poll();
      if (state !== asked) return;
      options.onSnapshot(snapshot);
      input({ type: 'polled', terminal: isTerminal(snapshot.status) });
    } catch (thrown) {
      if (state === asked) input(failedBy(toAuraError(thrown)));
    }
  }

  /** A timer that comes too early is only set anew: so not every byte costs one. */
  function watch(): void {
    if (state.kind === 'closed') {
      timer?.cancel();
      timer = undefined;
      return;
    }
    if (timer && timer.at <= state.deadline) return;
    timer?.cancel();
    const at = state.deadline;
    timer = { at, cancel: clock.after(at - clock.now(), onTimer) };
  }

  function onTimer(): void {
    timer = undefined;
    const before = state;
    input({ type: 'timer' });
    if (state === before) watch();
  }

  /** The same words are not said twice. */
  function show(): void {
    const connection = toConnection(state, policy, clock.toWall);
    const words = JSON.stringify([connection, trouble?.code, trouble?.message]);
    if (words === shown) return;
    shown = words;
    options.onConnection(connection, state.kind === 'live' ? undefined : trouble);
  }

  const initial: StreamState = { ...state, kind: 'waiting', deadline: 0 };
  // Somebody has just asked for it: that is worth a probe.
  state = settled(state, initial, { type: server.heldUntil() === undefined ? 'wake' : 'timer' }, clock.now());
  enter(initial);
  return {
    wake: () => input({ type: 'wake' }),
    close: () => input({ type: 'close' }),
  };
}

function wasConnected({ kind }: StreamState): boolean {
  return kind === 'connecting' || kind === 'live';
}

function isSignOfLife({ type }: StreamInput): boolean {
  return ['opened', 'bytes', 'event', 'ended', 'nothing', 'polled'].includes(type);
}
