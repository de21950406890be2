import assert from 'node:assert/strict';
import { AuraError, DEMO_REQUEST, type JobSnapshot } from '../../../src/protocol/protocol.ts';
import type { JobClient } from '../../../src/extension/connection/jobClient.ts';
import { createJobMemory } from '../../../src/extension/jobs/memory.ts';
import { createJobs } from '../../../src/extension/jobs/jobs.ts';
import { memoryOf, scriptedClient, scriptedHosts, settled, snapshotOf } from '../scripted.ts';

const LIVE = { kind: 'live' } as const;

function windowWith(
  client: JobClient | AuraError,
  memory = memoryOf(),
  servers: Readonly<Record<string, JobClient | AuraError>> = {},
  server?: string,
) {
  const hosts = scriptedHosts({ local: client, ...servers }, server);
  const log = { warn: () => undefined };
  const { connections } = hosts;
  const jobs = createJobs({ connections, memory: createJobMemory(memory), log, history: 30 });
  const ended: JobSnapshot[] = [];
  jobs.onDidEnd((snapshot) => ended.push(snapshot));
  return { jobs, ended, memory, hosts, connects: () => hosts.connects['local'] ?? 0 };
}

describe('the jobs of a window', () => {
  it('follow a job from its start to its end, and tell the end once', async () => {
    const script = scriptedClient();
    const { jobs, ended } = windowWith(script.client);
    const { id } = await jobs.start(DEMO_REQUEST, { script: 'file:///a.md' });
    await settled();
    script.push({ snapshot: snapshotOf(id, { percent: 60 }), connection: LIVE });
    await settled();
    assert.equal(jobs.find(id)?.snapshot.percent, 60);
    assert.equal(jobs.scriptOf(id), 'file:///a.md');
    script.push({ snapshot: snapshotOf(id, { status: 'Done', percent: 100 }), connection: LIVE });
    await settled();
    await jobs.refresh();
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['Done'],
    );
    assert.equal(script.watching(id), 0);
  });

  it('start no engine after a reload when nothing was going on', async () => {
    const { jobs, connects } = windowWith(scriptedClient().client);
    jobs.resume();
    await settled();
    assert.equal(connects(), 0);
  });

  it('take up again after a reload what goes on', async () => {
    const script = scriptedClient([snapshotOf('a')]);
    const memory = memoryOf({ 'aura.followed': ['a'] });
    const { jobs, ended } = windowWith(script.client, memory);
    jobs.resume();
    await settled();
    assert.equal(script.watching('a'), 1);
    script.push({ snapshot: snapshotOf('a', { status: 'Failed' }), connection: LIVE });
    await settled();
    assert.deepEqual(
      ended.map(({ id }) => id),
      ['a'],
    );
    assert.deepEqual(memory.get('aura.followed'), []);
  });

  it('forget a job that the engine does not know any more', async () => {
    const memory = memoryOf({ 'aura.followed': ['gone'] });
    const { jobs } = windowWith(scriptedClient().client, memory);
    jobs.resume();
    await settled();
    assert.deepEqual(memory.get('aura.followed'), []);
  });

  it('keep a job in mind when the engine cannot be reached', async () => {
    const memory = memoryOf({ 'aura.followed': ['a'] });
    const { jobs } = windowWith(new AuraError('E503-UNAVAILABLE', 'Dead'), memory);
    jobs.resume();
    await settled();
    jobs.dispose();
    assert.deepEqual(followed(memory), ['local a']);
  });

  it('show a job as unreachable when following it breaks off', async () => {
    const script = scriptedClient();
    const { jobs } = windowWith(script.client);
    const { id } = await jobs.start(DEMO_REQUEST);
    await settled();
    script.fail(id, new AuraError('E503-UNAVAILABLE', 'Dead'));
    await settled();
    assert.deepEqual(jobs.find(id)?.connection, { kind: 'closed' });
    jobs.resume();
    await settled();
    assert.equal(script.watching(id), 1);
  });

  it('are listed newest first', async () => {
    const old = snapshotOf('old', { status: 'Done', createdAt: '2026-11-19T10:00:00.000Z' });
    const { jobs } = windowWith(scriptedClient([old, snapshotOf('new', { status: 'Done' })]).client);
    await jobs.refresh();
    assert.deepEqual(
      jobs.all().map(({ snapshot }) => snapshot.id),
      ['new', 'old'],
    );
  });

  it('do not tell of the end of jobs that other windows began', async () => {
    const { jobs, ended } = windowWith(scriptedClient([snapshotOf('other', { status: 'Done' })]).client);
    await jobs.refresh();
    assert.deepEqual(ended, []);
  });

  it('follow a retried job through its next attempt', async () => {
    const failed = snapshotOf('a', { status: 'Failed' });
    const script = scriptedClient([failed]);
    const { jobs, ended } = windowWith(script.client);
    await jobs.refresh();
    await jobs.retry('a');
    await settled();
    assert.equal(jobs.find('a')?.snapshot.attempt, 2);
    script.push({ snapshot: snapshotOf('a', { status: 'Done', attempt: 2 }), connection: LIVE });
    await settled();
    assert.deepEqual(
      ended.map(({ attempt }) => attempt),
      [2],
    );
  });

  it('drop what was removed elsewhere', async () => {
    const script = scriptedClient([snapshotOf('a', { status: 'Done' })]);
    const { jobs } = windowWith(script.client);
    await jobs.refresh();
    await script.client.remove('a');
    await jobs.refresh();
    assert.deepEqual(jobs.all(), []);
  });

  it('let go of every watch when the window closes', async () => {
    const script = scriptedClient();
    const { jobs, memory } = windowWith(script.client);
    const { id } = await jobs.start(DEMO_REQUEST);
    await settled();
    jobs.dispose();
    await settled();
    assert.equal(script.watching(id), 0);
    assert.deepEqual(followed(memory), [`local ${id}`]);
  });

  it('go on after a reload from the last event that was seen', async () => {
    const seen = snapshotOf('a', { percent: 60, lastEventId: '1700000000000-7' });
    const script = scriptedClient([seen]);
    const memory = memoryOf();
    const before = windowWith(script.client, memory);
    await before.jobs.retry('a');
    await settled();
    script.push({ snapshot: seen, connection: LIVE });
    await settled();
    before.jobs.dispose();

    const { jobs } = windowWith(script.client, memory);
    jobs.resume();
    assert.equal(jobs.find('a')?.snapshot.percent, 60);
    assert.deepEqual(jobs.find('a')?.connection, { kind: 'connecting' });
    await settled();
    assert.equal(script.calls.at(-1), 'watch a after 1700000000000-7');
  });
});

