import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Problem } from '../../src/protocol/protocol.ts';
import { ask } from '../support/http.ts';
import { runServer, type RunningServer } from '../support/server.ts';
import { behaving } from './behave.ts';
import { createMemoryService, type MemoryService } from './memoryService.ts';

const JSON_TYPE = 'application/json';
const GOOD = { script: { format: 'markdown', text: '# Größe' } };

describe('a request’s body', () => {
  let service: MemoryService;
  let running: RunningServer;
  before(async () => {
    service = behaving(createMemoryService());
    running = await runServer(service, 'tcp');
  });
  after(() => running.close());

  const send = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
    ask(`${running.url}/api/plan`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, ...headers },
      body,
    });

  function nested(levels: number): string {
    return `{"script": {"format": "markdown", "text": "# a"}, "later": ${'['.repeat(levels)}${']'.repeat(levels)}}`;
  }

  const rows: [string, BodyInit, Record<string, string>, number][] = [
    ['UTF-8', JSON.stringify(GOOD), {}, 200],
    ['UTF-8 with a byte order mark', `\uFEFF${JSON.stringify(GOOD)}`, {}, 200],
    ['UTF-8, and says so', JSON.stringify(GOOD), { 'content-type': `${JSON_TYPE}; charset="UTF-8"` }, 200],
    ['Latin-1', Buffer.from(JSON.stringify(GOOD), 'latin1'), {}, 400],
    ['UTF-16', JSON.stringify(GOOD), { 'content-type': `${JSON_TYPE}; charset=utf-16` }, 400],
    ['compressed', gzipSync(JSON.stringify(GOOD)), { 'content-encoding': 'gzip' }, 400],
    ['sixty levels deep', nested(60), {}, 200],
    ['a hundred levels deep', nested(100), {}, 400],
    ['a million levels deep', nested(1_000_000), {}, 400],
    ['brackets in a string', JSON.stringify({ ...GOOD, later: '[{'.repeat(500) }), {}, 200],
    ['a quote in a string', JSON.stringify({ ...GOOD, later: `\\"${'['.repeat(500)}` }), {}, 200],
    ['an open string', `{"script": "${'['.repeat(500)}`, {}, 400],
  ];
  for (const [what, body, headers, status] of rows) {
    it(`that is ${what} is answered with ${status}`, async () => {
      const answer = await send(body, headers);
      assert.equal(answer.status, status);
      if (status < 400) return;
      const { detail, errorCode } = (await answer.json()) as Problem;
      assert.equal(errorCode, 'E400-BAD_REQUEST');
      assert.ok(detail);
    });
  }

  it('cannot reach into prototypes, and the last of two equal keys counts', async () => {
    const evil =
      '{"__proto__": {"localBase": "/etc"}, "constructor": {"prototype": {"a": 1}}, ' +
      '"script": {"format": "text", "format": "markdown", "text": "# a", "__proto__": {"title": "x"}}, ' +
      `"assets": {"__proto__": "${'0'.repeat(64)}"}}`;
    assert.equal((await send(evil)).status, 200);
    const seen = service.requests.at(-1) as {
      script: { format: string; title?: string };
      localBase?: string;
    };
    assert.equal(seen.script.format, 'markdown');
    assert.equal(seen.script.title, undefined);
    assert.equal(seen.localBase, undefined);
    assert.equal(({} as { a?: number }).a, undefined);
  });

  it('may not speak of the server’s disk, in no field', async () => {
    const answer = await send(
      JSON.stringify({ ...GOOD, localBase: '/', localOutput: '/x.mp4', overwrite: true }),
    );
    assert.equal(answer.status, 422);
    const { errors } = (await answer.json()) as Problem;
    assert.deepEqual(
      errors?.map(({ path }) => path),
      ['localBase', 'localOutput', 'overwrite'],
    );
  });

  it('has each wrong field named with its path, in every form', async () => {
    const forms: [unknown, string[]][] = [
      [{ script: 1, assets: { 'a b.png': 'x' } }, ['script', 'assets.a b.png']],
      [
        { script: { format: 'text', text: 'x' }, defaults: { voice: { pitch: 99 } } },
        ['defaults.voice.pitch'],
      ],
      [
        { brief: { topic: 1, aspect: '4:3' }, renderSpec: { res: { width: 'w' } } },
        ['brief.topic', 'brief.aspect', 'renderSpec.res.width', 'renderSpec.res.height'],
      ],
      [{}, ['script']],
    ];
    for (const [body, paths] of forms) {
      const answer = await send(JSON.stringify(body));
      assert.equal(answer.status, 422);
      const { errors } = (await answer.json()) as Problem;
      assert.deepEqual(
        errors?.map(({ path }) => path),
        paths,
      );
    }
  });
});
