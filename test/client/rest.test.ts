import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAuraClient } from '../../src/client/client.ts';
import type { TargetSource } from '../../src/client/endpoint.ts';
import { parseRetryAfter } from '../../src/client/http/retryAfter.ts';
import { AuraError, initialSnapshot, type ErrorCode } from '../../src/protocol/protocol.ts';
import { QUICK } from '../server/behave.ts';
import { createFakeClock } from '../support/clock.ts';
import { TOKEN } from '../support/server.ts';
import { until } from '../support/until.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const SNAPSHOT = initialSnapshot({
  id: 'j',
  title: 'J',
  correlationId: 'c',
  createdAt: '2026-01-01T00:00:00.000Z',
});

const PLAN = { scenes: [], build: 0, total: 0, seconds: 0 };

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

  const answer =
    (value: unknown): Handler =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
  const redirect =
    (status: number, location: string): Handler =>
    (_request, response) => {
      response.writeHead(status, { location }).end();
    };

  for (const status of [301, 302, 303, 307, 308]) {
    it(`do not carry the token to another origin when ${status} leads there, and say where it is`, async () => {
      const other = await serve((_request, response) => response.end());
      const { url } = await serve(redirect(status, `${other.url}/elsewhere?secret=1`));
      const client = createAuraClient({ endpoint: { url, token: TOKEN } });
      await assert.rejects(client.plan(QUICK), (error) => {
        assert.ok(AuraError.is(error, 'E503-UNAVAILABLE'));
        if (status !== 303) assert.match(`${error.details}`, new RegExp(`${other.url}/elsewhere$`));
        return true;
      });
      assert.equal(other.requests.length, 0);
    });
  }

  it('follow a redirect within the server, and send there what they sent', async () => {
    const bodies: string[] = [];
    const { url, requests } = await serve(redirect(307, '/there'), (request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(String(chunk)));
      request.on('end', () => answer(PLAN)(request, response));
    });
    assert.deepEqual(await createAuraClient({ endpoint: { url, token: TOKEN } }).plan(QUICK), PLAN);
    assert.deepEqual(
      requests.map(({ method, url, headers }) => [method, url, headers.authorization]),
      [
        ['POST', '/api/plan', `Bearer ${TOKEN}`],
        ['POST', '/there', `Bearer ${TOKEN}`],
      ],
    );
    assert.deepEqual(bodies, [JSON.stringify(QUICK)]);
  });

  it('give up a redirect that leads in a circle', async () => {
    const { url, requests } = await serve(redirect(302, '/again'));
    const client = createAuraClient({ endpoint: { url, token: TOKEN } });
    await assert.rejects(client.get('j'), fails('E503-UNAVAILABLE', /leads elsewhere/));
    assert.equal(requests.length, 6);
  });

  it('reach a server below a path', async () => {
    const { url, requests } = await serve(answer(SNAPSHOT));
    await createAuraClient({ endpoint: { url: `${url}/aura/`, token: TOKEN } }).get('j');
    assert.equal(requests[0]?.url, '/aura/api/jobs/j');
  });

  it('understand an answer that a proxy has compressed', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(SNAPSHOT)));
    });
    assert.equal((await createAuraClient({ endpoint: { url, token: TOKEN } }).get('j')).id, 'j');
  });

  for (const [status, words] of [
    [401, /token/],
    [403, /token|address/],
    [429, /./],
  ] as const) {
    it(`say what to do about a bare ${status}`, async () => {
      const { url, requests } = await serve((_request, response) => response.writeHead(status).end());
      await assert.rejects(createAuraClient({ endpoint: { url, token: TOKEN } }).get('j'), (error) => {
        assert.ok(AuraError.is(error) && error.status === status);
        assert.match(error.remediation, words);
        return true;
      });
      assert.equal(requests.length, 1);
    });
  }

  it('wait for a busy server as long as the caller gave, and as long as it asks', async () => {
    const busy: Handler = (_request, response) => response.writeHead(503, { 'retry-after': '30' }).end();
    const { url, requests } = await serve(
      busy,
      (request) => request.socket.resetAndDestroy(),
      answer(SNAPSHOT),
    );
    const clock = createFakeClock();
    const client = createAuraClient({ endpoint: { url, token: TOKEN }, clock });
    const asked = client.get('j', { patienceMs: 60_000 });
    for (const [count, ms] of [
      [1, 30_000],
      [2, 1000],
    ] as const) {
      await until(() => requests.length >= count && clock.pending() > 0);
      clock.advance(ms - 1);
      assert.equal(requests.length, count);
      clock.advance(1);
    }
    assert.equal((await asked).id, 'j');
  });

  it('do not wait longer than that', async () => {
    const { url, requests } = await serve((_request, response) =>
      response.writeHead(503, { 'retry-after': '30' }).end(),
    );
    const client = createAuraClient({ endpoint: { url, token: TOKEN } });
    await assert.rejects(client.get('j', { patienceMs: 29_000 }), fails('E503-UNAVAILABLE', /./));
    assert.equal(requests.length, 1);
  });

  it('end when their signal aborts: on the way, in the answer, and while they wait', async () => {
    const { url, requests } = await serve(
      () => undefined,
      (_request, response) => response.writeHead(200).write('{'),
      (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    );
    const client = createAuraClient({ endpoint: { url, token: TOKEN } });
    for (const count of [1, 2, 3]) {
      const stop = new AbortController();
      const asked = client.get('j', { signal: stop.signal, patienceMs: 60_000 });
      await until(() => requests.length >= count);
      stop.abort();
      await assert.rejects(asked, fails('E998-CANCELLED', /./));
    }
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(client.get('j', { signal: stop.signal }), fails('E998-CANCELLED', /./));
    assert.equal(requests.length, 3);
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
      requests.map((request) => request.url).filter((path) => path?.startsWith('/api/jobs/')),
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
    ['99999999999', 3_600_000],
    ['0', 0],
    ['7.5', 0],
    ['Fri, 20 Nov 2099 12:00:00 GMT', 3_600_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['soon', 0],
  ];
  for (const [value, ms] of rows) {
    it(`${JSON.stringify(value)} asks to wait ${ms} ms`, () => assert.equal(parseRetryAfter(value, now), ms));
  }
});