const SERVER = 'https://studio.example.org';

describe('the jobs of a window that has a server', () => {
  it('stay with the server on which they were begun when films are made elsewhere', async () => {
    const here = scriptedClient();
    const there = scriptedClient();
    const { jobs, hosts, ended } = windowWith(here.client, memoryOf(), { [SERVER]: there.client }, SERVER);
    const { id } = await jobs.start(DEMO_REQUEST);
    hosts.use(undefined);
    await jobs.refresh();
    await settled();
    assert.equal(jobs.find(id)?.host.label, 'studio.example.org');
    assert.equal(there.watching(id), 1);
    there.push({ snapshot: snapshotOf(id, { status: 'Done' }), connection: LIVE });
    await settled();
    assert.deepEqual(
      ended.map((snapshot) => snapshot.id),
      [id],
    );
    assert.deepEqual(here.calls, []);
  });

  it('are taken up on their own server after a reload, wherever films are made now', async () => {
    const there = scriptedClient([snapshotOf('a')]);
    const memory = memoryOf({ 'aura.followed': [{ id: 'a', host: SERVER }] });
    const { jobs, connects } = windowWith(scriptedClient().client, memory, { [SERVER]: there.client });
    jobs.resume();
    await settled();
    assert.equal(there.watching('a'), 1);
    assert.equal(connects(), 0);
  });

  it('are shown as last known while their server cannot be used', async () => {
    const known = snapshotOf('a', { percent: 30 });
    const memory = memoryOf({ 'aura.followed': [{ id: 'a', host: SERVER, known }] });
    const refused = new AuraError('E401-UNAUTHORIZED', 'No');
    const { jobs, hosts } = windowWith(scriptedClient().client, memory, { [SERVER]: refused });
    const lost: AuraError[] = [];
    jobs.onDidLose((error) => lost.push(error));
    jobs.resume();
    await settled();
    assert.equal(jobs.find('a')?.snapshot.percent, 30);
    assert.deepEqual(jobs.find('a')?.connection, { kind: 'closed' });
    assert.deepEqual(lost, [refused]);
    assert.equal(hosts.connections.of(SERVER).trouble, refused);
    assert.deepEqual(followed(memory), [`${SERVER} a`]);
  });

  it('are not forgotten in silence when their server does not know them any more', async () => {
    const known = snapshotOf('a', { title: 'Tides' });
    const memory = memoryOf({ 'aura.followed': [{ id: 'a', host: SERVER, known }] });
    const there = scriptedClient();
    const { jobs } = windowWith(scriptedClient().client, memory, { [SERVER]: there.client });
    const lost: AuraError[] = [];
    jobs.onDidLose((error) => lost.push(error));
    jobs.resume();
    await settled();
    assert.match(lost[0]?.message ?? '', /“Tides” is not on studio\.example\.org any more/);
    assert.deepEqual(jobs.all(), []);
    assert.deepEqual(followed(memory), []);
  });

  it('are not taken from a memory that is damaged', async () => {
    const memory = memoryOf({ 'aura.followed': [{ id: 'a', host: 'nowhere' }, 7, { id: 'b' }] });
    const { jobs } = windowWith(scriptedClient().client, memory);
    jobs.resume();
    await settled();
    assert.deepEqual(jobs.all(), []);
  });

  it('never show a path of the server as one of this machine', async () => {
    const film = { name: 'film.mp4', path: '/etc/passwd', type: 'video/mp4', sizeBytes: 1 };
    const output = {
      videoPath: '/etc/passwd',
      subtitlePath: '/etc/shadow',
      sizeBytes: 1,
      durationSeconds: 1,
    };
    const there = scriptedClient([snapshotOf('a', { status: 'Done', artifacts: [film], output })]);
    const { jobs } = windowWith(scriptedClient().client, memoryOf(), { [SERVER]: there.client }, SERVER);
    await jobs.refresh();
    const snapshot = jobs.find('a')?.snapshot;
    assert.equal(snapshot?.output?.videoPath, '');
    assert.equal(snapshot?.output?.subtitlePath, '');
    assert.deepEqual(
      snapshot?.artifacts.map(({ path }) => path),
      [''],
    );
  });

  it('can be called off while they are being sent', () => {
    const { jobs, hosts } = windowWith(scriptedClient().client, memoryOf(), {}, SERVER);
    let cancelled = 0;
    const { host } = hosts.connections.current();
    const draft = jobs.draft({
      host,
      title: 'a.md',
      scriptName: 'a.md',
      cancel: () => void (cancelled += 1),
    });
    draft.show({ kind: 'sending', file: 2, files: 5, sentBytes: 3, totalBytes: 9 }, LIVE);
    assert.equal(jobs.all()[0]?.transfer?.kind, 'sending');
    void jobs.cancel(draft.snapshot.id);
    assert.equal(cancelled, 1);
    draft.end();
    assert.deepEqual(jobs.all(), []);
  });

  it('are cancelled as soon as their server is heard again', async () => {
    const there = scriptedClient();
    let away = true;
    let cancelled = 0;
    const client: JobClient = {
      ...there.client,
      async cancel() {
        if (away) throw new AuraError('E503-UNAVAILABLE', 'Away');
        cancelled += 1;
        throw new AuraError('E409-CONFLICT', 'It has ended');
      },
    };
    const { jobs } = windowWith(scriptedClient().client, memoryOf(), { [SERVER]: client }, SERVER);
    const { id } = await jobs.start(DEMO_REQUEST);
    await settled();
    const lost = { kind: 'reconnecting', attempt: 1, nextAtMs: 0 } as const;
    there.push({ snapshot: snapshotOf(id), connection: lost });
    await settled();
    assert.equal(await jobs.cancel(id), undefined);
    assert.equal(jobs.find(id)?.snapshot.cancelling, true);
    there.push({ snapshot: snapshotOf(id), connection: { ...lost, attempt: 2 } });
    await settled();
    assert.equal(jobs.find(id)?.snapshot.cancelling, true);
    assert.equal(cancelled, 0);

    away = false;
    const told: string[] = [];
    jobs.onDidLose(({ message }) => told.push(message));
    there.push({ snapshot: snapshotOf(id), connection: LIVE });
    await settled();
    assert.equal(cancelled, 1);
    assert.deepEqual(told, ['It has ended']);
    assert.equal(jobs.find(id)?.snapshot.cancelling, true);
    there.push({ snapshot: snapshotOf(id, { percent: 50 }), connection: LIVE });
    await settled();
    assert.equal(jobs.find(id)?.snapshot.cancelling, false);
  });

  it('say when anything was last heard of them', async () => {
    const there = scriptedClient();
    const { jobs } = windowWith(scriptedClient().client, memoryOf(), { [SERVER]: there.client }, SERVER);
    const { id } = await jobs.start(DEMO_REQUEST);
    await settled();
    const heard = jobs.find(id)?.lastHeardMs ?? 0;
    assert.ok(Math.abs(heard - Date.now()) < 60_000);
    const snapshot = snapshotOf(id);
    there.push({ snapshot, connection: { kind: 'reconnecting', attempt: 1, nextAtMs: 0 } });
    await settled();
    assert.equal(jobs.find(id)?.lastHeardMs, heard);
  });
});

function followed(memory: ReturnType<typeof memoryOf>): string[] {
  return (memory.get('aura.followed') as { id: string; host: string }[]).map(
    ({ id, host }) => `${host} ${id}`,
  );
}
