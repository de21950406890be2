import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { AuraError } from '../protocol/protocol.ts';
import type { Tokens } from './tokens.ts';

export interface Guard {
  tokens: Tokens;
  /** Whether the server is reached over TCP: then `Host` and `Origin` count. */
  tcp: boolean;
  /** Host names by which the server may be addressed, besides this machine's own and plain addresses. */
  allowedHosts: readonly string[];
  /** Origins of web pages that may ask. */
  allowedOrigins: readonly string[];
}

/**
 * The owner whose bearer token this is. Takes the same time whichever token it is.
 * @throws AuraError `E401-UNAUTHORIZED` without a token that is known.
 */
export function requireToken(headers: IncomingHttpHeaders, guard: Guard): string {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const owner = guard.tokens.owner(given);
  if (owner !== undefined) return owner;
  throw new AuraError('E401-UNAUTHORIZED', 'This request needs the server’s token');
}

/**
 * A page that a browser loaded from elsewhere must not reach a server on this machine through a name that points
 * here (DNS rebinding). A plain address cannot be re-pointed.
 * @throws AuraError `E403-FORBIDDEN`
 */
export function requireKnownHost(headers: IncomingHttpHeaders, guard: Guard): void {
  if (!guard.tcp) return;
  const host = hostName(`http://${headers.host ?? ''}`);
  const known =
    host !== undefined && (host === 'localhost' || isIP(host) !== 0 || guard.allowedHosts.includes(host));
  if (!known) throw new AuraError('E403-FORBIDDEN', 'The server is not known by this host name');
  const { origin } = headers;
  if (origin === undefined || guard.allowedOrigins.includes(origin)) return;
  if (hostName(origin) === host && new URL(origin).host === headers.host) return;
  throw new AuraError('E403-FORBIDDEN', 'Pages of this origin may not use the server');
}

function hostName(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  return new URL(url).hostname.replaceAll(/^\[|\]$/g, '').toLowerCase() || undefined;
}
