import { createAuraClient } from '../../client/client.ts';
import type { JobPlace } from './jobPlace.ts';
import type { Server } from './serverFlags.ts';

/** Jobs of a server. Nothing is asked of it yet. */
export function openServer({ url, token }: Server): JobPlace {
  const client = createAuraClient({ endpoint: { url: url.href, token } });
  return {
    service: client,
    host: url.host,
    remote: true,
    flags: ` --server ${url.href.replace(/\/$/, '')}`,
    watch: (id, options) => client.watch(id, options),
    wake: () => client.wake(),
    close: async () => client.close(),
  };
}
