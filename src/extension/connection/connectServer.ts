import { AuraError } from '../../protocol/protocol.ts';
import type { ReconnectPolicy } from '../settings/reconnect.ts';
import { serverHost } from './host.ts';
import type { JobClient } from './jobClient.ts';
import type { Tokens } from './tokens.ts';

/**
 * A client for a server, with the token that is kept for it. Nothing is sent yet.
 *
 * @throws {AuraError} `E401-UNAUTHORIZED` when no token is kept for it.
 */
export async function connectServer(
  origin: string,
  tokens: Tokens,
  policy: ReconnectPolicy,
): Promise<JobClient> {
  const token = await tokens.get(origin);
  if (token === undefined) {
    throw new AuraError('E401-UNAUTHORIZED', `There is no token for ${serverHost(origin).label}`, {
      remediation: 'Enter the token that the server printed when it started.',
    });
  }
  const { createAuraClient } = await import('../../client/client.ts');
  return createAuraClient({ endpoint: { url: origin, token }, policy });
}
