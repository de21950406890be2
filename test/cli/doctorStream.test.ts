import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { measureStream } from '../../src/cli/doctor/stream.ts';
import { HEARTBEAT_HEADER } from '../../src/protocol/protocol.ts';

describe('the doctor, of a stream', () => {
  for (const announced of ['1e27', 'Infinity', '-5', 'soon']) {
    it(`waits for a heartbeat that is announced as every ${announced} seconds and comes after a moment`, async () => {
      const server = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', [HEARTBEAT_HEADER]: announced });
        response.write('retry: 1000\n\n');
        setTimeout(() => response.write(': alive\n\n'), 300);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      try {
        const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        assert.match(await measureStream({ origin, token: 'any' }), /^begin after .*, next after /);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});
