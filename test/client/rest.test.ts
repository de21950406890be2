import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuraClient } from '../../src/client/client.ts';
import type { TargetSource } from '../../src/client/endpoint.ts';
import { parseRetryAfter } from '../../src/client/http/retryAfter.ts';
import { AuraError, initialSnapshot, type ErrorCode } from '../../src/protocol/protocol.ts';
import { QUICK } from '../server/behave.ts';
import { TOKEN } from '../support/server.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const SNAPSHOT = initialSnapshot({
  id: 'j',
  title: 'J',
  correlationId: 'c',
  createdAt: '2026-01-01T00:00:00.000Z',
});

describe('requests of the client', () => {
  let closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
  });

  /** A server that answers the first request with the first handler, and so on; the last one repeats. */
  async function serve(...handlers: Handler[]): Promise<{ url: string; requests: IncomingMessage[] }> {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      const handler = handlers[Math.min(requests.length, handlers.length - 1)];
      requests.push(request);
      handler?.(request, response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    closing.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
  }

  const fails =
    (code: ErrorCode, words: RegExp) =>
    (error: unknown): boolean =>
      AuraError.is(error, code) && words.test(`${error.message} ${error.remediation} ${error.details}`);

  it('give an error as the server said it: code, words, remediation, line and fields', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(422, { 'content-type': 'application/problem+json' }).end(
        JSON.stringify({
          type: 'urn:aura:error:E422-SCRIPT',
          title: 'The picture is missing',
          status: 422,
          detail: 'a.png',
          errorCode: 'E422-SCRIPT',
          remediation: 'Correct the name.',
          line: 7,
          errors: [{ path: 'script.text', message: 'wrong' }],
        }),
      );
    });
    await assert.rejects(createAuraClient({ endpoint: { url, token: TOKEN } }).plan(QUICK), (error) => {
      assert.ok(AuraError.is(error, 'E422-SCRIPT'));
      assert.equal(error.message, 'The picture is missing');
      assert.equal(error.details, 'a.png');
      assert.equal(error.remediation, 'Correct the name.');
      assert.equal(error.line, 7);
      assert.deepEqual(error.fields, [{ path: 'script.text', message: 'wrong' }]);
      return true;
    });
  });

  const odd: [string, number, string, string, ErrorCode][] = [
    ['a page of a proxy', 502, 'text/html', '<h1>Bad gateway</h1>', 'E503-UNAVAILABLE'],
    ['a code from the future', 500, 'application/problem+json', '{"errorCode":"E777"}', 'E500-INTERNAL'],
    ['a page to log in, with 200', 200, 'text/html', '<h1>Log in</h1>', 'E503-UNAVAILABLE'],
    ['JSON of somebody else, with 200', 200, 'application/json', '{"hello":1}', 'E503-UNAVAILABLE'],
    ['a redirect', 302, 'text/plain', '', 'E503-UNAVAILABLE'],
    ['a status nobody knows', 418, 'text/plain', '', 'E400-BAD_REQUEST'],
  ];
  for (const [what, status, type, body, code] of odd) {
    it(`turn ${what} into ${code}`, async () => {
      const { url } = await serve((_request, response) => {
        response.writeHead(status, { 'content-type': type }).end(body);
      });
      await assert.rejects(createAuraClient({ endpoint: { url, token: TOKEN } }).get('j'), fails(code, /./));
    });
  }

  it('do not carry the token to where a redirect leads', async () => {
    const other = await serve((_request, response) => response.end());
    const { url } = await serve((_request, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    await assert.rejects(createAuraClient({ endpoint: { url, token: TOKEN } }).plan(QUICK));
    assert.equal(other.requests.length, 0);
  });

  it('say that a server cannot be reached, or broke off in the middle', async () => {
    const gone = createAuraClient({ endpoint: { url: 'http://127.0.0.1:9', token: TOKEN } });
    await assert.rejects(gone.get('j'), fails('E503-UNAVAILABLE', /cannot be reached/));
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"id":', () => response.socket?.resetAndDestroy());
    });
    const client = createAuraClient({ endpoint: { url, token: TOKEN } });
    await assert.rejects(client.get('j'), fails('E503-UNAVAILABLE', /broke the connection/));
  });

  it('start a job once even when the answer was lost: the engine of this machine is asked again, by the same key', async () => {
    const { url, requests } = await serve(
      (request) => request.socket.resetAndDestroy(),
      (_request, response) => {
        response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(SNAPSHOT));
      },
    );
    const source: TargetSource = {
      local: true,
      find: async () => ({ origin: url, token: TOKEN }),
      lost: () => undefined,
    };
    assert.equal((await createAuraClient({ endpoint: source }).start(QUICK)).id, 'j');
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    assert.equal(keys.length, 2);
    assert.ok(keys[0] !== undefined && keys[0] === keys[1]);
  });

  it('retry no job twice: that would open one attempt more', async () => {
    const { url, requests } = await serve((request) => request.socket.resetAndDestroy());
    const source: TargetSource = {
      local: true,
      find: async () => ({ origin: url, token: TOKEN }),
      lost: () => undefined,
    };
    await assert.rejects(createAuraClient({ endpoint: source }).retry('j'));
    assert.equal(requests.length, 1);
  });

  it('escape what stands in a path', async () => {
    const { url, requests } = await serve((_request, response) => response.writeHead(404).end());
    const client = createAuraClient({ endpoint: { url, token: TOKEN } });
    await assert.rejects(client.get('../a b/ü?x#y'));
    await assert.rejects(client.artifact('j', '../../x'));
    assert.deepEqual(
      requests.map((request) => request.url),
      ['/api/jobs/..%2Fa%20b%2F%C3%BC%3Fx%23y', '/api/jobs/j/artifacts/..%2F..%2Fx'],
    );
  });

  it('stream a large artifact at its reader’s pace', async () => {
    let sent = 0;
    const { url } = await serve((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      response.writeHead(200, { 'content-length': String(chunk.length * 1000), 'content-type': 'video/mp4' });
      const more = (): void => {
        while (sent < 1000 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) break;
        }
        if (sent >= 1000) response.end();
      };
      response.on('drain', more);
      more();
    });
    const { body, sizeBytes } = await createAuraClient({ endpoint: { url, token: TOKEN } }).artifact(
      'j',
      'a',
    );
    assert.equal(sizeBytes, 64 * 1024 * 1000);
    const reader = body.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(sent < 900, `${sent} chunks were taken before anybody read them`);
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
    }
    assert.ok(size < sizeBytes && size > 0.99 * sizeBytes - 64 * 1024);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  const rows: [string | undefined, number][] = [
    [undefined, 0],
    ['', 0],
    ['7', 7000],
    [' 7 ', 7000],
    ['-5', 0],
    ['1e3', 0],
    ['99999999999', 600_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', 0],
  ];
  for (const [value, ms] of rows) {
    it(`${JSON.stringify(value)} asks to wait ${ms} ms`, () => assert.equal(parseRetryAfter(value, now), ms));
  }
});
