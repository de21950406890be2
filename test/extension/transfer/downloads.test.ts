import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobError, JobSnapshot } from '../../../src/protocol/protocol.ts';
import type { Fault, FaultScript } from '../../faults/proxy.ts';
import { remoteRig, type RemoteRig, until } from './remoteWindow.ts';

const FILM = Buffer.alloc(200_000, 3);
const SCRIPT = { script: { format: 'markdown', text: '# A film', title: 'A film' } } as const;

describe('bringing a film from its server', () => {
  let rig: RemoteRig;
  afterEach(() => rig.close());

  const begin = async (faults: FaultScript = {}) => {
    rig = await remoteRig(faults);
    rig.service.files.set('film.mp4', { bytes: FILM, type: 'video/mp4' });
    rig.service.files.set('captions.srt', { bytes: Buffer.from('1\nsrt'), type: 'text/plain' });
    return watching(rig.open());
  };
  const watching = (window: ReturnType<RemoteRig['open']>) => {
    const saved: JobSnapshot[] = [];
    const failed: JobError[] = [];
    window.downloads.onDidSave((snapshot) => saved.push(snapshot));
    window.downloads.onDidFail(({ error }) => failed.push(error));
    return { ...window, saved, failed };
  };
  const place = () => ({ path: join(rig.folder, 'lamp.mp4'), replace: false });
  /** A job that waits for its end, watched by the window. */
  const start = async ({ jobs }: ReturnType<RemoteRig['open']>, where = place()) => {
    const { id } = await jobs.start(SCRIPT, { place: where });
    await until(() => rig.proxy.streams.length > 0, 'the job is watched');
    return id;
  };

  it('puts it where a person wants it, and the window then knows it as a file of this machine', async () => {
    const window = await begin();
    const id = await start(window);
    rig.service.complete(id);
    await until(() => window.saved.length === 1, 'it is saved');
    assert.deepEqual(await readFile(place().path), FILM);
    const job = window.jobs.find(id);
    assert.equal(job?.snapshot.output?.videoPath, place().path);
    assert.equal(job?.transfer, undefined);
  });

  it('overwrites nothing', async () => {
    const window = await begin();
    await writeFile(place().path, 'mine');
    rig.service.complete(await start(window));
    await until(() => window.saved.length === 1, 'it is saved');
    assert.equal(await readFile(place().path, 'utf8'), 'mine');
    assert.ok((await rig.files()).includes('lamp (2).mp4'));
  });

  it('goes on after a cut, saying meanwhile that it waits', async () => {
    let cuts = 0;
    const cut: Fault = (connection) => {
      if (!connection.request.path.endsWith('film.mp4') || (cuts += 1) > 1) return connection.pass();
      connection.end('reset');
    };
    const window = await begin({ others: cut });
    const id = await start(window);
    rig.service.complete(id);
    await until(() => window.jobs.find(id)?.connection.kind === 'reconnecting', 'it waits');
    assert.equal(window.jobs.find(id)?.transfer?.kind, 'receiving');
    window.clock.wake();
    await until(() => window.saved.length === 1, 'it is saved');
    assert.deepEqual(await readFile(place().path), FILM);
  });

  it('is taken up after a reload, and leaves no part of the first try behind', async () => {
    const stall: Fault = (connection) =>
      connection.request.path.endsWith('film.mp4') ? connection.end('stall') : connection.pass();
    const window = await begin({ others: stall });
    const id = await start(window);
    rig.service.complete(id);
    await until(() => rig.proxy.others.some(({ path }) => path.endsWith('film.mp4')), 'it is fetched');
    await rig.proxy.down();
    await window.close();
    assert.deepEqual(await rig.files(), []);

    const next = watching(rig.open());
    next.downloads.resume();
    assert.equal(next.jobs.find(id)?.snapshot.status, 'Done');
    assert.equal(next.jobs.find(id)?.transfer?.kind, 'receiving');
    await next.close();
  });

  it('ends after a reload in the film', async () => {
    const window = await begin();
    const id = await start(window);
    await window.close();
    rig.service.complete(id);
    const next = watching(rig.open());
    next.jobs.resume();
    await until(() => next.saved.length === 1, 'it is saved');
    assert.deepEqual(await readFile(place().path), FILM);
    assert.equal(window.saved.length, 0);

    const last = watching(rig.open());
    last.downloads.resume();
    await last.jobs.refresh();
    assert.equal(last.jobs.find(id)?.snapshot.output?.videoPath, place().path);
  });

  it('says so when the folder is gone, and brings it to another', async () => {
    const window = await begin();
    const gone = join(rig.folder, 'old', 'lamp.mp4');
    await mkdir(join(rig.folder, 'old'));
    const id = await start(window, { path: gone, replace: false });
    await rm(join(rig.folder, 'old'), { recursive: true });
    rig.service.complete(id);
    await until(() => window.failed.length === 1, 'it has failed');
    assert.match(window.failed[0]?.message ?? '', /The folder for lamp\.mp4 is gone/);
    assert.equal(window.jobs.find(id)?.transfer?.kind, 'failed');
    assert.equal(await window.downloads.placeOf(id), undefined);

    const job = window.jobs.find(id);
    assert.ok(job);
    window.downloads.bring(job.snapshot, job.host, place());
    await until(() => window.saved.length === 1, 'it is saved');
    assert.deepEqual(await readFile(place().path), FILM);
  });
});
