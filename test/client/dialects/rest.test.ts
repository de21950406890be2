import assert from 'node:assert/strict';
import { createAuraClient, type AuraClient } from '../../../src/client/client.ts';
import { AuraError, type GenerateRequest } from '../../../src/protocol/protocol.ts';
import { collect } from '../../contract/jobService.ts';
import { foreignJob, foreignServer, type ForeignServer } from '../../support/foreignServer.ts';
import { endFrame, frames, scriptedServer, stream } from '../../support/scriptedServer.ts';
import { TOKEN } from '../../support/server.ts';

const BRIEF: GenerateRequest = { brief: { topic: 'Bees' } };

describe('requests to a server of another make', () => {
  let server: ForeignServer;
  let client: AuraClient;
  beforeEach(async () => {
    server = await foreignServer();
    client = createAuraClient({ endpoint: { url: server.url, token: TOKEN } });
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  const refuses = async (asked: Promise<unknown>, words: RegExp): Promise<void> =>
    assert.rejects(asked, (error) => AuraError.is(error, 'E422-SCRIPT') && words.test(error.message));

  it('read a job in its words', async () => {
    server.jobs.set(
      'k',
      foreignJob('k', 'completed', {
        percent: 100,
        stage: 'Complete',
        completedAt: '2026-01-01T00:00:31Z',
        outputPath: '/films/k/film.mp4',
        artifacts: [{ path: '', filePath: '/films/k/film.mp4', type: 'video', sizeBytes: 6 }],
      }),
    );
    const running = await client.get('j');
    assert.deepEqual([running.status, running.stage, running.percent], ['Running', 'script', 12]);
    const done = await client.get('k');
    assert.deepEqual([done.status, done.percent, done.elapsedSeconds], ['Done', 100, 30]);
    assert.deepEqual(done.artifacts, [
      { name: 'film.mp4', path: '/films/k/film.mp4', type: 'video/mp4', sizeBytes: 6 },
    ]);
    assert.deepEqual((await client.list()).map(({ id }) => id).sort(), ['j', 'k']);
    assert.deepEqual(
      (await client.list({ status: ['Done'] })).map(({ id }) => id),
      ['k'],
    );
    const { body } = await client.artifact('k', 'film.mp4');
    assert.equal(await new Response(body).text(), 'a film');
    await assert.rejects(client.get('nobody'), (error) => AuraError.is(error, 'E404-NOT_FOUND'));
  });

  it('start a brief as it is, and a line of text as the topic of one', async () => {
    assert.equal((await client.start(BRIEF)).status, 'Queued');
    await client.start({
      script: { format: 'text', text: ' How bees dance\n' },
      overrides: {
        resolution: '720p',
        aspect: '9:16',
        fps: 25,
        voice: { name: 'Ann', rate: 1.2 },
        target: 90,
      },
    });
    assert.deepEqual(server.bodies, [
      BRIEF,
      {
        brief: { topic: 'How bees dance', aspect: '9:16' },
        planSpec: { targetDuration: '00:01:30' },
        voiceSpec: { voiceName: 'Ann', rate: 1.2 },
        renderSpec: { res: { width: 720, height: 1280 }, fps: 25, container: 'mp4' },
      },
    ]);
  });

  it('send nothing of a film that cannot be made there, its pictures no more than its script', async () => {
    await refuses(client.missingAssets(['a'.repeat(64)]), /no pictures/);
    assert.deepEqual(server.asked, ['GET /api/health/live']);
  });

  it('say plainly what cannot be done there, and do not pretend', async () => {
    const script = { format: 'markdown', text: '# One' } as const;
    await refuses(client.start({ script }), /not of a script/);
    await refuses(client.start({ script: { format: 'text', text: 'One\n\nTwo' } }), /not of a script/);
    const line = { format: 'text', text: 'Bees' } as const;
    await refuses(client.start({ script: line, scenes: [1] }), /single scenes/);
    await refuses(client.start({ script: line, assets: { 'a.png': 'a'.repeat(64) } }), /no pictures/);
    await refuses(client.start({ script: { format: 'text', text: ' ' } }), /topic/);
    await refuses(client.plan(BRIEF), /beforehand/);
    await refuses(client.missingAssets(['a'.repeat(64)]), /no pictures/);
    await refuses(client.capabilities(), /what it can do/);
    await refuses(client.logs('j'), /log/);
    await refuses(client.remove('j'), /delete/);
    assert.deepEqual(server.bodies, []);
  });

  it('cancel: the status afterwards, not the one it tells; a second time is a conflict', async () => {
    const result = await client.cancel('j');
    assert.equal(result.currentStatus, 'Canceled');
    assert.deepEqual(result.warnings, ['One provider cannot be stopped']);
    await assert.rejects(client.cancel('j'), (error) => AuraError.is(error, 'E409-CONFLICT'));
    assert.equal(server.asked.filter((asked) => asked.endsWith('/cancel')).length, 2);
  });

  it('retry: the new job, though the answer names the old one', async () => {
    server.jobs.set('j', foreignJob('j', 'failed', { errorMessage: 'The encoder ended' }));
    const details = await client.failureDetails('j');
    assert.equal(details.errors[0]?.message, 'The encoder ended');
    const again = await client.retry('j');
    assert.deepEqual([again.id, again.status], ['j-again', 'Running']);
  });
});

describe('a server of ours', () => {
  it('is never taken for one of another make because it was away for a moment', async () => {
    const paths: (string | undefined)[] = [];
    const server = await scriptedServer([
      (response) => stream(response, { 'x-aura-heartbeat-seconds': '5' }).end(frames(0, 2)),
      (response) => response.writeHead(503).end(),
      (response) => response.writeHead(500).end(),
      (response, request) => {
        paths.push(request.url);
        stream(response).end(frames(3, 8) + endFrame(9));
      },
    ]);
    const policy = { baseMs: 4, capMs: 8 };
    const client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy });
    const events = await collect(client.events('j', { fromStart: true }));
    assert.deepEqual(
      events.map(({ id }) => id),
      Array.from({ length: 10 }, (_, seq) => `1000-${seq}`),
    );
    assert.deepEqual(server.resumedAfter, [undefined, '1000-2', '1000-2', '1000-2']);
    assert.deepEqual(paths, ['/api/jobs/j/events']);
    await server.close();
  });
});
