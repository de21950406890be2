import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { examineServer } from '../../src/cli/doctor/server.ts';
import type { Check } from '../../src/cli/doctor/check.ts';
import { serverOf } from '../../src/cli/place/serverFlags.ts';
import { foreignServer } from '../support/foreignServer.ts';
import { createMemoryService } from '../server/memoryService.ts';
import { runServer, TOKEN, type RunningServer } from '../support/server.ts';

describe('doctor and a server', function () {
  this.timeout(40_000);
  let running: RunningServer;
  let proxy: Server;
  let address: string;
  /** What the proxy does to an answer. */
  let headers: (given: OutgoingHttpHeaders) => OutgoingHttpHeaders;
  let body: ((path: string) => string | undefined) | undefined;
  let holds: boolean;

  before(async () => {
    running = await runServer(createMemoryService(), 'tcp', { heartbeatSeconds: 1 });
    const { hostname, port } = new URL(running.url);
    proxy = createServer((incoming, outgoing) => {
      const path = incoming.url ?? '/';
      const other = body?.(path);
      if (other !== undefined) {
        outgoing.end(other);
        return;
      }
      const asked = { hostname, port, path, method: incoming.method, headers: incoming.headers };
      const upstream = request(asked, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, headers(answer.headers));
        if (path !== '/api/events' || !holds) answer.pipe(outgoing);
        else outgoing.flushHeaders();
      });
      outgoing.on('close', () => upstream.destroy());
      upstream.on('error', () => outgoing.destroy());
      incoming.pipe(upstream);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    headers = (given) => given;
    body = undefined;
    holds = false;
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await running.close();
  });

  function look(url: string, token = TOKEN): Promise<Check[]> {
    return examineServer({ url: new URL(url), token });
  }

  function found(checks: readonly Check[], name: string): Check {
    return (
      checks.find((check) => check.name === name) ?? assert.fail(`no ${name} in ${JSON.stringify(checks)}`)
    );
  }

  it('finds nothing to mend where all is well: reached, understood, let in, ready, live', async () => {
    for (const url of [running.url, address]) {
      const checks = await look(url);
      assert.deepEqual(
        checks.map(({ name, ok }) => [name, ok]),
        [
          ['reached', true],
          ['protocol', true],
          ['clock', true],
          ['token', true],
          ['server', true],
          ['live events', true],
        ],
        JSON.stringify(checks),
      );
      assert.match(found(checks, 'reached').detail, /answers in \d+ ms|answers in \d/u);
      assert.match(found(checks, 'server').detail, /Aura 0\.0\.0, ready/u);
    }
  });

  it('says that nobody is there, and nothing else', async () => {
    const checks = await look('http://127.0.0.1:1');
    assert.equal(checks.length, 1);
    assert.match(found(checks, 'reached').detail, /Nobody answers at 127\.0\.0\.1:1/u);
    assert.ok(found(checks, 'reached').remediation);
  });

  it('says that the token is not the server’s', async () => {
    const checks = await look(running.url, 'another-token-of-sixteen');
    const { ok, remediation } = found(checks, 'token');
    assert.equal(ok, false);
    assert.match(remediation ?? '', /token/u);
    assert.equal(checks.at(-1)?.name, 'token');
  });

  it('says what a server of another make can do', async () => {
    const foreign = await foreignServer();
    try {
      const server = await serverOf({ server: foreign.url }, {});
      assert.equal(server?.token, '');
      const checks = await look(foreign.url, '');
      assert.deepEqual(
        checks.map(({ name, ok }) => [name, ok]),
        [
          ['reached', true],
          ['protocol', true],
          ['clock', true],
          ['token', true],
        ],
      );
      assert.match(found(checks, 'protocol').detail, /of another make: films of a topic/u);
      assert.equal(found(checks, 'token').detail, 'none needed');
    } finally {
      await foreign.close();
    }
  });

  it('says that a proxy holds live messages back, and what to set', async () => {
    holds = true;
    const { ok, remediation } = found(await look(address), 'live events');
    assert.equal(ok, false);
    assert.match(remediation ?? '', /proxy_buffering off/u);
  });

  it('says by how much the clocks differ', async () => {
    headers = (given) => ({ ...given, date: new Date(Date.now() - 3_600_000).toUTCString() });
    const { ok, detail } = found(await look(address), 'clock');
    assert.equal(ok, false);
    assert.match(detail, /(?:1:00:0\d|59:5\d) behind this one/u);
  });

  it('says that the other end speaks another version, or is no Aura server at all', async () => {
    body = (path) => (path.endsWith('live') ? '{"status":"alive","protocol":2}' : undefined);
    const newer = found(await look(address), 'protocol');
    assert.match(newer.detail, /newer than this Aura: It speaks protocol 2, this one 1/u);
    assert.match(newer.remediation ?? '', /Update Aura on this computer/u);
    body = () => '<html>Log in to the network</html>';
    assert.match(found(await look(address), 'reached').detail, /is no Aura server/u);
  });
});
