import type { FastifyInstance } from 'fastify';
import type { Clock } from '../protocol/protocol.ts';

/** How long a sender who has been answered may go on, ms: the answer must reach it before the connection goes. */
const LATE_MS = 10_000;

/**
 * Hangs up on senders who have their answer and still talk: they would hold a connection for as long as they like, and
 * need no token for it.
 */
export function endLateBodies(app: FastifyInstance, clock: Clock): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete || raw.destroyed) return;
    const cancel = clock.after(LATE_MS, () => {
      if (!raw.complete) raw.socket.destroy();
    });
    raw.once('close', cancel);
  });
}
