import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createHouse, type House } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted } from '../../engine/jobs/scriptedPipeline.ts';
import { runServer, TOKEN, type RunningServer } from '../../support/server.ts';

const SECRET = 'nobody may read this';

/** The answer to a path that is sent exactly as it is written: no library has tidied it. */
function answer(url: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const asking = httpRequest({ port: new URL(url).port, host: '127.0.0.1', path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asking.on('error', reject);
    asking.end();
  });
}

describe('the files of a job, over HTTP', () => {
  let house: House;
  let running: RunningServer;
  let files: string;

  before(async () => {
    house = await createHouse();
    await writeFile(join(house.dataFolder, 'secret.txt'), SECRET);
    const engine = house.engine(
      scripted(async (job) => {
        await symlink(join(house.dataFolder, 'secret.txt'), join(job.artifactsFolder, 'link.mp4'));
        await symlink(house.dataFolder, join(job.artifactsFolder, 'folder'));
        await symlink(join(house.dataFolder, 'secret.txt'), join(job.artifactsFolder, 'declared.txt'));
        const film = await filmOf(job);
        const path = join(job.artifactsFolder, 'declared.txt');
        const declared = { name: 'declared.txt', path, type: 'text/plain', sizeBytes: 1 };
        return { ...film, artifacts: [...film.artifacts, declared] };
      }),
    );
    running = await runServer(engine, 'tcp');
    const { id } = await running.client.start(request());
    for await (const event of running.client.events(id)) assert.ok(event);
    files = `/api/jobs/${id}/artifacts/`;
  });
  after(async () => {
    await running.close();
    await house.tearDown();
  });

  it('are there', async () => assert.equal((await answer(running.url, `${files}film.mp4`)).status, 200));

  for (const name of [
    '../../../secret.txt',
    '..%2f..%2f..%2fsecret.txt',
    '%2e%2e/%2e%2e/%2e%2e/secret.txt',
    '%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt',
    '..%252f..%252f..%252fsecret.txt',
    '..%5c..%5c..%5csecret.txt',
    '..%255c..%255csecret.txt',
    '..%c0%af..%c0%afsecret.txt',
    '%uff0e%uff0e/secret.txt',
    '%2fetc%2fpasswd',
    '/etc/passwd',
    'film.mp4%00',
    'film.mp4%00.txt',
    'film.mp4%2f..%2f..%2fjob.json',
    './film.mp4/../../job.json',
    'link.mp4',
    'declared.txt',
    'folder/secret.txt',
    'folder%2fsecret.txt',
    'folder',
    '.',
    '%2e',
    '%2e%2e',
    '',
    'CON',
    'film.mp4::$DATA',
    'x'.repeat(490),
    '%E0%A4%A',
  ]) {
    it(`do not include ${name.slice(0, 50) || 'a name that is empty'}`, async () => {
      const { status, body } = await answer(running.url, files + name);
      assert.ok(status === 404 || status === 400, `${status} ${body}`);
      assert.ok(!body.includes(SECRET) && !body.includes('root:') && !body.includes('idempotency'), body);
      assert.ok(!body.includes(house.dataFolder), body);
    });
  }
});
