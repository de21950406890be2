import { EventSource, type FetchLikeResponse } from 'eventsource';
import {
  EVENT_SCHEMAS,
  HEARTBEAT_HEADER,
  parseEvent,
  toAuraError,
  type AuraError,
  type JobEvent,
} from '../../protocol/protocol.ts';
import type { Target } from '../endpoint.ts';
import { bodyStream, readText } from '../http/body.ts';
import { exchange, header, NoAnswer } from '../http/exchange.ts';
import { errorFromAnswer, errorFromSilence } from '../http/problem.ts';
import { parseRetryAfter } from '../http/retryAfter.ts';
import type { StreamInput } from './policy.ts';

/** One line of an event is at most this long, characters. */
const MAX_EVENT = 1024 * 1024;

/** What an attempt tells: how it fares, and the events it brings. Nothing follows `failed`, `ended` or `nothing`. */
export interface AttemptListener {
  onInput(input: StreamInput): void;
  onEvent(event: JobEvent): void;
}

export interface AttemptOptions {
  /** Where the server is; rejects with an AuraError when there is none. */
  find(): Promise<Target>;
  lost(target: Target): void;
  local: boolean;
  path: string;
  /** Sent as `Last-Event-ID`. */
  lastEventId: string | undefined;
  connectMs: number;
  now(): number;
}

/**
 * One connection to an event stream: opened, read and closed once. The library parses; whether and when to try again
 * is decided elsewhere.
 * @returns what closes it.
 */
export function openAttempt(options: AttemptOptions, listener: AttemptListener): () => void {
  let over = false;
  let accepted = false;
  let failure: StreamInput | undefined;
  /** Name and data of the last event with an id: tells a repetition of it from an event without one. */
  let previous = { id: '', name: '', data: '' };

  async function connect(init: {
    headers: Record<string, string>;
    signal: AbortSignal;
  }): Promise<FetchLikeResponse> {
    try {
      const target = await options.find();
      const incoming = await exchangeStream(target, options, init);
      const status = incoming.statusCode ?? 0;
      const type = header(incoming.headers, 'content-type');
      if (status === 204) failure = { type: 'nothing' };
      else if (status !== 200) {
        const error = errorFromAnswer(status, type, await readText(incoming));
        const retryAfterMs = parseRetryAfter(header(incoming.headers, 'retry-after'), options.now());
        failure = { type: 'failed', status, error, retryAfterMs };
      } else accepted = /^\s*text\/event-stream\s*(;|$)/i.test(type ?? '');
      if (accepted && !over) listener.onInput(opened(header(incoming.headers, HEARTBEAT_HEADER)));
      return {
        url: new URL(options.path, target.origin).href,
        status,
        redirected: false,
        headers: { get: (name) => header(incoming.headers, name.toLowerCase()) ?? null },
        body: bodyStream(incoming, () => {
          if (accepted && !over) listener.onInput({ type: 'bytes' });
        }),
      };
    } catch (error) {
      if (!over) failure = { type: 'failed', error: toError(error, options.local) };
      // An abort would be taken for our own closing, and nobody would hear of it.
      throw new Error('no stream', { cause: error });
    }
  }

  const source = new EventSource(new URL(options.path, 'http://localhost'), {
    fetch: (_url, init) => connect(init as { headers: Record<string, string>; signal: AbortSignal }),
    maxBufferSize: MAX_EVENT,
  });

  function close(): void {
    over = true;
    source.close();
    // The library sets its own timer to reconnect right after its `error` event; this takes it back.
    queueMicrotask(() => source.close());
  }

  function finish(input: StreamInput): void {
    if (over) return;
    close();
    listener.onInput(input);
  }

  function onMessage(message: MessageEvent<string>): void {
    if (over) return;
    const id = message.lastEventId;
    const same = id === previous.id;
    // The library repeats the last id for events that have none.
    const repeated = same && previous.name === message.type && previous.data === message.data;
    if (id !== '' && !same) previous = { id, name: message.type, data: message.data };
    const event = parseEvent(message.type, parseJson(message.data), same && !repeated ? undefined : id);
    if (event) listener.onEvent(event);
  }

  for (const name of Object.keys(EVENT_SCHEMAS)) {
    if (name !== 'error') source.addEventListener(name, (event) => onMessage(event as MessageEvent<string>));
  }
  source.addEventListener('error', (event) => {
    // Servers may call an event `error`, too: that one carries data and is no failure.
    if ('data' in event) return onMessage(event as unknown as MessageEvent<string>);
    if (failure) return finish(failure);
    if (accepted && event.message === undefined) return finish({ type: 'ended' });
    const why = new NoAnswer('broken', event.message ?? 'The stream broke off');
    finish({ type: 'failed', error: errorFromSilence(why, options.local), blind: !accepted });
  });
  return close;
}

function exchangeStream(
  target: Target,
  options: AttemptOptions,
  init: { headers: Record<string, string>; signal: AbortSignal },
) {
  const { path, lastEventId, connectMs } = options;
  const resume = lastEventId === undefined ? {} : { 'last-event-id': headerSafe(lastEventId) };
  return exchange(target, {
    path,
    headers: { ...init.headers, 'cache-control': 'no-store', ...resume },
    signal: init.signal,
    headTimeoutMs: connectMs,
  }).catch((error: unknown) => {
    if (error instanceof NoAnswer && error.reason === 'refused') options.lost(target);
    throw error;
  });
}

/**
 * An id as a header can carry it. Ours always can; one from a damaged store is cut down to something the server
 * does not know either, and it answers with a gap, as it would have.
 */
function headerSafe(id: string): string {
  return id.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 256);
}

function opened(heartbeat: string | undefined): StreamInput {
  const seconds = Number(heartbeat);
  return { type: 'opened', ...(seconds > 0 ? { heartbeatSeconds: seconds } : {}) };
}

function toError(error: unknown, local: boolean): AuraError {
  if (error instanceof NoAnswer) return errorFromSilence(error, local);
  return toAuraError(error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: `parseEvent` refuses it like any other unknown event.
    return undefined;
  }
}
