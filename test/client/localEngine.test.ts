import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { AuraClient } from '../../src/client/client.ts';
import {
  connectLocalEngine,
  restartLocalEngine,
  stopLocalEngine,
  type LocalEngineOptions,
} from '../../src/client/localEngine.ts';
import { readEndpoint } from '../../src/client/local/probe.ts';
import {
  AuraError,
  ENDPOINT_FILE,
  parseEventId,
  type Endpoint,
  type JobSnapshot,
} from '../../src/protocol/protocol.ts';
import { collect } from '../contract/jobService.ts';
import { ENDLESS, QUICK, script } from '../server/behave.ts';

/** The stages after which an engine is killed: each time one step further, or the job would be given up. */
const DEADLY = ['planning', 'tts', 'render'];

describe('the engine of this machine', function () {
  this.timeout(30_000);
  let scratch: string;
  let cliPath: string;
  let dataFolder: string;
  let clients: AuraClient[];

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'aura-local-'));
    cliPath = join(scratch, 'engine.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('./local/engineMain.ts', import.meta.url))],
      outfile: cliPath,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(scratch, 'data-'));
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await stopLocalEngine(dataFolder);
  });

  function options(env: Record<string, string> = {}): LocalEngineOptions {
    return {
      dataFolder,
      cliPath,
      // An engine that outlives its test must not live for long.
      env: { ...process.env, XDG_RUNTIME_DIR: scratch, TEST_ENGINE_IDLE_MS: '8000', ...env },
      log: () => undefined,
      times: { answerMs: 500, startMs: 15_000 },
    };
  }

  async function connect(env?: Record<string, string>): Promise<AuraClient> {
    const client = await connectLocalEngine(options(env));
    clients.push(client);
    return client;
  }

  async function endpoint(): Promise<Endpoint> {
    const found = await readEndpoint(dataFolder);
    assert.ok(found);
    return found;
  }

  it('is started by the first request and does jobs', async () => {
    const client = await connect();
    const { id } = await client.start(QUICK);
    const events = await collect(client.events(id, { fromStart: true }));
    assert.equal(events.at(-1)?.event, 'job-completed');
  });

  it('keeps its endpoint to its owner: file 0600, socket folder 0700', async () => {
    await connect();
    const { socketPath } = await endpoint();
    assert.equal((await stat(join(dataFolder, ENDPOINT_FILE))).mode & 0o777, 0o600);
    assert.equal((await stat(join(socketPath, '..'))).mode & 0o777, 0o700);
    assert.ok(Buffer.byteLength(socketPath) <= 100);
  });

  it('is used by a second window, not started again', async () => {
    await connect();
    const { pid } = await endpoint();
    const second = await connect();
    assert.deepEqual(await second.list(), []);
    assert.equal((await endpoint()).pid, pid);
  });

  it('is one when two windows start at once', async () => {
    const both = await Promise.all([connect(), connect()]);
    const { id } = await both[0].start(ENDLESS);
    assert.equal((await both[1].get(id)).id, id);
    // The one that lost may be so late that the winner has ended by then; it must find nothing to go on with.
    await both[1].cancel(id);
  });

  it('ends in order on SIGTERM and leaves nothing behind', async () => {
    await connect();
    const { pid, socketPath } = await endpoint();
    process.kill(pid, 'SIGTERM');
    await gone(pid);
    assert.ok(!existsSync(join(dataFolder, ENDPOINT_FILE)));
    assert.ok(!existsSync(socketPath));
    assert.match(await readFile(join(dataFolder, 'logs/engine.log'), 'utf8'), /the engine has ended/);
  });

  it('is started again by the next request after kill -9, and its stale socket is removed', async () => {
    const client = await connect();
    const before = await endpoint();
    process.kill(before.pid, 'SIGKILL');
    await gone(before.pid);
    assert.ok(existsSync(before.socketPath));
    assert.deepEqual(await client.list(), []);
    const now = await endpoint();
    assert.notEqual(now.pid, before.pid);
    assert.ok(!existsSync(before.socketPath));
    const locks = (await readdir(dataFolder)).filter((name) => name.endsWith('.lock'));
    assert.equal(locks.length, 1);
  });

  it('is killed at three moments of a watched job: each time it comes back, and every event is told once', async () => {
    const client = await connect();
    const { id } = await client.start(script('slow'));
    const states: string[] = [];
    const ids: string[] = [];
    let kills = 0;
    let percent = 0;
    let last: JobSnapshot | undefined;
    for await (const { connection, snapshot, event } of client.watch(id)) {
      if (states.at(-1) !== connection.kind) states.push(connection.kind);
      if (event?.id !== undefined) ids.push(event.id);
      assert.ok(snapshot.percent >= percent, 'percent went back');
      percent = snapshot.percent;
      last = snapshot;
      const finished = event?.event === 'step-status' && event.data.status === 'completed';
      if (finished && event.data.step === DEADLY[kills]) {
        kills += 1;
        process.kill((await endpoint()).pid, 'SIGKILL');
      }
    }
    assert.equal(kills, 3);
    assert.equal(last?.status, 'Done');
    assert.ok(last.resumed);
    assert.equal(states.at(-1), 'closed');
    const told = await collect(client.events(id, { fromStart: true }));
    const numbered = told.flatMap((event) => (event.id === undefined ? [] : [event.id]));
    assert.deepEqual(ids, numbered.slice(numbered.length - ids.length));
    assert.deepEqual(
      numbered.map((one) => parseEventId(one)?.seq),
      numbered.map((_, index) => index),
    );
  });

  it('is never started twice while it is alive but silent; a restart helps', async () => {
    const client = await connect();
    const { pid } = await endpoint();
    process.kill(pid, 'SIGSTOP');
    try {
      await assert.rejects(
        client.list(),
        (error) => AuraError.is(error, 'E503-UNAVAILABLE') && /restart the engine/i.test(error.remediation),
      );
      assert.equal((await endpoint()).pid, pid);
      const again = await restartLocalEngine(options());
      clients.push(again);
      assert.deepEqual(await again.list(), []);
      assert.notEqual((await endpoint()).pid, pid);
    } finally {
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it('answers again when it is continued', async () => {
    const client = await connect();
    const { pid } = await endpoint();
    process.kill(pid, 'SIGSTOP');
    await assert.rejects(client.list(), (error) => AuraError.is(error, 'E503-UNAVAILABLE'));
    process.kill(pid, 'SIGCONT');
    assert.deepEqual(await client.list(), []);
    assert.equal((await endpoint()).pid, pid);
  });

  it('ends by itself when nobody needs it', async () => {
    await connect({ TEST_ENGINE_IDLE_MS: '200' });
    await gone((await endpoint()).pid);
    assert.ok(!existsSync(join(dataFolder, ENDPOINT_FILE)));
  });

  it('does not end while a job runs', async () => {
    const client = await connect({ TEST_ENGINE_IDLE_MS: '200' });
    const { id } = await client.start(ENDLESS);
    const { pid } = await endpoint();
    await sleep(600);
    assert.ok(isRunning(pid));
    await client.cancel(id);
    await gone(pid);
  });

  it('that cannot start is an error with the tail of its log', async () => {
    await assert.rejects(
      connect({ TEST_ENGINE_FAILS: 'the disk is on fire' }),
      (error) => AuraError.is(error, 'E503-UNAVAILABLE') && /the disk is on fire/.test(error.details ?? ''),
    );
  });

  it('that is no program at all is an error, too', async () => {
    await assert.rejects(
      connectLocalEngine({ ...options(), execPath: join(scratch, 'missing') }),
      (error) => AuraError.is(error, 'E503-UNAVAILABLE') && /ENOENT/.test(error.details ?? ''),
    );
  });

  it('is started where an endpoint file is torn or speaks of the dead', async () => {
    await writeFile(join(dataFolder, ENDPOINT_FILE), '{"socketPath": "/nowhe');
    const client = await connect();
    assert.deepEqual(await client.list(), []);
  });

  it('of an older version finishes its jobs while the newer one starts beside it', async () => {
    const old = await connect();
    const { id } = await old.start(script('slow'));
    const before = await endpoint();
    const updated = await connectLocalEngine({
      ...options({ TEST_ENGINE_VERSION: '1.2.0' }),
      version: '1.2.0',
    });
    clients.push(updated);
    const now = await endpoint();
    assert.equal(now.version, '1.2.0');
    assert.notEqual(now.pid, before.pid);
    const events = await collect(updated.events(id, { fromStart: true }));
    assert.equal(events.at(-1)?.event, 'job-completed');
    assert.equal((await updated.get(id)).resumed, false);
    await gone(before.pid);
    assert.equal((await endpoint()).pid, now.pid);
  });

  it('of a newer version is used as it is', async () => {
    await connect({ TEST_ENGINE_VERSION: '1.10.0' });
    const { pid } = await endpoint();
    const older = await connectLocalEngine({ ...options(), version: '1.9.0' });
    clients.push(older);
    assert.deepEqual(await older.list(), []);
    assert.equal((await endpoint()).pid, pid);
  });

  it('of another protocol stands beside: its file is left alone', async () => {
    const other = join(dataFolder, 'engine-v99.json');
    await writeFile(other, '{}');
    await connect();
    assert.equal(await readFile(other, 'utf8'), '{}');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until the process has ended. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (!isRunning(pid)) return;
    await sleep(25);
  }
  assert.fail(`process ${pid} still runs`);
}
