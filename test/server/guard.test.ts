import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { AuraError } from '../../src/protocol/protocol.ts';
import { createTokens } from '../../src/server/tokens.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { createFakeClock } from '../support/clock.ts';
import { ask, post } from '../support/http.ts';
import { runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { behaving, ENDLESS, QUICK } from './behave.ts';
import { createMemoryService } from './memoryService.ts';

const PAGE = 'https://films.example';

describe('a caller over TCP', () => {
  let running: RunningServer | undefined;
  afterEach(() => running?.close());

  async function serve(options: Partial<ServerOptions> = {}): Promise<string> {
    running = await runServer(behaving(createMemoryService()), 'tcp', options);
    return running.url;
  }

  const wrong = (url: string): Promise<Response> =>
    fetch(`${url}/api/jobs`, { headers: { authorization: 'Bearer wrong' } });

  it('without the right token is told how to come in', async () => {
    const url = await serve();
    const none = await fetch(`${url}/api/jobs`);
    assert.equal(none.headers.get('www-authenticate'), 'Bearer realm="aura"');
    assert.equal(
      (await wrong(url)).headers.get('www-authenticate'),
      'Bearer realm="aura", error="invalid_token"',
    );
    assert.equal(none.headers.get('x-content-type-options'), 'nosniff');
  });

  it('with wrong tokens has to wait after a while; the right one still passes', async () => {
    const clock = createFakeClock();
    const url = await serve({ clock, limits: { failedAttempts: { count: 3, seconds: 60 } } });
    for (let tries = 0; tries < 3; tries += 1) assert.equal((await wrong(url)).status, 401);
    const waiting = await wrong(url);
    assert.equal(waiting.status, 429);
    assert.equal(waiting.headers.get('retry-after'), '20');
    assert.equal((await ask(`${url}/api/jobs`)).status, 200);
    clock.advance(20_000);
    assert.equal((await wrong(url)).status, 401);
    assert.equal((await wrong(url)).status, 429);
  });

  const metered: [string, object, (url: string) => Promise<Response>][] = [
    ['starts so many jobs', { starts: { count: 2, seconds: 60 } }, (url) => post(`${url}/api/jobs`, QUICK)],
    ['runs so many demos', { starts: { count: 2, seconds: 60 } }, (url) => post(`${url}/api/quick/demo`)],
    ['plans so many films', { plans: { count: 2, seconds: 60 } }, (url) => post(`${url}/api/plan`, QUICK)],
    [
      'asks for so many uploads',
      { uploads: { count: 2, seconds: 60 } },
      (url) => post(`${url}/api/assets/missing`, { hashes: [] }),
    ],
    [
      'sends so many files',
      { uploads: { count: 2, seconds: 60 } },
      (url) =>
        ask(`${url}/api/assets/${'0'.repeat(64)}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/octet-stream' },
          body: 'x',
        }),
    ],
  ];
  for (const [what, limits, request] of metered) {
    it(`${what} at a time, each for itself, and is told when to come back`, async () => {
      const clock = createFakeClock();
      const url = await serve({ clock, limits, token: createTokens([TOKEN, 'another']) });
      for (let tries = 0; tries < 2; tries += 1) assert.notEqual((await request(url)).status, 429);
      const refused = await request(url);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('retry-after'), '30');
      const { errorCode } = (await refused.json()) as { errorCode: string };
      assert.equal(errorCode, 'E429-TOO_MANY_REQUESTS');
      const other = await post(`${url}/api/plan`, QUICK, { authorization: 'Bearer another' });
      assert.equal(other.status, 200);
      clock.advance(30_000);
      assert.notEqual((await request(url)).status, 429);
    });
  }

  it('with a large script has asked several times at once, but never too much for ever', async () => {
    const clock = createFakeClock();
    const url = await serve({ clock, limits: { plans: { count: 4, seconds: 60 } } });
    const plan = (length: number): Promise<Response> =>
      post(`${url}/api/plan`, { script: { format: 'text', text: 'a'.repeat(length) } });
    assert.equal((await plan(150_000)).status, 200);
    assert.equal((await plan(150_000)).headers.get('retry-after'), '30');
    assert.equal((await plan(1000)).status, 200);
    clock.advance(60_000);
    assert.equal((await plan(3_000_000)).status, 200);
    assert.equal((await plan(1000)).headers.get('retry-after'), '15');
  });

  it('is heard no longer once it is answered, though it goes on sending', async () => {
    const clock = createFakeClock();
    const url = await serve({ clock });
    const { port, host } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    // Its own words are lost on the way: a reset.
    socket.on('error', () => undefined);
    socket.write(`POST /api/plan HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\n{`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1.1 401 /);
    while (!socket.destroyed) {
      socket.write(' ');
      clock.advance(10_000);
      await setImmediate();
    }
  });

  it('may be on this machine: then nothing is counted', async () => {
    running = await runServer(behaving(createMemoryService()), 'socket', {
      limits: { plans: { count: 1, seconds: 60 }, streamsPerOwner: 0, streams: 0 },
    });
    for (let tries = 0; tries < 5; tries += 1) await running.client.plan(QUICK);
    const { id } = await running.client.start(ENDLESS);
    for await (const { event } of running.client.events(id)) {
      assert.equal(event, 'job-status');
      break;
    }
  });

  it('with too many unfinished jobs is told when to try again', async () => {
    const service = behaving(createMemoryService());
    const start = (): Promise<never> =>
      Promise.reject(new AuraError('E429-TOO_MANY_REQUESTS', 'Too many of your jobs are not finished'));
    running = await runServer(
      { ...service, forOwner: (owner) => ({ ...service.forOwner(owner), start }) },
      'tcp',
    );
    const answer = await post(`${running.url}/api/jobs`, QUICK);
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '10');
  });

  it('has so many streams at once, as all have together', async () => {
    const url = await serve({
      limits: { streamsPerOwner: 1, streams: 2 },
      token: createTokens([TOKEN, 'another', 'the-third']),
    });
    const open = (token: string): Promise<Response> =>
      ask(`${url}/api/events`, { headers: { authorization: `Bearer ${token}` } });
    const first = await open(TOKEN);
    const refused = await open(TOKEN);
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '5');
    assert.match(refused.headers.get('content-type') ?? '', /problem\+json/);
    const second = await open('another');
    assert.equal(second.status, 200);
    assert.equal((await open('third')).status, 401);
    await first.body?.cancel();
    while (running?.server.activity().streams !== 1) await setImmediate();
    const again = await open(TOKEN);
    assert.equal(again.status, 200);
    await Promise.all([second.body?.cancel(), again.body?.cancel()]);
  });

  describe('that is a web page', () => {
    it('may ask first without a token, and then read what it needs', async () => {
      const url = await serve({ allowedOrigins: [PAGE] });
      const preflight = await fetch(`${url}/api/jobs`, {
        method: 'OPTIONS',
        headers: { origin: PAGE, 'access-control-request-method': 'POST' },
      });
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers.get('access-control-allow-origin'), PAGE);
      assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST.*PUT.*DELETE/);
      for (const header of ['Authorization', 'Idempotency-Key', 'Last-Event-ID', 'Range', 'Content-Type']) {
        assert.ok(preflight.headers.get('access-control-allow-headers')?.includes(header), header);
      }
      const answer = await ask(`${url}/api/jobs`, { headers: { origin: PAGE } });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('access-control-allow-origin'), PAGE);
      assert.match(answer.headers.get('vary') ?? '', /Origin/);
      for (const header of [
        'Location',
        'X-Correlation-ID',
        'ETag',
        'Content-Range',
        'x-aura-heartbeat-seconds',
      ]) {
        assert.ok(answer.headers.get('access-control-expose-headers')?.includes(header), header);
      }
    });

    it('may read event streams and errors too', async () => {
      const url = await serve({ allowedOrigins: [PAGE] });
      const stream = await ask(`${url}/api/events`, { headers: { origin: PAGE } });
      assert.equal(stream.headers.get('access-control-allow-origin'), PAGE);
      await stream.body?.cancel();
      const refused = await fetch(`${url}/api/jobs`, { headers: { origin: PAGE } });
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get('access-control-allow-origin'), PAGE);
    });

    it('of elsewhere may not, and is not told who may', async () => {
      const url = await serve({ allowedOrigins: [PAGE] });
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await ask(`${url}/api/jobs`, {
          method,
          headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        });
        assert.equal(answer.status, 403);
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
      }
      assert.equal((await ask(`${url}/api/jobs`)).headers.get('vary'), 'Origin');
    });
  });
});
