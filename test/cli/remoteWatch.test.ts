import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobSnapshot, type SharedJobService } from '../../src/protocol/protocol.ts';
import { createMemoryService, type MemoryService } from '../server/memoryService.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { startAura, type Result, type RunningAura } from './aura.ts';

describe('the aura command and the jobs of a server', function () {
  this.timeout(90_000);
  let folder: string;
  let memory: MemoryService;
  let running: RunningServer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-remote-'));
    await writeFile(join(folder, 'token'), `${TOKEN}\n`);
    memory = createMemoryService();
    running = await serve(memory);
  });
  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** @param port of a server that was there before */
  function serve(service: SharedJobService, port = 0): Promise<RunningServer> {
    return runServer(service, 'tcp', { listen: { host: '127.0.0.1', port } });
  }

  function start(...args: string[]): RunningAura {
    return startAura(folder, [...args, '--server', running.url, '--token-file', 'token']);
  }

  function aura(...args: string[]): Promise<Result> {
    return start(...args).ended;
  }

  async function theJob(): Promise<JobSnapshot> {
    const [job] = await memory.list();
    assert.ok(job);
    return job;
  }

  async function newJob(): Promise<string> {
    return (
      await memory.forOwner(OWNER).start({ script: { format: 'markdown', text: '# A', title: 'A film' } })
    ).id;
  }

  function lines(text: string): Record<string, unknown>[] {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  describe('watch', () => {
    it('prints each event once with its id, and each change of the connection, over a restart of the server', async () => {
      const id = await newJob();
      const { ended, prints } = start('watch', id, '--json');
      await until(() => memory.readers() > 0);
      const ids = [memory.emit(id, 'warning', { message: 'one', step: 'tts' })];
      await prints(/one/u);
      const { port } = new URL(running.url);
      await running.close();
      await prints(/"reconnecting"/u);
      ids.push(memory.emit(id, 'warning', { message: 'two', step: 'tts' }));
      running = await serve(memory, Number(port));
      await prints(/two/u);
      memory.complete(id);
      const { code, stdout } = await ended;
      assert.equal(code, 0);
      const printed = lines(stdout);
      assert.ok('snapshot' in (printed[0] ?? {}));
      const seen = printed.flatMap((line) => (typeof line['id'] === 'string' ? [line['id']] : []));
      assert.deepEqual(seen.slice(0, 2), ids);
      assert.equal(new Set(seen).size, seen.length);
      assert.equal(printed.find(({ event }) => event === 'job-completed')?.['id'], seen.at(-1));
      const kinds = printed.flatMap(({ connection }) =>
        connection ? [(connection as { kind: string }).kind] : [],
      );
      assert.deepEqual(
        kinds.filter((kind, index) => kind !== kinds[index - 1]),
        ['connecting', 'live', 'reconnecting', 'live', 'closed'],
      );
      const lost = printed.find(
        ({ connection }) => (connection as { kind?: string } | undefined)?.kind === 'reconnecting',
      );
      assert.ok(lost && 'nextAtMs' in (lost['connection'] as object));
    });

    it('goes on after an event that is named', async () => {
      const id = await newJob();
      const first = memory.emit(id, 'warning', { message: 'one', step: 'tts' });
      const second = memory.emit(id, 'warning', { message: 'two', step: 'tts' });
      memory.complete(id);
      const { code, stdout } = await aura('watch', id, '--json', '--after', first);
      assert.equal(code, 0);
      const events = lines(stdout).filter(({ event }) => event !== undefined);
      assert.deepEqual(
        events.map(({ event }) => event),
        ['warning', 'job-completed'],
      );
      assert.equal(events[0]?.['id'], second);
    });

    it('waits for a server that is away at the start, and says so', async () => {
      const id = await newJob();
      const { port } = new URL(running.url);
      await running.close();
      const { ended, prints } = start('watch', id);
      await prints(/Reconnecting to .* · attempt 1/u);
      running = await serve(memory, Number(port));
      await until(() => memory.readers() > 0);
      memory.complete(id);
      assert.equal((await ended).code, 0);
    });

    it('can be left before the server has answered', async () => {
      const id = await newJob();
      await running.close();
      const { child, ended, prints } = start('watch', id);
      await prints(/Reconnecting/u);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      running = await serve(memory);
      assert.equal(code, 130);
      assert.match(
        stderr,
        /Stopped before the server answered\s+Come back with: aura watch .* --token-file token/u,
      );
    });

    it('prints the event that ended a job which has ended', async () => {
      const id = await newJob();
      memory.complete(id);
      const { stdout } = await aura('watch', id, '--json');
      const printed = lines(stdout);
      assert.ok('snapshot' in (printed[0] ?? {}));
      assert.equal(printed[1]?.['event'], 'job-completed');
      assert.deepEqual(printed[2], { connection: { kind: 'closed' } });
    });

    it('takes nothing but the id of an event for --after', async () => {
      for (const after of ['garbage', '5']) {
        const { code, stderr } = await aura('watch', 'any', '--after', after);
        assert.equal(code, 2);
        assert.ok(stderr.includes(`--after cannot be ${after}`), stderr);
      }
    });

    it('exits as the job did', async () => {
      const failed = await newJob();
      memory.fail(failed);
      const result = await aura('watch', failed);
      assert.equal(result.code, 1);
      assert.match(result.stderr, /✖ No voice/u);
      const cancelled = await newJob();
      await memory.cancel(cancelled);
      assert.equal((await aura('watch', cancelled)).code, 130);
      const done = await newJob();
      memory.complete(done);
      assert.ok((await aura('watch', done)).stdout.includes(`aura download ${done} --server ${running.url}`));
      const none = await aura('watch', 'nothing');
      assert.equal(none.code, 1);
      assert.match(none.stderr, /There is no such job/u);
    });

    it('leaves the job alone at Ctrl-C', async () => {
      const id = await newJob();
      const { child, ended } = start('watch', id);
      await until(() => memory.readers() > 0);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      assert.equal(code, 130);
      assert.ok(stderr.includes(`aura watch ${id} --server ${running.url}`), stderr);
      assert.equal((await theJob()).status, 'Running');
    });

    it('ends quietly when nobody reads any more', async () => {
      const id = await newJob();
      const { child, ended, prints } = start('watch', id, '--json');
      await prints(/"live"/u);
      child.stdout?.destroy();
      // The first writes may still fit into the pipe.
      const more = setInterval(() => memory.emit(id, 'warning', { message: 'more', step: 'tts' }), 20);
      const { code, stderr } = await ended.finally(() => clearInterval(more));
      assert.equal(code, 0);
      assert.equal(stderr, '');
      assert.equal((await theJob()).status, 'Running');
    });
  });
});
