import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { AssetStream } from '../../protocol/protocol.ts';
import type { Target } from '../endpoint.ts';

export interface Exchange {
  method?: string;
  /** Path with query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it comes, and each piece of it is a sign of life. */
  body?: string | Uint8Array | AssetStream;
  signal?: AbortSignal | undefined;
  /** Until the answer's head is here, ms; from the last piece of a stream that is sent. */
  headTimeoutMs: number;
  /** Silence in the answer's body, ms; none by default. */
  bodyTimeoutMs?: number;
}

/** Why there was no answer. `refused`: nothing listens there, and nothing was sent. */
export type SilenceReason = 'refused' | 'timeout' | 'broken';

/** A request that got no answer, or not the whole of one. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly reason: SilenceReason;

  constructor(reason: SilenceReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** The global agent may be one for proxies, which knows no sockets. */
const SOCKET_AGENT = new Agent({ keepAlive: false });

const NOT_THERE = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/**
 * One request over TCP or a local socket. Resolves with the head of the answer, its body still to be read.
 * Built on `node:http`, which reaches sockets, keeps the editor's proxy settings and has no limits of its own.
 * @throws NoAnswer when there is none; the signal's reason when aborted.
 */
export function exchange(target: Target, options: Exchange): Promise<IncomingMessage> {
  const { method = 'GET', path, headers, body, signal, headTimeoutMs, bodyTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const url = new URL(path, target.origin);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, {
      method,
      ...(target.socketPath === undefined ? {} : { socketPath: target.socketPath, agent: SOCKET_AGENT }),
      headers: {
        // A connection of its own: one that is kept may be closed by the server just when it is used again.
        connection: 'close',
        ...(body === undefined ? {} : { 'content-length': String(lengthOf(body)) }),
        ...headers,
        authorization: `Bearer ${target.token}`,
      },
    });
    const timer = setTimeout(
      () => outgoing.destroy(new NoAnswer('timeout', `No answer within ${headTimeoutMs / 1000} s`)),
      headTimeoutMs,
    );
    const onAbort = (): void => void outgoing.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });

    outgoing.on('response', (incoming) => {
      clearTimeout(timer);
      if (bodyTimeoutMs !== undefined) {
        incoming.setTimeout(bodyTimeoutMs, () =>
          incoming.destroy(new NoAnswer('timeout', `The answer stopped for ${bodyTimeoutMs / 1000} s`)),
        );
      }
      incoming.on('close', () => signal?.removeEventListener('abort', onAbort));
      resolve(incoming);
    });
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      reject(signal?.aborted ? signal.reason : toNoAnswer(error));
    });
    outgoing.on('close', () => {
      clearTimeout(timer);
      // After an answer this does nothing; without one, nobody else says so.
      if (signal?.aborted) reject(signal.reason);
    });
    if (typeof body !== 'object' || body instanceof Uint8Array) {
      outgoing.end(body);
      return;
    }
    const source = Readable.from(sent(body, () => timer.refresh()));
    source.on('error', (error) => outgoing.destroy(error));
    outgoing.on('close', () => source.destroy());
    source.pipe(outgoing);
  });
}

async function* sent({ chunks }: AssetStream, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onChunk();
    yield chunk;
  }
}

function lengthOf(body: string | Uint8Array | AssetStream): number {
  return typeof body === 'object' && 'chunks' in body ? body.sizeBytes : Buffer.byteLength(body);
}

export function toNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ETIMEDOUT' ? 'timeout' : NOT_THERE.has(code ?? '') ? 'refused' : 'broken';
  return new NoAnswer(reason, message || code || 'The connection broke', error);
}

/** A header's value; of several the last. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.at(-1) : value;
}
