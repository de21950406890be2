import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { AuraError } from '../protocol/protocol.ts';
import { answerOrigin, answerPreflight, isPreflight } from './cors.ts';
import { tooMany } from './limits.ts';
import type { RateLimit } from './rateLimit.ts';
import { LIVE_PATH } from './routes/health.ts';
import type { Tokens } from './tokens.ts';

export interface Guard {
  tokens: Tokens;
  /** Whether the server is reached over TCP: then `Host` and `Origin` count. */
  tcp: boolean;
  /** Host names by which the server may be addressed, besides this machine's own and plain addresses. */
  allowedHosts: readonly string[];
  /** Origins of web pages that may ask. */
  allowedOrigins: readonly string[];
  /** Wrong tokens of one address; unlimited where nobody is counted. */
  failedAttempts: RateLimit | undefined;
}

/** Who asks: known once the token was looked at. */
export type Owners = WeakMap<FastifyRequest, string>;

/** Turns away whom the server does not know, before anything else is done for them. */
export function guardRequests(app: FastifyInstance, owners: Owners, guard: Guard): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    requireKnownHost(request.headers, guard);
    if (guard.tcp) {
      answerOrigin(request, reply, guard.allowedOrigins);
      if (isPreflight(request)) return answerPreflight(reply);
    }
    if (request.routeOptions.url === LIVE_PATH) return undefined;
    owners.set(request, requireToken(request, reply, guard));
    return undefined;
  });
}

/**
 * The owner whose bearer token this is. Takes the same time whichever token it is. A right token always passes: whoever
 * guesses behind the same proxy must not lock out the others, and a token cannot be guessed in any number of tries.
 * @throws AuraError `E401-UNAUTHORIZED` without a token that is known, `E429-TOO_MANY_REQUESTS` when that was too often.
 */
function requireToken(request: FastifyRequest, reply: FastifyReply, guard: Guard): string {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const owner = guard.tokens.owner(given ?? '');
  if (owner !== undefined) return owner;
  const seconds = guard.failedAttempts?.take(request.ip);
  if (seconds !== undefined) throw tooMany(reply, seconds, 'Too many requests without the right token');
  const reason = given === undefined ? '' : ', error="invalid_token"';
  void reply.header('www-authenticate', `Bearer realm="aura"${reason}`);
  throw new AuraError(
    'E401-UNAUTHORIZED',
    given === undefined ? 'The token is missing' : 'The token is wrong',
  );
}

/**
 * A page that a browser loaded from elsewhere must not reach a server on this machine through a name that points
 * here (DNS rebinding). A plain address cannot be re-pointed.
 * @throws AuraError `E403-FORBIDDEN`
 */
function requireKnownHost(headers: IncomingHttpHeaders, guard: Guard): void {
  if (!guard.tcp) return;
  const host = hostName(`http://${headers.host ?? ''}`);
  const known =
    host !== undefined && (host === 'localhost' || isIP(host) !== 0 || guard.allowedHosts.includes(host));
  if (!known) {
    throw new AuraError('E403-FORBIDDEN', 'The server is not known by this host name', {
      remediation: 'Ask by its address, or start the server with --allow-host and the name.',
    });
  }
  const { origin } = headers;
  if (origin === undefined || guard.allowedOrigins.includes(origin)) return;
  if (hostName(origin) === host && new URL(origin).host === headers.host) return;
  throw new AuraError('E403-FORBIDDEN', 'Pages of this origin may not use the server', {
    remediation: 'Start the server with --cors and the origin of the page.',
  });
}

function hostName(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  return new URL(url).hostname.replaceAll(/^\[|\]$/g, '').toLowerCase() || undefined;
}
