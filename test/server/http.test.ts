import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { MAX_ASSET_BYTES, type Problem } from '../../src/protocol/protocol.ts';
import { deferred } from '../../src/server/local/deferred.ts';
import { ask, post } from '../support/http.ts';
import { runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { behaving, ENDLESS, FAILING, QUICK } from './behave.ts';
import { createMemoryService, type MemoryService } from './memoryService.ts';

describe('the server over HTTP', () => {
  let service: MemoryService;
  let running: RunningServer;
  let url: string;
  before(async () => {
    service = behaving(createMemoryService());
    service.files.set('film.mp4', { bytes: new TextEncoder().encode('0123456789'), type: 'video/mp4' });
    running = await runServer(service, 'tcp', { masks: [{ folder: '/data', as: '$DATA' }] });
    url = running.url;
  });
  after(() => running.close());

  describe('lets in', () => {
    it('nobody without the token', async () => {
      const none = await fetch(`${url}/api/jobs`);
      assert.equal((await problem(none, 401)).errorCode, 'E401-UNAUTHORIZED');
      for (const authorization of ['Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, 'Bearer']) {
        assert.equal((await fetch(`${url}/api/jobs`, { headers: { authorization } })).status, 401);
      }
      assert.equal((await fetch(`${url}/api/nothing-here`)).status, 401);
    });

    it('everybody who only asks whether it lives, and tells them nothing else', async () => {
      const response = await fetch(`${url}/api/health/live`);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { status: 'alive', protocol: 1 });
    });

    it('no name that is not its own (DNS rebinding), and no page from elsewhere', async () => {
      const port = new URL(url).port;
      const rows: [Record<string, string>, number][] = [
        [{ host: `evil.example:${port}` }, 403],
        [{ host: `localhost:${port}` }, 200],
        [{ host: `127.0.0.1:${port}` }, 200],
        [{ host: `[::1]:${port}` }, 200],
        [{ host: `127.0.0.1:${port}`, origin: 'https://evil.example' }, 403],
        [{ host: `127.0.0.1:${port}`, origin: 'null' }, 403],
        [{ host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` }, 200],
      ];
      for (const [headers, status] of rows) {
        assert.equal(await statusOf(`${url}/api/jobs`, headers), status, JSON.stringify(headers));
      }
    });
  });

  it('gives every answer a correlation id: the caller’s own when well-formed, else a new one', async () => {
    const given = await ask(`${url}/api/jobs`, { headers: { 'x-correlation-id': 'mine-1' } });
    assert.equal(given.headers.get('x-correlation-id'), 'mine-1');
    const made = await ask(`${url}/api/jobs/none`, { headers: { 'x-correlation-id': 'a b"c' } });
    const id = made.headers.get('x-correlation-id') ?? '';
    assert.match(id, /^[\da-f-]{36}$/);
    assert.equal((await problem(made, 404)).correlationId, id);
  });

  it('accepts a job with 202, its id and its place', async () => {
    const response = await post(`${url}/api/jobs`, QUICK, { 'x-correlation-id': 'mine-2' });
    assert.equal(response.status, 202);
    const body = (await response.json()) as { id: string; jobId: string; correlationId: string };
    assert.equal(body.jobId, body.id);
    assert.equal(body.correlationId, 'mine-2');
    assert.equal(response.headers.get('location'), `/api/jobs/${body.id}`);
    assert.equal((await ask(url + response.headers.get('location'))).status, 200);
  });

  it('takes the older form with a brief', async () => {
    const brief = { brief: { topic: 'Tides' }, planSpec: { targetDuration: '00:01:00', pacing: 'Fast' } };
    assert.equal((await post(`${url}/api/jobs`, brief)).status, 202);
    const wrong = await post(`${url}/api/jobs`, { brief: { topic: '' }, planSpec: { pacing: 'Slow' } });
    const paths = (await problem(wrong, 422)).errors?.map(({ path }) => path);
    assert.deepEqual(paths, ['brief.topic', 'planSpec.pacing']);
  });

  it('runs the demo', async () => {
    assert.equal((await post(`${url}/api/quick/demo`)).status, 202);
    const last = service.requests.at(-1);
    assert.ok(last && 'script' in last && last.script.text.length > 0);
  });

  it('ignores unknown fields and names each wrong one', async () => {
    const known = { script: { format: 'markdown', text: '# Hi' }, later: true };
    assert.equal((await post(`${url}/api/plan`, known)).status, 200);
    const wrong = { script: { format: 'pdf' }, overrides: { fps: 31, voice: { rate: 9 } }, scenes: [0] };
    const { errors, errorCode, remediation } = await problem(await post(`${url}/api/plan`, wrong), 422);
    assert.equal(errorCode, 'E422-SCRIPT');
    assert.ok(remediation);
    assert.deepEqual(
      errors?.map(({ path }) => path),
      ['script.format', 'script.text', 'overrides.fps', 'overrides.voice.rate', 'scenes.0'],
    );
  });

  it('refuses paths of its own disk over TCP', async () => {
    const paths = { script: { format: 'markdown', text: '# Hi' }, localBase: '/etc', localOutput: '/x.mp4' };
    const { errors } = await problem(await post(`${url}/api/jobs`, paths), 422);
    assert.deepEqual(
      errors?.map(({ path }) => path),
      ['localBase', 'localOutput'],
    );
  });

  const bad: [string, string, number][] = [
    ['no JSON', '{"script":', 400],
    ['nothing', '', 400],
    ['a number', '7', 422],
    ['null', 'null', 422],
    ['a list', '[]', 422],
    ['a prototype', '{"__proto__": {"brief": {}}}', 422],
    ['100,000 brackets', '['.repeat(100_000), 400],
  ];
  for (const [what, body, status] of bad) {
    it(`answers ${what} with ${status}`, async () => {
      await problem(await post(`${url}/api/jobs`, body), status);
    });
  }

  it('answers a body that is too large with 413', async () => {
    const body = JSON.stringify({ script: { format: 'text', text: 'x'.repeat(33 * 1024 * 1024) } });
    assert.equal((await problem(await post(`${url}/api/jobs`, body), 413)).errorCode, 'E413-TOO_LARGE');
  });

  it('answers what is not JSON by its type with 4xx, and an address without anything with 404', async () => {
    const xml = await ask(`${url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: '<a/>',
    });
    await problem(xml, 400);
    await problem(await ask(`${url}/api/nothing-here`), 404);
    await problem(await ask(`${url}/api/jobs/nobody/events`), 404);
  });

  it('honours an idempotency key', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const [one, two] = await Promise.all([
      post(`${url}/api/jobs`, ENDLESS, key),
      post(`${url}/api/jobs`, ENDLESS, key),
    ]);
    const ids = [(await one.json()) as { id: string }, (await two.json()) as { id: string }];
    assert.equal(ids[0]?.id, ids[1]?.id);
    await problem(await post(`${url}/api/jobs`, QUICK, key), 422);
    await problem(await post(`${url}/api/jobs`, QUICK, { 'idempotency-key': 'x'.repeat(300) }), 422);
  });

  it('lists by status and number, and says how many', async () => {
    const running = (await (await ask(`${url}/api/jobs?status=Running&limit=1`)).json()) as { count: number };
    assert.equal(running.count, 1);
    await problem(await ask(`${url}/api/jobs?status=Sleeping`), 422);
    await problem(await ask(`${url}/api/jobs?limit=-1`), 422);
  });

  it('answers 409 when the status forbids it', async () => {
    const { id } = (await (await post(`${url}/api/jobs`, QUICK)).json()) as { id: string };
    await problem(await post(`${url}/api/jobs/${id}/cancel`), 409);
    await problem(await post(`${url}/api/jobs/${id}/retry`), 409);
  });

  it('cancels with 202 and deletes with 204', async () => {
    const { id } = (await (await post(`${url}/api/jobs`, ENDLESS)).json()) as { id: string };
    const cancelled = await post(`${url}/api/jobs/${id}/cancel`);
    assert.equal(cancelled.status, 202);
    assert.equal(((await cancelled.json()) as { currentStatus: string }).currentStatus, 'Canceled');
    assert.equal((await ask(`${url}/api/jobs/${id}`, { method: 'DELETE' })).status, 204);
    await problem(await ask(`${url}/api/jobs/${id}`), 404);
  });

  it('tells progress, and its history when asked', async () => {
    const { id } = (await (await post(`${url}/api/jobs`, FAILING)).json()) as { id: string };
    const now = (await (await ask(`${url}/api/jobs/${id}/progress`)).json()) as Record<string, unknown>;
    assert.equal(now['status'], 'Failed');
    assert.ok(!('history' in now));
    const { history } = (await (await ask(`${url}/api/jobs/${id}/progress?history=true`)).json()) as {
      history: { data: { percent: number } }[];
    };
    assert.deepEqual(
      history.map(({ data }) => data.percent),
      [10, 20, 30],
    );
  });

  it('shows nothing of its own disk: artifacts are URL paths, texts are masked', async () => {
    const { id } = (await (await post(`${url}/api/jobs`, QUICK)).json()) as { id: string };
    const snapshot = await (await ask(`${url}/api/jobs/${id}`)).text();
    assert.ok(!snapshot.includes('/data/'));
    const { artifacts, output } = JSON.parse(snapshot) as {
      artifacts: { path: string }[];
      output: { videoPath: string };
    };
    assert.equal(artifacts[0]?.path, `/api/jobs/${id}/artifacts/film.mp4`);
    assert.equal(output.videoPath, artifacts[0]?.path);
    assert.equal((await ask(url + artifacts[0]?.path)).status, 200);
    const logs = await ask(`${url}/api/jobs/${id}/logs`);
    assert.match(logs.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8/);
    assert.match(await logs.text(), /\$DATA\/jobs\/film\.mp4 ü/);
    const capabilities = (await (await ask(`${url}/api/capabilities`)).json()) as {
      ffmpeg: { path: string };
    };
    assert.equal(capabilities.ffmpeg.path, 'ffmpeg');
  });

  it('is ready when the engine is and ffmpeg works', async () => {
    const response = await ask(`${url}/api/health/ready`);
    assert.equal(response.status, 200);
    assert.deepEqual(((await response.json()) as { checks: unknown }).checks, { engine: 'ok', ffmpeg: 'ok' });
  });

  it('says that it is starting until the engine is there, and then answers what was asked meanwhile', async () => {
    const late = deferred<MemoryService>();
    const starting = await runServer(service, 'tcp', { service: late.promise });
    try {
      assert.equal((await ask(`${starting.url}/api/health/ready`)).status, 503);
      const asked = ask(`${starting.url}/api/jobs`);
      late.resolve(service);
      assert.equal((await asked).status, 200);
    } finally {
      await starting.close();
    }
  });

  describe('gives artifacts', () => {
    let file: string;
    before(async () => {
      const { id } = (await (await post(`${url}/api/jobs`, QUICK)).json()) as { id: string };
      file = `${url}/api/jobs/${id}/artifacts/film.mp4`;
    });

    const ranges: [string, number, string, string | null][] = [
      ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['bytes=5-500', 206, '56789', 'bytes 5-9/10'],
      ['bytes=0-1,4-5', 200, '0123456789', null],
      ['lines=1-2', 200, '0123456789', null],
      ['bytes=4-2', 200, '0123456789', null],
      ['bytes=10-', 416, 'E416-RANGE', 'bytes */10'],
      ['bytes=-0', 416, 'E416-RANGE', 'bytes */10'],
    ];
    for (const [range, status, body, contentRange] of ranges) {
      it(`with ${range} as ${status}`, async () => {
        const response = await ask(file, { headers: { range } });
        assert.equal(response.status, status);
        assert.equal(response.headers.get('content-range'), contentRange);
        const given = status === 416 ? (await problem(response, 416)).errorCode : await response.text();
        assert.equal(given, body);
      });
    }

    it('with their type, length and tag, and not again when nothing changed', async () => {
      const response = await ask(file);
      assert.equal(response.headers.get('content-type'), 'video/mp4');
      assert.equal(response.headers.get('content-length'), '10');
      assert.equal(response.headers.get('accept-ranges'), 'bytes');
      const etag = response.headers.get('etag') ?? '';
      await response.text();
      assert.equal((await ask(file, { headers: { 'if-none-match': etag } })).status, 304);
      const other = { 'if-range': '"other"', range: 'bytes=0-1' };
      assert.equal((await ask(file, { headers: other })).status, 200);
      const same = { 'if-range': etag, range: 'bytes=0-1' };
      assert.equal((await ask(file, { headers: same })).status, 206);
    });

    it('by HEAD without a body', async () => {
      const response = await ask(file, { method: 'HEAD' });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-length'), '10');
      assert.equal(await response.text(), '');
    });

    for (const name of ['nothing.mp4', '..%2F..%2Fetc%2Fpasswd', '..', '%2e%2e', 'a%5Cb', 'film.mp4%00']) {
      it(`but not one named ${name}`, async () => {
        assert.equal(
          await statusOf(file.replace('film.mp4', name), { authorization: `Bearer ${TOKEN}` }),
          404,
        );
      });
    }
  });

  describe('takes assets', () => {
    it('by their content, once', async () => {
      const bytes = Buffer.from('a picture');
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      const hash = Buffer.from(digest).toString('hex');
      const missing = async (): Promise<unknown> =>
        (await post(`${url}/api/assets/missing`, { hashes: [hash] })).json();
      assert.deepEqual(await missing(), { missing: [hash] });
      const put = (body: string, type = 'application/octet-stream'): Promise<Response> =>
        ask(`${url}/api/assets/${hash}`, { method: 'PUT', headers: { 'content-type': type }, body });
      await problem(await put('another'), 422);
      await problem(await put('{}', 'application/json'), 400);
      assert.equal((await put('a picture')).status, 204);
      assert.deepEqual(await missing(), { missing: [] });
    });

    it('up to a size, and says so to a sender who is still sending', async () => {
      const piece = new Uint8Array(1024 * 1024);
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let sent = 0; sent <= MAX_ASSET_BYTES; sent += piece.length) yield piece;
      }
      const content = { sizeBytes: MAX_ASSET_BYTES + piece.length, chunks: pieces() };
      await assert.rejects(running.client.putAsset('0'.repeat(64), content), { code: 'E413-TOO_LARGE' });
    });

    it('with names that are hashes only', async () => {
      const response = await ask(`${url}/api/assets/xyz`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: 'x',
      });
      await problem(response, 422);
    });
  });
});

async function problem(response: Response, status: number): Promise<Problem> {
  assert.equal(response.status, status);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  return (await response.json()) as Problem;
}

/** The status of a request whose headers and path are sent exactly as they are. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(url);
  const path = url.slice(url.indexOf('/', 'http://'.length));
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${TOKEN}`, ...headers } },
      (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode ?? 0);
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}
