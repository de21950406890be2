import { runServer } from '../../../support/server.ts';
import type { OpenTransport } from './transport.ts';

/** The server of this product. */
export const openAura: OpenTransport = async ({ service, jobId }) => {
  const running = await runServer(service, 'tcp', { masks: [{ folder: '/srv/aura/data', as: '$DATA' }] });
  return { port: Number(new URL(running.url).port), path: `/api/jobs/${jobId}/events`, close: running.close };
};
