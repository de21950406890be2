import type { FastifyReply, FastifyRequest } from 'fastify';
import { HEARTBEAT_HEADER } from '../protocol/protocol.ts';

/** What a page may read of an answer besides its body. */
const EXPOSED = ['Location', 'X-Correlation-ID', 'ETag', 'Content-Range', 'Retry-After', HEARTBEAT_HEADER];
/** What a page may send. */
const ALLOWED = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'If-Range',
  'Last-Event-ID',
  'Range',
  'X-Correlation-ID',
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
/** How long a browser remembers what it was told, seconds. */
const MAX_AGE = 600;

/** Lets pages of the allowed origins read the answer (Fetch, "CORS protocol"). Others were turned away before. */
export function answerOrigin(request: FastifyRequest, reply: FastifyReply, allowed: readonly string[]): void {
  if (allowed.length === 0) return;
  void reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !allowed.includes(origin)) return;
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED.join(', '),
  });
}

/** A browser asks first whether its page may: no token is with it. */
export function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}

export function answerPreflight(reply: FastifyReply): FastifyReply {
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': METHODS.join(', '),
      'access-control-allow-headers': ALLOWED.join(', '),
      'access-control-max-age': String(MAX_AGE),
    })
    .send();
}
