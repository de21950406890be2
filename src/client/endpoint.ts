import { AuraError } from '../protocol/protocol.ts';

/** Where a server is and how to be let in. */
export interface Target {
  /** Path of a Unix socket or Windows pipe; over TCP absent. */
  socketPath?: string;
  /** `http://host:port`, without a path; only a formality for a socket. */
  origin: string;
  /** Where the server begins below its origin, e.g. `/aura`; no slash at the end. */
  prefix?: string;
  token: string;
  /** Certificate (PEM) of an authority to trust besides the known ones. */
  ca?: string;
}

/** How the client finds its server. The local one may die and come back elsewhere. */
export interface TargetSource {
  /** Whether it is the engine of this machine. */
  readonly local: boolean;
  /** Where the server is now; starts it if that is in one's power. Rejects with an AuraError. */
  find(): Promise<Target>;
  /** Nothing listens there any more: the next `find` looks again. */
  lost(target: Target): void;
}

/** A server that is always at the same place. */
export function fixedTarget(target: Target): TargetSource {
  return { local: target.socketPath !== undefined, find: async () => target, lost: () => undefined };
}

/**
 * The parts of a server's address, as people write it: `http://host:5005`, `https://host/aura/`.
 * @throws AuraError `E400-BAD_REQUEST` that says what is wrong with it.
 */
export function parseServerUrl(address: string): { origin: string; prefix: string } {
  const text = address.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw badAddress('The server’s address is not one', text, 'Write it like http://host:5005.');
  }
  if (url.username !== '' || url.password !== '') {
    // Not repeated: there is a password in it.
    throw badAddress(
      'The server’s address must not hold a name or password',
      url.host,
      'Leave out what stands before the @: the token is set on its own.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw badAddress(
      'The server’s address must end with its path',
      text,
      'Leave out what follows the ? or the #.',
    );
  }
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') };
}

function badAddress(message: string, details: string, remediation: string): AuraError {
  return new AuraError('E400-BAD_REQUEST', message, { details, remediation });
}
