import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuraError, type ScriptRequest, type Transfer } from '../../../src/protocol/protocol.ts';
import type { Fault, FaultScript } from '../../faults/proxy.ts';
import { remoteRig, type RemoteRig, until } from './remoteWindow.ts';

const TEXT = '# A lamp\n\n![A light](light.png)\n\n---\n\n![Not there](gone.png)\n';

describe('sending a script to a server', () => {
  let rig: RemoteRig;
  afterEach(() => rig.close());

  const begin = async (faults: FaultScript = {}) => {
    rig = await remoteRig(faults);
    await writeFile(join(rig.folder, 'light.png'), Buffer.alloc(300_000, 7));
    const window = rig.open();
    const script = { languageId: 'markdown', name: 'lamp.md', text: TEXT, folder: rig.folder, settings: {} };
    const film = { script: 'file:///lamp.md', place: { path: join(rig.folder, 'lamp.mp4'), replace: false } };
    return { ...window, run: () => window.send(script, film) };
  };
  const requests = () => rig.service.requests as ScriptRequest[];

  it('sends the pictures that are there, and begins the job with them', async () => {
    const { run, jobs } = await begin();
    const job = await run();
    const [request] = requests();
    assert.deepEqual(Object.keys(request?.assets ?? {}), ['light.png']);
    assert.equal(request?.localBase, undefined);
    assert.equal(request?.localOutput, undefined);
    assert.deepEqual(
      jobs.all().map(({ snapshot }) => snapshot.id),
      [job?.id],
    );
    assert.equal(jobs.scriptOf(job?.id ?? ''), 'file:///lamp.md');
  });

  it('shows how far it has come', async () => {
    const { run, jobs } = await begin();
    const seen: Transfer[] = [];
    jobs.onDidChange(() => {
      const transfer = jobs.all()[0]?.transfer;
      if (transfer) seen.push(transfer);
    });
    await run();
    assert.deepEqual(seen.at(-1), {
      kind: 'sending',
      file: 1,
      files: 1,
      sentBytes: 300_000,
      totalBytes: 300_000,
    });
  });

  it('sends what the server has already not again', async () => {
    const { run } = await begin();
    await run();
    await run();
    assert.equal(rig.proxy.others.filter(({ method }) => method === 'PUT').length, 1);
    assert.equal(requests().length, 2);
  });

  it('says at once when nobody is there, and leaves nothing behind', async () => {
    const { run, jobs } = await begin();
    await rig.proxy.down();
    await assert.rejects(run(), (error) => AuraError.is(error, 'E503-UNAVAILABLE'));
    assert.deepEqual(jobs.all(), []);
  });

  it('goes on after a cut, and says meanwhile that it waits', async () => {
    let cuts = 0;
    const cut: Fault = (connection) => {
      if (connection.request.method !== 'PUT' || (cuts += 1) > 1) return connection.pass();
      connection.end('reset');
    };
    const { run, jobs, clock } = await begin({ others: cut });
    const done = run();
    await until(() => jobs.all()[0]?.connection.kind === 'reconnecting', 'it waits');
    assert.equal(jobs.all()[0]?.transfer?.kind, 'sending');
    clock.wake();
    assert.ok(await done);
    assert.equal(requests().length, 1);
  });

  it('makes one film when only the answer was lost', async () => {
    let lost = 0;
    const loseAnswer: Fault = async (connection) => {
      const { method, path } = connection.request;
      if (method !== 'POST' || path !== '/api/jobs' || (lost += 1) > 1) return connection.pass();
      await connection.ask();
      connection.end('reset');
    };
    const { run, jobs, clock } = await begin({ others: loseAnswer });
    const done = run();
    await until(() => jobs.all()[0]?.connection.kind === 'reconnecting', 'it waits');
    clock.wake();
    const job = await done;
    assert.equal(lost, 2);
    assert.deepEqual(
      (await rig.service.list()).map(({ id }) => id),
      [job?.id],
    );
  });

  it('can be called off', async () => {
    const stall: Fault = (connection) =>
      connection.request.method === 'PUT' ? connection.end('stall') : connection.pass();
    const { run, jobs } = await begin({ others: stall });
    const done = run();
    await until(() => rig.proxy.others.some(({ method }) => method === 'PUT'), 'it sends');
    await jobs.cancel(jobs.all()[0]?.snapshot.id ?? '');
    assert.equal(await done, undefined);
    assert.deepEqual(jobs.all(), []);
    assert.deepEqual(requests(), []);
  });
});
