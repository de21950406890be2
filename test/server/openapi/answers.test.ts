import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import type { Capabilities } from '../../../src/protocol/protocol.ts';
import { FILMLESS } from '../../contract/filmless.ts';
import { CAPABILITIES } from '../../engine/jobs/house.ts';
import { ask, messages } from '../../support/http.ts';
import { runServer, TOKEN, type RunningServer } from '../../support/server.ts';
import { ENDLESS, FAILING, QUICK, script } from '../behave.ts';
import { readDocument } from './documented.ts';

/** What these routes may also answer, and what is made to happen elsewhere. */
const ELSEWHERE = new Set([403, 429, 500, 503, 507]);

describe('every answer of the server', function () {
  this.timeout(60_000);
  const documented = readDocument();
  let capabilities: Capabilities = { ...CAPABILITIES, ffmpeg: { path: '/usr/bin/ffmpeg', version: '7.0' } };
  let folder: string;
  let engine: Engine;
  let running: RunningServer;
  let url: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-answers-'));
    engine = createEngine({
      dataFolder: folder,
      pipeline: FILMLESS,
      concurrency: 4,
      capabilities: async () => capabilities,
    });
    running = await runServer(engine, 'tcp', { dataFolder: folder });
    url = running.url;
  });
  after(async () => {
    await running.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Asks, and holds the answer against the document. */
  async function told(
    status: number,
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Response> {
    const response = await ask(url + path, { method, ...init });
    const [bare = ''] = path.split('?');
    assert.equal(response.status, status, `${method} ${path}`);
    if (response.headers.get('content-type') !== 'text/event-stream') {
      await documented.check(method, bare, response.clone());
      return response;
    }
    await documented.check(method, bare, response);
    return response;
  }

  function body(value: unknown, headers: Record<string, string> = {}): RequestInit {
    return {
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof value === 'string' ? value : JSON.stringify(value),
    };
  }

  async function jobOf(request: unknown): Promise<string> {
    const response = await told(202, 'POST', '/api/jobs', body(request));
    return ((await response.json()) as { id: string }).id;
  }

  async function follow(path: string): Promise<number> {
    let events = 0;
    for await (const message of messages(await told(200, 'GET', path))) {
      documented.checkEvent(path.includes('/video/') ? 'VideoEvent' : 'JobEvent', message);
      events += 1;
    }
    return events;
  }

  async function ended(request: unknown): Promise<string> {
    const id = await jobOf(request);
    await follow(`/api/jobs/${id}/events`);
    return id;
  }

  /** A request that says it is larger than it may be. */
  function tooLarge(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        url + path,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${TOKEN}`,
            'content-type': 'application/json',
            'content-length': String(1e9),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => {
            outgoing.destroy();
            const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
              name,
              String(value),
            ]);
            const response = new Response(Buffer.concat(chunks), {
              status: incoming.statusCode ?? 0,
              headers,
            });
            assert.equal(response.status, 413);
            documented.check('POST', path, response).then(resolve, reject);
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.write('{');
    });
  }

  it('about plans and new jobs is as documented', async () => {
    for (const [path, good] of [
      ['/api/plan', 200],
      ['/api/jobs', 202],
    ] as const) {
      await told(good, 'POST', path, body(QUICK));
      await told(good, 'POST', path, body({ brief: { topic: 'Tides' } }));
      await told(400, 'POST', path, body('{"script":'));
      await told(422, 'POST', path, body({ script: { format: 'pdf' }, overrides: { fps: 31 } }));
      await tooLarge(path);
    }
    const key = { 'idempotency-key': 'a-key' };
    await told(202, 'POST', '/api/jobs', body(QUICK, key));
    await told(202, 'POST', '/api/jobs', body(QUICK, key));
    await told(422, 'POST', '/api/jobs', body(FAILING, key));
    await told(202, 'POST', '/api/quick/demo');
    await told(422, 'POST', '/api/quick/demo', { headers: { 'idempotency-key': 'two words' } });
  });

  it('names each wrong field of a brief by its path', async () => {
    const wrong = {
      brief: { topic: '', aspect: '4:3' },
      planSpec: { targetDuration: '00:00:00', pacing: 'Slow', density: 3 },
      voiceSpec: { rate: 9, pitch: 'high' },
      renderSpec: { res: { width: 0, height: 'tall' }, fps: '30' },
    };
    const response = await told(422, 'POST', '/api/jobs', body(wrong));
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    assert.deepEqual(
      errors.map(({ path }) => path),
      [
        'brief.topic',
        'brief.aspect',
        'planSpec.targetDuration',
        'planSpec.pacing',
        'planSpec.density',
        'voiceSpec.rate',
        'voiceSpec.pitch',
        'renderSpec.res.width',
        'renderSpec.res.height',
        'renderSpec.fps',
      ],
    );
  });

  it('takes null in a brief for what is left open', async () => {
    const open = {
      brief: { topic: 'Tides', audience: null, aspect: null },
      planSpec: null,
      voiceSpec: { rate: null },
    };
    await told(202, 'POST', '/api/jobs', body(open));
    await told(422, 'POST', '/api/jobs', body({ brief: { topic: null } }));
  });

  it('about jobs as they stand is as documented', async () => {
    const done = await ended(QUICK);
    const failed = await ended(FAILING);
    await told(200, 'GET', '/api/jobs?status=Done,Failed&limit=5');
    await told(422, 'GET', '/api/jobs?status=Sleeping');
    await told(422, 'GET', '/api/jobs?limit=-1');
    for (const id of [done, failed]) {
      await told(200, 'GET', `/api/jobs/${id}`);
      await told(200, 'GET', `/api/jobs/${id}/progress`);
      await told(200, 'GET', `/api/jobs/${id}/logs`);
    }
    const history = await told(200, 'GET', `/api/jobs/${done}/progress?history=true`);
    const { history: updates } = (await history.json()) as { history: unknown[] };
    assert.ok(updates.length > 0);
    await told(200, 'GET', `/api/jobs/${failed}/failure-details`);
    await told(409, 'GET', `/api/jobs/${done}/failure-details`);
  });

  it('about cancel, retry and delete is as documented', async () => {
    const endless = await jobOf(ENDLESS);
    await told(409, 'POST', `/api/jobs/${endless}/retry`);
    await told(409, 'DELETE', `/api/jobs/${endless}`);
    await told(202, 'POST', `/api/jobs/${endless}/cancel`);
    await told(409, 'POST', `/api/jobs/${endless}/cancel`);
    await told(200, 'GET', `/api/jobs/${endless}`);
    await told(202, 'POST', `/api/jobs/${endless}/retry`);
    await told(202, 'POST', `/api/jobs/${endless}/cancel`);
    assert.equal(await (await told(204, 'DELETE', `/api/jobs/${endless}`)).text(), '');
  });

  it('about jobs that are not there is a 404 everywhere', async () => {
    for (const name of documented.operations.keys()) {
      const [method = '', path = ''] = name.split(' ');
      if (!path.includes('{id}')) continue;
      await told(404, method, path.replace('{id}', 'nobody').replace('{name}', 'film.mp4'));
    }
  });

  it('without the token is a 401 everywhere but for those who ask whether it lives', async () => {
    for (const name of documented.operations.keys()) {
      const [method = '', path = ''] = name.split(' ');
      const real = path.replaceAll(/\{\w+\}/g, 'x');
      const response = await fetch(url + real, { method });
      assert.equal(response.status, path === '/api/health/live' ? 200 : 401, name);
      await documented.check(method, real, response);
    }
  });

  it('in streams is as documented, event by event', async () => {
    const id = await jobOf(script('slow'));
    const [all, older] = await Promise.all([
      follow(`/api/jobs/${id}/events?replay=all`),
      follow(`/api/jobs/${id}/events?replay=all&compat=1`),
      follow(`/api/video/${id}/stream`),
    ]);
    assert.ok(all > 20);
    assert.equal(all, older);
    await follow(`/api/jobs/${id}/events?lastEventId=1-0`);
    for (const request of [FAILING, ENDLESS]) {
      const other = await jobOf(request);
      const reading = Promise.all([
        follow(`/api/jobs/${other}/events?replay=all`),
        follow(`/api/video/${other}/stream`),
      ]);
      if (request === ENDLESS) await told(202, 'POST', `/api/jobs/${other}/cancel`);
      await reading;
    }
    const { lastEventId = '' } = await engine.get(id);
    const headers = { 'last-event-id': lastEventId };
    await told(204, 'GET', `/api/jobs/${id}/events`, { headers });
    await told(204, 'GET', `/api/video/${id}/stream`, { headers });
  });

  it('in the stream of all jobs is as documented', async () => {
    const reading = messages(await told(200, 'GET', '/api/events?compat=1'));
    const id = await jobOf(script('slow'));
    for await (const message of reading) {
      documented.checkEvent('JobEvent', message);
      if (message.event === 'job-completed' && message.json['jobId'] === id) return;
    }
    assert.fail('it ended');
  });

  it('about files is as documented', async () => {
    const id = await ended(QUICK);
    for (const path of [`/api/jobs/${id}/artifacts/film.mp4`, `/api/video/${id}/download`]) {
      for (const method of ['GET', 'HEAD']) {
        const whole = await told(200, method, path);
        const etag = whole.headers.get('etag') ?? '';
        await told(206, method, path, { headers: { range: 'bytes=0-3' } });
        await told(206, method, path, { headers: { range: 'bytes=0-3', 'if-range': etag } });
        await told(200, method, path, { headers: { range: 'bytes=0-3', 'if-range': '"other"' } });
        await told(200, method, path, { headers: { range: 'bytes=0-1,3-4' } });
        await told(304, method, path, { headers: { 'if-none-match': `W/"x", ${etag}` } });
        await told(416, method, path, { headers: { range: 'bytes=1000-' } });
      }
    }
    const endless = await jobOf(ENDLESS);
    await told(409, 'GET', `/api/video/${endless}/download`);
    await told(409, 'HEAD', `/api/video/${endless}/download`);
    await told(200, 'GET', `/api/video/${endless}/status`);
  });

  it('about uploads is as documented', async () => {
    const bytes = 'a picture';
    const hash = createHash('sha256').update(bytes).digest('hex');
    const octets = { 'content-type': 'application/octet-stream' };
    await told(200, 'POST', '/api/assets/missing', body({ hashes: [hash] }));
    await told(422, 'POST', '/api/assets/missing', body({ hashes: ['x'] }));
    await told(400, 'POST', '/api/assets/missing', body('{'));
    await tooLarge('/api/assets/missing');
    await told(204, 'PUT', `/api/assets/${hash}`, { headers: octets, body: bytes });
    await told(422, 'PUT', `/api/assets/${hash}`, { headers: octets, body: 'another' });
    await told(400, 'PUT', `/api/assets/${hash}`, body({}));
  });

  it('about the server itself is as documented', async () => {
    await told(200, 'GET', '/api/health/live');
    await told(200, 'HEAD', '/api/health/live');
    await told(200, 'HEAD', '/api/health/ready');
    const ready = (await (await told(200, 'GET', '/api/health/ready')).json()) as { checks: unknown };
    assert.deepEqual(ready.checks, { engine: 'ok', ffmpeg: 'ok', data: 'ok', disk: 'ok' });
    await told(200, 'GET', '/api/capabilities');
    capabilities = CAPABILITIES;
    await told(503, 'GET', '/api/health/ready');
    await told(503, 'HEAD', '/api/health/ready');
    await told(200, 'GET', '/api/capabilities');
    await told(200, 'GET', '/api/metrics');
    await told(200, 'GET', '/openapi.json');
  });

  it('to a page from elsewhere is a 403', async () => {
    await told(403, 'GET', '/api/jobs', { headers: { origin: 'https://evil.example' } });
  });

  it('to who asks for too much says when to come back: 429, or 503 where there is no more room for streams', async () => {
    const once = { count: 1, seconds: 60 };
    const limits = { starts: once, plans: once, uploads: once, failedAttempts: once, streams: 1 };
    const strict = await runServer(engine, 'tcp', { limits });
    const patient = url;
    url = strict.url;
    try {
      const id = await jobOf(ENDLESS);
      await told(429, 'POST', '/api/jobs', body(QUICK));
      await told(200, 'POST', '/api/plan', body(QUICK));
      await told(429, 'POST', '/api/plan', body(QUICK));
      await told(200, 'POST', '/api/assets/missing', body({ hashes: [] }));
      await told(429, 'POST', '/api/assets/missing', body({ hashes: [] }));
      const reading = messages(await told(200, 'GET', `/api/jobs/${id}/events`));
      await reading.next();
      for (const path of [`/api/jobs/${id}/events`, '/api/events', `/api/video/${id}/stream`]) {
        await told(503, 'GET', path);
      }
      await reading.return(undefined);
      const wrong = { headers: { authorization: 'Bearer wrong' } };
      await told(401, 'GET', '/api/jobs', wrong);
      await told(429, 'GET', '/api/jobs', wrong);
      await told(202, 'POST', `/api/jobs/${id}/cancel`);
    } finally {
      url = patient;
      await strict.close();
    }
  });

  it('to what leads nowhere is a problem: 404, or 405 with the methods that are possible', async () => {
    const rows: [string, string, number, string | null][] = [
      ['GET', '/', 404, null],
      ['GET', '/api/nothing', 404, null],
      ['GET', '/api/jobs/', 404, null],
      ['GET', '/api/jobs/%zz', 400, null],
      ['GET', `/api/jobs/${'x'.repeat(600)}`, 400, null],
      ['PUT', '/api/jobs', 405, 'POST, GET'],
      ['GET', '/api/plan', 405, 'POST'],
      ['PATCH', '/api/jobs/x', 405, 'GET, DELETE'],
      ['DELETE', '/api/jobs/x/artifacts/film.mp4', 405, 'GET, HEAD'],
    ];
    for (const [method, path, status, allow] of rows) {
      const response = await ask(url + path, { method });
      assert.equal(response.status, status, `${method} ${path}`);
      assert.equal(response.headers.get('allow'), allow);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, path);
      const problem = (await response.json()) as Record<string, string>;
      assert.equal(problem['correlationId'], response.headers.get('x-correlation-id'));
      assert.ok(problem['timestamp'] && problem['remediation'] && problem['errorCode'], path);
    }
  });

  it('to what is not even a request is a problem too', async () => {
    for (const [said, status] of [
      ['nonsense\r\n\r\n', 400],
      [`GET /api/jobs HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
      socket.end(said);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      assert.match(
        head,
        new RegExp(`^HTTP/1.1 ${status} .*\r\nContent-Type: application/problem\\+json\r\n`),
      );
      const problem = JSON.parse(body) as Record<string, unknown>;
      assert.deepEqual([problem['status'], problem['errorCode']], [status, 'E400-BAD_REQUEST']);
    }
  });

  it('was seen here: each status of each route that the document names', () => {
    const expected = [...documented.operations].flatMap(([name, { responses }]) =>
      Object.keys(responses)
        .filter((status) => !ELSEWHERE.has(Number(status)))
        .map((status) => `${name} ${status}`),
    );
    const missing = expected.filter((answer) => !documented.seen.has(answer));
    assert.deepEqual(missing, ['PUT /api/assets/{hash} 413']);
  });
});
