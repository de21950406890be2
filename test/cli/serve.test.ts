import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobSnapshot } from '../../src/protocol/protocol.ts';
import { messages } from '../support/http.ts';
import { until } from '../support/until.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const TOKEN = 'a-token-that-is-long-enough';

interface Served {
  child: ChildProcess;
  url: string;
  /** What was printed until it listened. */
  lines: string[];
  stderr(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

describe('aura serve', function () {
  this.timeout(60_000);
  let folder: string;
  let data: string;
  let open: Served[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-serve-'));
    data = join(folder, 'data');
    open = [];
  });
  afterEach(async () => {
    for (const { child } of open) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'close');
      }
    }
    await rm(folder, { recursive: true, force: true });
  });

  function run(args: readonly string[]): { child: ChildProcess; out: () => string; err: () => string } {
    const child = spawn(process.execPath, [CLI, 'serve', '--data', data, ...args], {
      env: { ...process.env, AURA_CACHE: join(folder, 'cache'), XDG_RUNTIME_DIR: folder, NO_COLOR: '1' },
    });
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    return { child, out: () => out, err: () => err };
  }

  async function serve(...args: string[]): Promise<Served> {
    const { child, out, err } = run(['--port', '0', ...args]);
    const served: Served = {
      child,
      url: '',
      lines: [],
      stderr: err,
      async stop(signal = 'SIGTERM') {
        child.kill(signal);
        if (child.exitCode === null) await once(child, 'close');
        return child.exitCode;
      },
    };
    open.push(served);
    while (!/listening.*\n/.test(out())) {
      assert.equal(child.exitCode, null, err());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    served.lines = out().trim().split('\n');
    served.url = /http:\/\/[\w.:[\]]+/.exec(out())?.[0] ?? '';
    return served;
  }

  /** Runs a command that is refused. */
  async function refused(...args: string[]): Promise<string> {
    const { child, err } = run(args);
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 2, err());
    return err();
  }

  function ask(url: string, token: string, init: RequestInit = {}): Promise<Response> {
    return fetch(url, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  }

  async function statusOf(url: string, token: string): Promise<number> {
    return (await ask(`${url}/api/jobs`, token)).status;
  }

  const film = (text: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      script: { format: 'markdown', text, title: 'T' },
      overrides: { resolution: '480p', motion: false },
    }),
  });

  it('says where it listens and the token it made, once; the token is good after a restart too', async () => {
    const first = await serve();
    assert.match(first.lines[0] ?? '', /^listening on http:\/\/127\.0\.0\.1:\d+$/);
    const token = /^token (\S{43})$/.exec(first.lines[1] ?? '')?.[1] ?? '';
    const file = join(data, 'server-token');
    assert.equal(first.lines[2], `it is kept in ${file} and not shown again`);
    assert.equal((await readFile(file, 'utf8')).trim(), token);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    if (process.platform !== 'win32') assert.equal((await stat(data)).mode & 0o077, 0);
    assert.equal(await statusOf(first.url, token), 200);
    assert.equal(await statusOf(first.url, `${token}x`), 401);
    assert.equal(await first.stop(), 0);

    const second = await serve();
    assert.deepEqual(second.lines.slice(1), [`the token is in ${file}`]);
    assert.equal(await statusOf(second.url, token), 200);
    assert.ok(!second.stderr().includes(token));
  });

  it('says the same as JSON for programs, and its log too', async () => {
    const { url, lines, stderr } = await serve('--json', '--token', TOKEN);
    assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? '') as object).sort(), ['event', 'pid', 'url']);
    await ask(`${url}/api/jobs/none`, TOKEN);
    while (!stderr().includes('\n')) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const line of stderr().trim().split('\n')) assert.ok(JSON.parse(line));
  });

  it('takes several tokens from a file, and others when the file changes', async () => {
    const file = join(folder, 'tokens');
    await writeFile(file, `# people\nanna ${TOKEN}-anna\n\n${TOKEN}-bert\n`);
    const { url, child, stderr } = await serve('--token-file', file);
    assert.equal(await statusOf(url, `${TOKEN}-anna`), 200);
    assert.equal(await statusOf(url, `${TOKEN}-bert`), 200);
    await writeFile(file, `${TOKEN}-anna\n`);
    child.kill('SIGHUP');
    while ((await statusOf(url, `${TOKEN}-bert`)) !== 401) assert.equal(child.exitCode, null);
    assert.equal(await statusOf(url, `${TOKEN}-anna`), 200);
    await writeFile(file, '');
    child.kill('SIGHUP');
    while (!stderr().includes('the earlier tokens still count'))
      assert.equal(await statusOf(url, `${TOKEN}-anna`), 200);
    assert.ok(!stderr().includes(TOKEN));
  });

  describe('refuses with the usage code, and says what to do,', () => {
    it('a port that is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      assert.match(await refused('--port', String(port)), new RegExp(`Port ${port} is taken[^]*--port`));
      other.close();
    });

    it('a host that is not this machine', async () => {
      assert.match(await refused('--port', '0', '--host', '192.0.2.1'), /not an address of this machine/);
    });

    it('a token that is too short', async () => {
      assert.match(await refused('--token', 'short'), /has only 5 characters/);
    });

    it('a data folder that cannot be used', async () => {
      await writeFile(data, 'a file');
      assert.match(await refused('--port', '0'), /cannot be used/);
    });
  });

  it('says when the network may reach it', async () => {
    const { lines } = await serve('--host', '0.0.0.0', '--token', TOKEN);
    assert.match(lines.join('\n'), /network may reach this server: put TLS in front/);
  });

  it('serves the editors of this machine on a socket at the same time', async () => {
    const { lines, url } = await serve('--socket', '--token', TOKEN);
    assert.match(lines.join('\n'), /editors of this machine: /);
    const endpoint = JSON.parse(await readFile(join(data, 'engine-v1.json'), 'utf8')) as { token: string };
    assert.equal(await statusOf(url, endpoint.token), 401);
    assert.equal(await statusOf(url, TOKEN), 200);
  });

  it('puts running jobs down when it ends: streams end with a comment, the next process goes on, nothing is told twice', async () => {
    const first = await serve('--token', TOKEN);
    const scenes = Array.from(
      { length: 6 },
      (_, index) => `# Scene ${index + 1}\n\nThese words are said in it.\n`,
    );
    const started = await ask(`${first.url}/api/jobs`, TOKEN, film(scenes.join('\n---\n\n')));
    assert.equal(started.status, 202);
    const { id } = (await started.json()) as JobSnapshot;
    const seen: string[] = [];
    const stream = await ask(`${first.url}/api/jobs/${id}/events?replay=all`, TOKEN);
    const [whole, kept] = stream.body?.tee() ?? [];
    const raw = new Response(kept).text();
    let stopped: Promise<number | null> | undefined;
    for await (const { id: eventId, event } of messages(new Response(whole))) {
      if (eventId) seen.push(eventId);
      if (event === 'step-progress') stopped ??= first.stop();
    }
    assert.equal(await stopped, 0);
    assert.match(await raw, /\n: the server is closing[^\n]*\n\n$/);

    const second = await serve('--token', TOKEN);
    const last = seen.at(-1) ?? '';
    const rest = await ask(`${second.url}/api/jobs/${id}/events?lastEventId=${last}`, TOKEN);
    let end = '';
    for await (const { id: eventId, event } of messages(rest)) {
      if (eventId) seen.push(eventId);
      end = event ?? '';
    }
    assert.equal(end, 'job-completed');
    const numbers = seen.map((eventId) => Number(eventId.split('-')[1]));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index),
    );
    assert.match(second.stderr(), new RegExp(`job jobId=${id} .*status=Queued .*resumed=true`));
    const snapshot = (await (await ask(`${second.url}/api/jobs/${id}`, TOKEN)).json()) as JobSnapshot;
    assert.equal(snapshot.status, 'Done');
    assert.equal(snapshot.attempt, 1);
    await nothingOfTheDisk(second, id);
  });

  /** Everything that may be read of a job names no folder of this machine. */
  async function nothingOfTheDisk({ url }: Served, id: string): Promise<void> {
    for (const path of ['', '/logs', '/events?replay=all', '/progress?history=true']) {
      const text = await (await ask(`${url}/api/jobs/${id}${path}`, TOKEN)).text();
      assert.ok(text.length > 100, path);
      for (const place of [folder, tmpdir(), '/node_modules/', join(import.meta.dirname, '../..')]) {
        assert.ok(
          !text.includes(place),
          `${path} names ${place}: ${text.slice(Math.max(0, text.indexOf(place) - 80)).slice(0, 200)}`,
        );
      }
    }
  }

  it('says in its log that the ffmpeg it was given cannot be used', async () => {
    const { stderr } = await serve('--ffmpeg', join(folder, 'nope'));
    const said = /warn (the ffmpeg that was named cannot be used|no usable ffmpeg).*nope/;
    await until(async () => said.test(stderr()), 'the warning');
  });

  it('ends without a complaint when it is ended as soon as it listens', async () => {
    const { stop, stderr } = await serve();
    assert.equal(await stop('SIGINT'), 0);
    assert.match(stderr(), /the server has ended/);
    assert.doesNotMatch(stderr(), / (warn|error) /);
  });

  it('says in its log what the engine finds wrong, once', async () => {
    await mkdir(join(data, 'jobs', 'broken', 'job.json'), { recursive: true });
    const server = await serve('--json');
    const told = (): Record<string, unknown>[] =>
      server
        .stderr()
        .split('\n')
        .filter((line) => line.includes('a job cannot be read'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    await until(() => told().length > 0, 'the warning');
    const token = (await readFile(join(data, 'server-token'), 'utf8')).trim();
    for (let look = 0; look < 3; look += 1) assert.equal(await statusOf(server.url, token), 200);
    assert.equal(told().length, 1);
    assert.deepEqual([told()[0]?.['level'], told()[0]?.['jobId']], ['warn', 'broken']);
  });
});
