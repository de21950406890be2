import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChannel, createSession } from 'better-sse';
import type { OpenTransport } from './transport.ts';

/** better-sse, used as its manual says: a session per reader, one channel for all. */
export const openBetterSse: OpenTransport = async ({ service, jobId }) => {
  const channel = createChannel();
  const stop = new AbortController();
  const server = createServer((request, response) => {
    void createSession(request, response, { keepAlive: null, retry: 1000 }).then((session) =>
      channel.register(session),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const done = (async () => {
    for await (const { id, event, data } of service.events(jobId, undefined, stop.signal)) {
      channel.broadcast(data, event, id === undefined ? {} : { eventId: id });
    }
  })();
  return {
    port: (server.address() as AddressInfo).port,
    path: '/',
    async close() {
      stop.abort();
      await done;
      server.closeAllConnections();
      server.close();
    },
  };
};
