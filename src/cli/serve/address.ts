import { hostname } from 'node:os';
import { AuraError } from '../../protocol/protocol.ts';

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 5005;

/** @throws AuraError `E400-BAD_REQUEST` unless it is a port; 0 is any free one. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw bad(`${text} is not a port`, 'Name a number from 1 to 65535, or 0 for any free one.');
}

/** @throws AuraError `E400-BAD_REQUEST` unless each is the origin of a page: scheme, host and port, nothing more. */
export function parseOrigins(origins: readonly string[]): string[] {
  return origins.map((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return url.origin;
    throw bad(
      `${text} is not the origin of a page`,
      'Name it as in https://films.example or http://localhost:3000, without a path.',
    );
  });
}

/** Names by which this machine may be asked for. */
export function ownNames(more: readonly string[]): string[] {
  return [...new Set([hostname(), ...more].map((name) => name.toLowerCase()))].filter((name) => name !== '');
}

/** Whether only this machine reaches the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Why a server cannot listen, in words one can act on; anything else as it is. */
export function listenError(error: unknown, host: string, port: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { details: message, cause: error };
  switch (code) {
    case 'EADDRINUSE':
      return new AuraError('E400-BAD_REQUEST', `Port ${port} is taken`, {
        ...options,
        remediation: 'End what listens there, or choose another with --port; 0 takes any free one.',
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new AuraError('E400-BAD_REQUEST', `${host} is not an address of this machine`, {
        ...options,
        remediation: 'Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all its addresses.',
      });
    case 'EACCES':
      return new AuraError('E400-BAD_REQUEST', `Port ${port} may not be used`, {
        ...options,
        remediation: 'Choose one above 1023.',
      });
    default:
      return error;
  }
}

function bad(message: string, remediation: string): AuraError {
  return new AuraError('E400-BAD_REQUEST', message, { remediation });
}
