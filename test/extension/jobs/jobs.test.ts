import assert from 'node:assert/strict';
import { AuraError, DEMO_REQUEST, type JobSnapshot } from '../../../src/protocol/protocol.ts';
import { createEngine } from '../../../src/extension/connection/engine.ts';
import type { JobClient } from '../../../src/extension/connection/jobClient.ts';
import { createJobMemory } from '../../../src/extension/jobs/memory.ts';
import { createJobs } from '../../../src/extension/jobs/jobs.ts';
import { memoryOf, scriptedClient, settled, snapshotOf } from '../scripted.ts';

const LIVE = { kind: 'live' } as const;

function windowWith(client: JobClient | AuraError, memory = memoryOf()) {
  const connect = async () => {
    connects += 1;
    if (client instanceof AuraError) throw client;
    return client;
  };
  let connects = 0;
  const engine = createEngine({ connect, stop: async () => undefined });
  const log = { warn: () => undefined };
  const jobs = createJobs({ engine, memory: createJobMemory(memory), log, history: 30 });
  const ended: JobSnapshot[] = [];
  jobs.onDidEnd((snapshot) => ended.push(snapshot));
  return { jobs, ended, memory, connects: () => connects };
}

describe('the jobs of a window', () => {
  it('follow a job from its start to its end, and tell the end once', async () => {
    const script = scriptedClient();
    const { jobs, ended } = windowWith(script.client);
    const { id } = await jobs.start(DEMO_REQUEST, 'file:///a.md');
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
    assert.deepEqual(memory.get('aura.followed'), ['a']);
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
    assert.deepEqual(memory.get('aura.followed'), [id]);
  });
});
