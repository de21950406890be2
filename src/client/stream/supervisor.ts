import {
  AuraError,
  isTerminal,
  isTerminalEvent,
  toAuraError,
  type Clock,
  type ConnectionState,
  type JobEvent,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { AttemptListener } from './attempt.ts';
import type { Cursor } from './cursor.ts';
import {
  firstState,
  nextState,
  toConnection,
  type StreamInput,
  type StreamPolicy,
  type StreamState,
} from './policy.ts';

export interface SupervisorOptions {
  cursor: Cursor;
  policy: StreamPolicy;
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

/** Keeps an event stream going as {@link nextState} decides: at most one connection at a time, one timer, no trace after the end. */
export function superviseStream(options: SupervisorOptions): Supervisor {
  const { cursor, policy, clock, random } = options;
  let state: StreamState = firstState(clock.now(), policy);
  let trouble: AuraError | undefined;
  let closeAttempt: (() => void) | undefined;
  let timer: { at: number; cancel: () => void } | undefined;
  let shown = '';

  function input(next: StreamInput): void {
    const before = state;
    if (before.kind === 'closed') return;
    if (next.type === 'failed') trouble = next.error;
    if (next.type === 'event') trouble = undefined;
    state = nextState(before, next, clock.now(), random(), policy);
    if (state === before) return;
    if (next.type === 'timer' && wasConnected(before) && !wasConnected(state)) trouble = options.silent();
    enter(before);
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
    if (state.kind === 'closed') options.onClose(state.error);
  }

  function attempt(): void {
    let current = true;
    const close = options.open(cursor.last, {
      onInput: (next) => {
        if (current) input(next);
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

  async function ask(): Promise<void> {
    const answer = await options.poll().catch(toAuraError);
    if (state.kind !== 'polling') return;
    if (AuraError.is(answer)) {
      input({ type: 'failed', error: answer, ...(isRefusal(answer) ? { status: answer.status } : {}) });
      return;
    }
    options.onSnapshot(answer);
    input({ type: 'polled', terminal: isTerminal(answer.status) });
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
    const connection = toConnection(state, policy);
    const words = JSON.stringify([connection, trouble?.code, trouble?.message]);
    if (words === shown) return;
    shown = words;
    options.onConnection(connection, state.kind === 'live' ? undefined : trouble);
  }

  show();
  attempt();
  watch();
  return {
    wake: () => input({ type: 'wake' }),
    close: () => input({ type: 'close' }),
  };
}

function wasConnected({ kind }: StreamState): boolean {
  return kind === 'connecting' || kind === 'live';
}

/** Whether the server itself refuses, rather than being out of reach. */
function isRefusal(error: AuraError): boolean {
  return error.status >= 400 && error.status < 500;
}
