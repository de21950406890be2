import { createAuraClient } from '../../client/client.ts';
import type { StreamPolicy } from '../../client/stream/policy.ts';
import type { JobPlace } from './jobPlace.ts';
import type { Server } from './serverFlags.ts';

/** Nobody focuses a window here, which elsewhere tries at once: no wait is longer than this. */
const LONGEST_WAIT_MS = 15_000;

const TERMINAL_PATIENCE: Partial<StreamPolicy> = {
  capMs: LONGEST_WAIT_MS,
  breaker: { failures: 5, pauseMs: LONGEST_WAIT_MS },
};

/** Jobs of a server. Nothing is asked of it yet. */
export function openServer({ url, token, tokenFile }: Server): JobPlace {
  const client = createAuraClient({ endpoint: { url: url.href, token }, policy: TERMINAL_PATIENCE });
  return {
    service: client,
    host: url.host,
    remote: true,
    flags: ` --server ${url.href.replace(/\/$/, '')}${tokenFile === undefined ? '' : ` --token-file ${shellWord(tokenFile)}`}`,
    watch: (id, options) => client.watch(id, options),
    wake: () => client.wake(),
    close: async () => client.close(),
  };
}

/** As one may paste it into a shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./\\~-]+$/.test(text) ? text : `"${text}"`;
}
