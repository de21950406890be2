import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobSnapshot, Problem } from '../../../src/protocol/protocol.ts';
import { ask, post } from '../../support/http.ts';
import { openStudio, type Studio } from '../../support/films.ts';
import { runServer, type RunningServer } from '../../support/server.ts';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">';
const PASSWD = '/etc/passwd';

/** The head of a PNG of that size: what it takes to ask for gigabytes. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000000000000008060000000000000049454e44',
    'hex',
  );
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

describe('a script that is sent to a server', function () {
  this.timeout(120_000);
  let studio: Studio;
  let running: RunningServer;
  let trap: Server;
  let secret: string;
  const asked: string[] = [];

  before(async () => {
    secret = (await readFile(PASSWD, 'utf8')).split('\n')[0] ?? '';
    assert.ok(secret.length > 10);
    trap = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    studio = await openStudio({ concurrency: 2 });
    running = await runServer(studio.engine, 'tcp');
  });
  after(async () => {
    await running.close();
    await studio.dispose();
    await new Promise((resolve) => trap.close(resolve));
  });

  const remote = (name: string): string => `http://127.0.0.1:${(trap.address() as AddressInfo).port}/${name}`;

  async function upload(content: string | Buffer): Promise<string> {
    const bytes = Buffer.from(content);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const headers = { 'content-type': 'application/octet-stream' };
    const { status } = await ask(`${running.url}/api/assets/${hash}`, {
      method: 'PUT',
      headers,
      body: bytes,
    });
    assert.equal(status, 204);
    return hash;
  }

  /** Sends it as a job, follows it to its end, and gives all that the server ever says of it. */
  async function tell(
    text: string,
    assets: Record<string, string> = {},
  ): Promise<{ snapshot?: JobSnapshot; said: string }> {
    const script = { format: 'markdown', text };
    const response = await post(`${running.url}/api/jobs`, {
      script,
      assets,
      overrides: { resolution: '480p' },
    });
    const first = await response.text();
    if (response.status !== 202) {
      assert.equal(response.status, 422, first);
      assert.ok((JSON.parse(first) as Problem).remediation);
      return { said: first };
    }
    const job = `${running.url}/api/jobs/${(JSON.parse(first) as JobSnapshot).id}`;
    const events = await (await ask(`${job}/events?replay=all`)).text();
    const answers = ['', '/logs', '/progress?history=true', '/failure-details'].map(async (path) =>
      (await ask(`${job}${path}`)).text(),
    );
    const [last = '', ...others] = await Promise.all(answers);
    return { snapshot: JSON.parse(last) as JobSnapshot, said: [first, events, last, ...others].join('\n') };
  }

  /** A script that names something it must not have: how the name is written, and what was uploaded under it. */
  const rows: [string, () => string, (() => string | Buffer)?][] = [
    ['music of the web', () => `---\nmusic: ${remote('d.mp3')}\n---\n\n# A`],
    [
      'a drawing that links into the web',
      () => '![](a.svg)',
      () => `${SVG}<image href="${remote('e.png')}"/></svg>`,
    ],
    [
      'a playlist that calls itself a clip',
      () => '![](a.mp4)',
      () => `#EXTM3U\n#EXTINF:1,\n${remote('f.ts')}\n#EXT-X-ENDLIST\n`,
    ],
    [
      'a list of files that calls itself a picture',
      () => '![](a.jpg)',
      () => `ffconcat version 1.0\nfile '${remote('g.jpg')}'\n`,
    ],
    ['the server’s own file', () => `![](${PASSWD})`],
    ['the server’s own file, by climbing', () => `![](${'../'.repeat(12)}etc/passwd)`],
    ['the server’s own file, encoded', () => '![](%2fetc%2fpasswd)'],
    ['the server’s own file, encoded twice', () => '![](%252fetc%252fpasswd)'],
    ['the server’s own file, encoded climbing', () => `![](${'%2e%2e/'.repeat(12)}etc/passwd)`],
    ['the server’s own file in HTML', () => `<img src="${PASSWD}">`],
    ['the server’s own file as music', () => `---\nmusic: ${PASSWD}\n---\n\n# A`],
    [
      'a playlist of the server’s own file',
      () => '![](a.mp4)',
      () => `#EXTM3U\n#EXTINF:1,\n${PASSWD}\n#EXT-X-ENDLIST\n`,
    ],
    ['a list of the server’s own file', () => '![](a.png)', () => `file '${PASSWD}'\n`],
    [
      'a drawing of the server’s own file',
      () => '![](a.svg)',
      () => `${SVG}<image xlink:href="file://${PASSWD}"/></svg>`,
    ],
    [
      'a drawing with an entity of the server’s own file',
      () => '![](a.svg)',
      () => `<!DOCTYPE svg [<!ENTITY a SYSTEM "file://${PASSWD}">]>${SVG}<text>&a;</text></svg>`,
    ],
    ['a picture of 30,000 × 30,000', () => '![](a.png)', () => pngHead(30_000, 30_000)],
  ];
  for (const [what, written, content] of rows) {
    it(`cannot have ${what}`, async () => {
      const text = written();
      const path = /\(([^)]+)\)/.exec(text)?.[1];
      const assets = content && path !== undefined ? { [path]: await upload(content()) } : {};
      const { snapshot, said } = await tell(`${text}\n\nSome words.\n`, assets);
      if (snapshot) assert.equal(snapshot.status, 'Failed', said.slice(-2000));
      if (snapshot) assert.equal(snapshot.errors[0]?.code, 'E422-SCRIPT', JSON.stringify(snapshot.errors));
      assert.deepEqual(asked, []);
      assert.ok(!said.includes(secret) && !said.includes('root:'), said);
      assert.ok(!said.includes(studio.folder), 'it tells of the server’s disk');
    });
  }

  it('cannot give a path for an asset', async () => {
    for (const hash of [PASSWD, '../../../etc/passwd', 'a'.repeat(63), `${'a'.repeat(64)}/..`]) {
      const { snapshot, said } = await tell('![](a.png)', { 'a.png': hash });
      assert.equal(snapshot, undefined, said);
    }
  });

  it('is a film without what lies elsewhere, says so, and neither asks for it nor has anything of the server', async () => {
    const playlist = `#EXTM3U\n#EXTINF:1,\n${remote('h.ts')}\n`;
    const text = `# Words

![](${remote('a.png')}) ![bg](${remote('b.png')}) ![](${remote('c.png').slice('http:'.length)})
![](file://${PASSWD}) ![](concat:${PASSWD}|${PASSWD}) ![](${remote('d.mp4')})

<img src="${remote('e.png')}"> <script src="${remote('f.js')}"></script>
<link rel="stylesheet" href="${remote('g.css')}"> [a link](${remote('link')}) <file://${PASSWD}>
`;
    const { snapshot, said } = await tell(text, { [remote('d.mp4')]: await upload(playlist) });
    assert.equal(snapshot?.status, 'Done', said.slice(-2000));
    const warned = snapshot?.warnings.map(({ message }) => message).join('\n');
    for (const name of ['a.png', 'd.mp4', PASSWD]) assert.ok(warned?.includes(name), `${name}: ${warned}`);
    const files = await Promise.all(
      (snapshot?.artifacts ?? []).map(async ({ path }) =>
        Buffer.from(await (await ask(running.url + path)).arrayBuffer()),
      ),
    );
    assert.ok(files.length >= 5);
    for (const bytes of [...files, Buffer.from(said)]) assert.equal(bytes.indexOf(secret), -1);
    assert.deepEqual(asked, []);
  });
});
