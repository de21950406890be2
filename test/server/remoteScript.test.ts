import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Problem } from '../../src/protocol/protocol.ts';
import { createTokens } from '../../src/server/tokens.ts';
import { openStudio, type Studio } from '../support/films.ts';
import { ask, post } from '../support/http.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../support/server.ts';

const PICTURE = join(import.meta.dirname, '../../examples/pictures/lighthouse.jpg');

describe('a script that comes over TCP', function () {
  this.timeout(60_000);
  let studio: Studio;
  let running: RunningServer;
  let url: string;
  let bytes: Buffer;
  let hash: string;
  before(async () => {
    bytes = await readFile(PICTURE);
    hash = createHash('sha256').update(bytes).digest('hex');
    studio = await openStudio();
    running = await runServer(studio.engine, 'tcp', {
      token: createTokens([TOKEN, 'another']),
      masks: [{ folder: studio.folder, as: '$DATA' }],
      limits: { uploadSilenceSeconds: 0.2 },
    });
    url = running.url;
  });
  after(async () => {
    await running.close();
    await studio.dispose();
  });

  const showing = (path: string, more: object = {}): object => ({
    script: { format: 'markdown', text: `# A film\n\nWords.\n\n---\n\n![](<${path}>)\n\nMore words.\n` },
    ...more,
  });

  async function refused(body: object): Promise<Problem> {
    const answer = await post(`${url}/api/plan`, body);
    const text = await answer.text();
    assert.equal(answer.status, 422, `${JSON.stringify(body)} ${text}`);
    assert.ok(!text.includes(studio.folder), text);
    return JSON.parse(text) as Problem;
  }

  function put(token = TOKEN, body: BodyInit = new Uint8Array(bytes)): Promise<Response> {
    return ask(`${url}/api/assets/${hash}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
      body,
    });
  }

  const uploads = (): Promise<string[]> =>
    readdir(join(studio.folder, 'data', 'assets', `of-${OWNER}`)).catch(() => []);

  it('reaches no file of the server, and is told to upload its own', async () => {
    const secret = join(studio.desk, 'secret.jpg');
    await writeFile(secret, bytes);
    for (const path of ['/etc/hostname', secret, '../desk/secret.jpg', 'secret.jpg']) {
      const { line, remediation } = await refused(showing(path));
      assert.equal(line, 7, path);
      assert.match(remediation ?? '', /^Upload the file/u, path);
    }
  });

  it('reaches its own uploads, by the name that is written, and nobody else’s', async () => {
    const asking = showing('bilder/light house.jpg', { assets: { 'bilder/light house.jpg': hash } });
    assert.equal((await put('another')).status, 204);
    const { errors } = await refused(asking);
    assert.deepEqual(
      errors?.map(({ path }) => path),
      ['assets.bilder/light house.jpg'],
    );
    assert.equal((await put()).status, 204);
    assert.equal((await post(`${url}/api/plan`, asking)).status, 200);
    await refused(showing('other.jpg', { assets: { 'bilder/light house.jpg': hash } }));
    await refused(showing('constructor', { assets: {} }));
  });

  it('sends its uploads whole, or they are not there: broken off, silent or changed', async () => {
    const before = await uploads();
    const { host, port } = new URL(url);
    for (const leave of [true, false]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `PUT /api/assets/${'0'.repeat(64)} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\n` +
          'Content-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\nhalf of it',
      );
      while ((await uploads()).length === before.length)
        await new Promise((resolve) => setTimeout(resolve, 5));
      const closed = once(socket, 'close');
      if (leave) socket.destroy();
      // Otherwise it says nothing more, and is given up.
      await closed;
      while ((await uploads()).length > before.length) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal((await put(TOKEN, 'changed on the way')).status, 422);
    assert.deepEqual(await uploads(), before);
  });
});
