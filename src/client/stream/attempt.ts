import { EventSource, type FetchLikeResponse } from 'eventsource';
import { HEARTBEAT_HEADER, toAuraError, type JobEvent } from '../../protocol/protocol.ts';
import type { Target } from '../endpoint.ts';
import { bodyStream } from '../http/body.ts';
import { errorOfAnswer } from '../http/answer.ts';
import { exchange, header } from '../http/exchange.ts';
import { NoAnswer } from '../http/noAnswer.ts';
import { errorFromSilence, strangeAnswer } from '../http/problem.ts';
import { failedBy } from './failure.ts';
import type { StreamInput } from './policy.ts';

/** One line of an event is at most this long, characters. */
const MAX_EVENT = 1024 * 1024;
/** A longer id is none: nobody could resume after it. */
const MAX_ID = 256;

/** What the events of a stream are called there, and what they mean. */
export interface StreamDecoder {
  readonly names: readonly string[];
  /** @param id of this very event, when it has one. */
  decode(name: string, data: unknown, id: string | undefined): readonly JobEvent[];
}

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
  decoder: StreamDecoder;
  /** The server has shown by its headers that it is one of ours. */
  onAura?(): void;
}

/**
 * One connection to an event stream: opened, read and closed once. The library parses; whether and when to try again
 * is decided elsewhere, and a server's `retry:` has no say in it: how patient to be is the person's choice.
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
      const type = header(incoming.headers, 'content-type') ?? '';
      const heartbeat = header(incoming.headers, HEARTBEAT_HEADER);
      accepted = status === 200 && /^\s*text\/event-stream\s*(;|$)/i.test(type);
      if (status === 204) failure = { type: 'nothing' };
      else if (status !== 200) failure = failedBy(await errorOfAnswer(incoming, target, options.now()));
      else if (!accepted) {
        const error = strangeAnswer(`HTTP 200, ${type || 'of no type'}, where an event stream was expected`);
        failure = { type: 'failed', error, blind: true };
      }
      if (accepted && !over) {
        if (heartbeat !== undefined) options.onAura?.();
        listener.onInput(opened(heartbeat));
      }
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
      if (!over) failure = failureOf(error, options.local);
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
    const id = message.lastEventId.length > MAX_ID ? '' : message.lastEventId;
    const same = id === previous.id;
    // The library repeats the last id for events that have none.
    const repeated = same && previous.name === message.type && previous.data === message.data;
    if (id !== '' && !same) previous = { id, name: message.type, data: message.data };
    const own = id === '' || (same && !repeated) ? undefined : id;
    for (const event of options.decoder.decode(message.type, parseJson(message.data), own)) {
      if (!over) listener.onEvent(event);
    }
  }

  for (const name of options.decoder.names) {
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

/** A head that does not come over a connection that stands may be held back by a proxy. */
function failureOf(thrown: unknown, local: boolean): StreamInput {
  if (!(thrown instanceof NoAnswer)) return failedBy(toAuraError(thrown));
  return { ...failedBy(errorFromSilence(thrown, local)), blind: thrown.reason === 'timeout' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: `parseEvent` refuses it like any other unknown event.
    return undefined;
  }
}
