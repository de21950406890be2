// Watchers of a job, with the client of this product, in a process of their own.
import { createAuraClient, type AuraClient } from '../../../src/client/client.ts';
import { parseEventId, type ConnectionState } from '../../../src/protocol/protocol.ts';
import { TOKEN } from '../../support/server.ts';
import { monotonicMs, offer } from '../child.ts';

/** What one watcher has seen. */
export interface Watched {
  /** Number of each event and when it was handed over. */
  events: { seq: number; atMs: number }[];
  /** Each change of the connection and when it was told; for a wait, its length as a whole step of the backoff. */
  states: { kind: ConnectionState['kind']; attempt: number; atMs: number }[];
  startMs: number;
}

let watched: Watched[] = [];
let clients: AuraClient[] = [];

async function follow(client: AuraClient, jobId: string, seen: Watched, onLive: () => void): Promise<void> {
  for await (const { connection, event } of client.watch(jobId)) {
    const atMs = monotonicMs();
    if (event?.id !== undefined) seen.events.push({ seq: parseEventId(event.id)?.seq ?? -1, atMs });
    else if (seen.states.at(-1)?.kind !== connection.kind) {
      const attempt = connection.kind === 'reconnecting' ? connection.attempt : 0;
      seen.states.push({ kind: connection.kind, attempt, atMs });
    } else if (connection.kind === 'reconnecting') {
      seen.states.push({ kind: connection.kind, attempt: connection.attempt, atMs });
    }
    if (connection.kind === 'live') onLive();
  }
}

const offers = {
  /** Resolves when all are live. */
  async watch({ port, jobId, count }: { port: number; jobId: string; count: number }) {
    for (let number = 0; number < count; number += 1) {
      const client = createAuraClient({ endpoint: { url: `http://127.0.0.1:${port}`, token: TOKEN } });
      clients.push(client);
      const seen: Watched = { events: [], states: [], startMs: monotonicMs() };
      watched.push(seen);
      await new Promise<void>((resolve, reject) => {
        follow(client, jobId, seen, resolve).catch(reject);
      });
    }
  },
  /** Everything that was seen, once each watcher has seen event `seq`. */
  async seen({ seq }: { seq: number }) {
    while (watched.some(({ events }) => (events.at(-1)?.seq ?? -1) < seq)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return watched;
  },
  close() {
    for (const client of clients) client.close();
    clients = [];
    watched = [];
  },
};
export type WatchOffers = typeof offers;

offer(offers, async () => offers.close());
