import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { AuraError, type AssetStream } from '../../protocol/protocol.ts';
import type { Target } from '../endpoint.ts';
import { NoAnswer, toNoAnswer } from './noAnswer.ts';

export interface Exchange {
  method?: string;
  /** Path with query, below the target's own. */
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

/** The global agent may be one for proxies, which knows no sockets. */
const SOCKET_AGENT = new Agent({ keepAlive: false });

/** Redirects in a row that are followed. */
const MAX_REDIRECTS = 5;

/**
 * One request over TCP or a local socket. Resolves with the head of the answer, its body still to be read. Redirects are
 * followed within the target's own origin, with the same method; one that leads elsewhere is the answer itself, because
 * the token is for this server alone.
 * Built on `node:http`, which reaches sockets, keeps the editor's proxy settings and has no limits of its own.
 * @throws NoAnswer when there is none; the signal's reason when aborted.
 */
export async function exchange(target: Target, options: Exchange): Promise<IncomingMessage> {
  let url = new URL(`${target.prefix ?? ''}${options.path}`, target.origin);
  for (let hops = 0; ; hops += 1) {
    const incoming = await send(target, url, options);
    const next = hops < MAX_REDIRECTS && isWhole(options.body) ? redirected(incoming, url) : undefined;
    if (next?.origin !== url.origin) return incoming;
    incoming.destroy();
    url = next;
  }
}

/** Where an answer leads, if it does. Answered with what was sent again: this is no browser. */
export function redirected(incoming: IncomingMessage, from: URL | string): URL | undefined {
  const { statusCode = 0, headers } = incoming;
  if (![301, 302, 307, 308].includes(statusCode) || headers.location === undefined) return undefined;
  return URL.canParse(headers.location, from) ? new URL(headers.location, from) : undefined;
}

function send(target: Target, url: URL, options: Exchange): Promise<IncomingMessage> {
  const { method = 'GET', headers, body, signal, headTimeoutMs, bodyTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    let connected = false;
    const outgoing = request(url, {
      method,
      ...(target.socketPath === undefined ? {} : { socketPath: target.socketPath, agent: SOCKET_AGENT }),
      ...(target.ca === undefined ? {} : { ca: [...rootCertificates, target.ca] }),
      headers: {
        // A connection of its own: one that is kept may be closed by the server just when it is used again.
        connection: 'close',
        'accept-encoding': 'identity',
        ...(body === undefined ? {} : { 'content-length': String(lengthOf(body)) }),
        ...headers,
        ...(target.token === '' ? {} : { authorization: `Bearer ${target.token}` }),
      },
    });
    const timer = setTimeout(() => {
      const words = `${connected ? 'No answer' : 'No connection'} within ${headTimeoutMs / 1000} s`;
      outgoing.destroy(new NoAnswer(connected ? 'timeout' : 'unreachable', words));
    }, headTimeoutMs);
    const onAbort = (): void => void outgoing.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });

    outgoing.on('socket', (socket) => {
      socket.once('connect', () => {
        connected = true;
      });
    });
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
      reject(signal?.aborted ? signal.reason : AuraError.is(error) ? error : toNoAnswer(error));
    });
    outgoing.on('close', () => {
      clearTimeout(timer);
      // After an answer this does nothing; without one, nobody else says so.
      if (signal?.aborted) reject(signal.reason);
    });
    if (body === undefined || isWhole(body)) {
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

/** Whether a request can be sent again: a stream is read only once. */
export function isWhole(body: Exchange['body']): body is string | Uint8Array | undefined {
  return typeof body !== 'object' || body instanceof Uint8Array;
}

function lengthOf(body: string | Uint8Array | AssetStream): number {
  return isWhole(body) ? Buffer.byteLength(body ?? '') : body.sizeBytes;
}

/** A header's value; of several the last. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.at(-1) : value;
}
