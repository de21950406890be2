import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HEARTBEAT_HEADER } from '../../../../src/protocol/protocol.ts';
import { encodeFrame } from '../../../../src/server/sse/frame.ts';
import type { OpenTransport } from './transport.ts';

/** Nothing but `node:http`: the same bytes, made once an event, written to every response. */
export const openRaw: OpenTransport = async ({ service, jobId }) => {
  const readers = new Set<ServerResponse>();
  const stop = new AbortController();
  const server = createServer((request, response) => {
    response.socket?.setNoDelay(true);
    // The headers of our server: node keeps them as long as the answer is open.
    response.writeHead(200, {
      'x-correlation-id': randomUUID(),
      'x-content-type-options': 'nosniff',
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      connection: 'close',
      [HEARTBEAT_HEADER]: '5',
    });
    response.write('retry: 1000\n\n');
    readers.add(response);
    request.once('close', () => readers.delete(response));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const done = (async () => {
    for await (const { id, event, data } of service.events(jobId, undefined, stop.signal)) {
      const frame = encodeFrame({ id, event, data });
      for (const response of readers) response.write(frame);
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
