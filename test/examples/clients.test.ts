import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openProxy } from '../faults/proxy.ts';
import { startServerProcess, type ServerProcess } from '../support/serveProcess.ts';

const CLIENTS = join(import.meta.dirname, '../../examples/clients');
const SCRIPT = '# A client\n\nIt makes this film.\n\n---\n\n## And\n\n- it tells about it\n';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('the small clients', function () {
  this.timeout(180_000);
  let server: ServerProcess;
  before(async () => {
    server = await startServerProcess();
    await writeFile(join(server.folder, 'film.md'), SCRIPT);
  });
  after(() => server?.close());

  /** @param onOutput is told all that was printed so far */
  function client(
    name: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    onOutput: (stdout: string, stop: (signal: NodeJS.Signals) => void) => void = () => undefined,
  ): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(CLIENTS, `${name}.mjs`), ...args], {
        cwd: server.folder,
        env: { ...process.env, ...server.env, ...env },
      });
      const ended: Ended = { code: null, stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        ended.stdout += text;
        onOutput(ended.stdout, (signal) => child.kill(signal));
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...ended, code }));
    });
  }

  /** A job whose film is made from scenes that are there already, once another client has made it. */
  async function start(): Promise<string> {
    const response = await fetch(`${server.url}/api/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.env['TOKEN']}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        script: { format: 'markdown', text: SCRIPT },
        overrides: { resolution: '480p' },
      }),
    });
    return ((await response.json()) as { jobId: string }).jobId;
  }

  it('fit on a page each', () => {
    const files = readdirSync(CLIENTS).filter((name) => name.endsWith('.mjs'));
    assert.equal(files.length, 5);
    for (const file of files) {
      assert.ok(readFileSync(join(CLIENTS, file), 'utf8').split('\n').length <= 81, file);
    }
  });

  it('basic makes a film of a script and downloads it', async () => {
    const { code, stdout, stderr } = await client('basic', ['film.md']);
    assert.equal(code, 0, stderr);
    const [, film = ''] = /100 % {2}(\S+\.mp4), \d/.exec(stdout) ?? [];
    assert.ok((await readdir(server.folder)).includes(film), stdout);
  });

  it('basic says what is wrong with a script', async () => {
    await writeFile(join(server.folder, 'wrong.md'), '# One\n\n![](missing.png)\n');
    const { code, stderr } = await client('basic', ['wrong.md']);
    assert.equal(code, 1);
    assert.match(stderr, /missing\.png/);
  });

  it('cancel ends the job on the server and tells what is kept', async () => {
    await writeFile(join(server.folder, 'long.md'), '# Long\n\nOne sentence and another. '.repeat(40));
    let stopped = false;
    const { code, stdout, stderr } = await client('cancel', ['long.md'], {}, (text, stop) => {
      if (stopped || !text.includes('%')) return;
      stopped = true;
      stop('SIGINT');
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Canceled\. /m);
    assert.match(stdout, /^kept: /m);
  });

  it('all-events tells every event in words', async () => {
    const { code, stdout, stderr } = await client('all-events', [await start()]);
    assert.equal(code, 0, stderr);
    const lines = stdout.trim().split('\n');
    for (const name of ['job-status', 'film-plan', 'step-status', 'step-progress', 'scene-status']) {
      assert.ok(
        lines.some((line) => line.startsWith(`${name} `)),
        name,
      );
    }
    assert.match(lines.at(-1) ?? '', /^job-completed \S+: done in .+film\.mp4/);
    assert.doesNotMatch(stdout, /undefined|NaN/);
  });

  it('bare-sse reads a stream with nothing but fetch', async () => {
    const { code, stdout, stderr } = await client('bare-sse', [await start()]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(numbers(stdout), count(numbers(stdout).length));
    assert.match(stdout, /job-completed Succeeded\n$/);
  });

  it('recovery comes back where it was when the network was away', async () => {
    const proxy = await openProxy(Number(new URL(server.url).port));
    const jobId = await start();
    let cut = false;
    try {
      const { code, stdout, stderr } = await client('recovery', [jobId], { AURA: proxy.url }, (text) => {
        if (text.includes('again in') && proxy.streams.length === 1) return void proxy.up();
        if (cut || !text.includes('job-status')) return;
        cut = true;
        void proxy.down();
      });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /; again in \d\.\d s$/m);
      assert.ok(proxy.streams.length > 1);
      assert.deepEqual(numbers(stdout), count(numbers(stdout).length));
      assert.match(stdout, /job-completed Succeeded\n$/);
    } finally {
      await proxy.close();
    }
  });

  it('recovery does not ask again where that is of no use', async () => {
    const { code, stderr } = await client('recovery', ['no-such-job']);
    assert.equal(code, 1);
    assert.match(stderr, /There is no such job/);
  });
});

/** The numbers of the events that were printed. */
function numbers(stdout: string): number[] {
  return [...stdout.matchAll(/^\d+-(\d+) /gm)].map(([, seq]) => Number(seq));
}

function count(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
