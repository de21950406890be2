import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuraClient, type AuraClient, type ClientOptions } from '../../src/client/client.ts';
import type { SharedJobService } from '../../src/protocol/protocol.ts';
import { createTokens } from '../../src/server/tokens.ts';
import { createServer, type AuraServer, type ServerOptions } from '../../src/server/server.ts';

export const TOKEN = 'a-token-for-tests';
/** Who speaks with {@link TOKEN} over TCP: for jobs that a test makes beside the server. */
export const OWNER = createTokens([TOKEN]).owner(TOKEN) ?? '';

export interface RunningServer {
  server: AuraServer;
  client: AuraClient;
  /** `http://127.0.0.1:PORT`; empty for a socket. */
  url: string;
  close(): Promise<void>;
}

/** A real server of `service` and a client of it. */
export async function runServer(
  service: SharedJobService,
  how: 'tcp' | 'socket',
  options: Partial<ServerOptions> = {},
  client: Partial<ClientOptions> = {},
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'aura-net-'));
  const socket = join(folder, 'a.sock');
  const server = await createServer({
    service,
    token: TOKEN,
    listen: how === 'tcp' ? { host: '127.0.0.1', port: 0 } : { socket },
    local: how === 'socket',
    log: () => undefined,
    version: '0.0.0',
    ...options,
  });
  const url = how === 'tcp' ? server.address : '';
  const endpoint = how === 'tcp' ? { url, token: TOKEN } : { socketPath: socket, token: TOKEN };
  const made = createAuraClient({ endpoint, ...client });
  return {
    server,
    client: made,
    url,
    async close() {
      made.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
