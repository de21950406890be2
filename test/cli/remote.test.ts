import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isBriefRequest,
  type JobService,
  type JobSnapshot,
  type SharedJobService,
} from '../../src/protocol/protocol.ts';
import { createMemoryService, type MemoryService } from '../server/memoryService.ts';
import { openStudio } from '../support/films.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { startAura, type Result, type RunningAura } from './aura.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

describe('the aura command and a server', function () {
  this.timeout(90_000);
  let folder: string;
  let memory: MemoryService;
  let running: RunningServer;
  /** What the server does with a cancel. */
  let cancel: JobService['cancel'];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-remote-'));
    await writeFile(join(folder, 'token'), `${TOKEN}\n`);
    await writeFile(join(folder, 'film.md'), '# A film\n\nOf words.\n');
    memory = createMemoryService();
    memory.files.set('film.mp4', { bytes: Buffer.from('abc'), type: 'video/mp4' });
    cancel = memory.cancel;
    running = await serve(memory);
  });
  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** @param port of a server that was there before */
  function serve(service: SharedJobService, port = 0): Promise<RunningServer> {
    const facade: SharedJobService = {
      ...service,
      forOwner: (owner) => ({ ...service.forOwner(owner), cancel: (id) => cancel(id) }),
    };
    return runServer(facade, 'tcp', { listen: { host: '127.0.0.1', port } });
  }

  const host = (): string => new URL(running.url).host;

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

  describe('generate --server', () => {
    it('sends what the script names, shows the job and brings the film with its captions', async () => {
      const studio = await openStudio();
      await running.close();
      running = await serve(studio.engine);
      try {
        await mkdir(join(folder, 'pictures'));
        await copyFile(join(EXAMPLES, 'pictures/lens.jpg'), join(folder, 'pictures/my lens.jpg'));
        await copyFile(join(EXAMPLES, 'music/bed.mp3'), join(folder, 'bed.mp3'));
        await writeFile(join(folder, 'lens.md'), '# A lens\n\n![](pictures/my%20lens.jpg)\n\nIt turns.\n');
        const { code, stdout, stderr } = await aura(
          'generate',
          'lens.md',
          '--resolution',
          '480p',
          '--music',
          'bed.mp3',
        );
        assert.equal(code, 0, stderr);
        assert.match(stdout, /Sending pictures\/my lens\.jpg, file 1 of 2/u);
        assert.match(stdout, / 55 % Voice /u);
        assert.match(stdout, /✔ A lens\n.*1 scene built.*\n {2}lens\.mp4\n$/u);
        for (const name of ['lens.srt', 'lens.vtt']) assert.ok(existsSync(join(folder, name)), name);
        const [job] = await studio.engine.list();
        assert.equal((await readFile(join(folder, 'lens.mp4'))).length, job?.output?.sizeBytes);
      } finally {
        await studio.dispose();
      }
    });

    it('sends nothing when a file that the script names is missing, and says in which line', async () => {
      await writeFile(join(folder, 'missing.md'), '# A\n\n![](none.png)\n\nWords.\n');
      const { code, stderr } = await aura('generate', 'missing.md');
      assert.equal(code, 2);
      assert.match(stderr, /“none\.png” is not there \(line 3\)/u);
      assert.equal(memory.requests.length, 0);
    });

    it('names no file of this machine', async () => {
      const { ended, prints } = start('generate', 'film.md', '--json');
      await prints(/job-status/u);
      memory.fail((await theJob()).id);
      assert.equal((await ended).code, 1);
      const [request] = memory.requests;
      assert.ok(request && !isBriefRequest(request));
      assert.deepEqual(request.assets, {});
      assert.ok(!JSON.stringify(request).includes(folder));
    });

    it('takes a free name beside the script, or replaces the film when it is forced to', async () => {
      await writeFile(join(folder, 'film.mp4'), 'mine');
      for (const [args, name] of [
        [[], 'film (2).mp4'],
        [['--out', 'film.mp4', '--force'], 'film.mp4'],
      ] as const) {
        const { ended, prints } = start('generate', 'film.md', ...args, '--json');
        await prints(/job-status/u);
        memory.complete((await theJob()).id);
        const { code, stdout, stderr } = await ended;
        assert.equal(code, 0, stderr);
        const { saved } = lines(stdout).at(-1) as { saved: string[] };
        assert.ok(saved[0]?.endsWith(name), stdout);
        assert.equal(await readFile(join(folder, name), 'utf8'), 'abc');
      }
      assert.equal((await aura('generate', 'film.md', '--out', 'film.mp4')).code, 2);
    });

    it('says in words when the connection is lost and there again, and misses nothing', async () => {
      const { ended, prints } = start('generate', 'film.md');
      await until(() => memory.readers() > 0);
      const { id } = await theJob();
      const { port } = new URL(running.url);
      await running.close();
      await prints(
        new RegExp(`Reconnecting to ${host()} · attempt 1 · in [12] s\\. The job goes on\\.`, 'u'),
      );
      memory.emit(id, 'warning', { message: 'A warning from the dark', step: 'tts' });
      running = await serve(memory, Number(port));
      await prints(/Connected to .* again\./u);
      memory.complete(id);
      const { code, stdout } = await ended;
      assert.equal(code, 0);
      assert.equal(stdout.split('warning: A warning from the dark').length, 2);
    });

    it('cancels the job on the server at Ctrl-C and ends with 130', async () => {
      const { child, ended } = start('generate', 'film.md');
      await until(() => memory.readers() > 0);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      assert.equal(code, 130, stderr);
      assert.match(stderr, /Cancelled after/u);
      assert.equal((await theJob()).status, 'Canceled');
    });

    it('ends at a second Ctrl-C and says that the cancel was sent, and where to see what became of it', async () => {
      let asked = false;
      cancel = () => {
        asked = true;
        return new Promise<never>(() => undefined);
      };
      const { child, ended } = start('generate', 'film.md');
      await until(() => memory.readers() > 0);
      child.kill('SIGINT');
      await until(() => asked);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      const { id, status } = await theJob();
      assert.equal(code, 130);
      assert.equal(status, 'Running');
      const where = `aura watch ${id} --server ${running.url}`;
      assert.ok(stderr.includes(`The cancel was sent; whether it took effect: ${where}`), stderr);
      assert.doesNotMatch(stderr, /goes on/u);
    });

    it('says at a second Ctrl-C that the job goes on when the server has heard of no cancel', async () => {
      const { child, ended, prints } = start('generate', 'film.md');
      await prints(/^Job \S+ on /mu);
      await until(() => memory.readers() > 0);
      await running.close();
      await prints(/Reconnecting/u);
      child.kill('SIGINT');
      await prints(
        /The cancel is sent as soon as the server answers\. Ctrl-C again leaves the job running\./u,
      );
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      running = await serve(memory);
      assert.equal(code, 130);
      assert.match(stderr, /^The job goes on\. Come back with: aura watch /mu);
    });

    it('says how to fetch a film that it could not bring', async () => {
      memory.files.clear();
      const { ended, prints } = start('generate', 'film.md', '--json');
      await prints(/job-status/u);
      const { id } = await theJob();
      memory.complete(id);
      const { code, stderr } = await ended;
      assert.equal(code, 1);
      assert.ok(stderr.includes(`aura download ${id} --server`), stderr);
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.includes('mp4')),
        [],
      );
    });
  });

  describe('is let in', () => {
    it('with the token of a file or of AURA_TOKEN, to the server of AURA_SERVER', async () => {
      assert.equal((await aura('jobs')).code, 0);
      const byEnvironment = { AURA_SERVER: running.url, AURA_TOKEN: TOKEN };
      await newJob();
      const { code, stdout } = await startAura(folder, ['jobs'], byEnvironment).ended;
      assert.equal(code, 0);
      assert.match(stdout, /running/u);
    });

    it('not with a wrong token or none, and is told what to do', async () => {
      await writeFile(join(folder, 'wrong'), 'another');
      const wrong = await startAura(folder, ['jobs', '--server', running.url, '--token-file', 'wrong']).ended;
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, /The token is wrong/u);
      const none = await startAura(folder, ['jobs', '--server', running.url]).ended;
      assert.equal(none.code, 2);
      assert.match(none.stderr, /The server needs a token[\s\S]*--token-file[\s\S]*AURA_TOKEN/u);
    });

    it('or told that the server cannot be reached', async () => {
      const args = ['generate', 'film.md', '--server', 'http://127.0.0.1:1', '--token-file', 'token'];
      const { code, stderr } = await startAura(folder, args).ended;
      assert.equal(code, 1);
      assert.match(stderr, /cannot be reached/u);
    });
  });

  describe('jobs', () => {
    it('lists them in a table, the newest first', async () => {
      assert.equal((await aura('jobs')).stdout, 'No jobs.\n');
      const done = await newJob();
      memory.complete(done);
      const other = await newJob();
      const { stdout } = await aura('jobs');
      const [head, first, second] = stdout.split('\n');
      assert.match(head ?? '', /^id +status +done +title +age$/u);
      assert.match(first ?? '', new RegExp(`^${other} +running +0 % +A film +\\d+ s$`, 'u'));
      assert.match(second ?? '', new RegExp(`^${done} +done +100 % +A film +\\d+ s$`, 'u'));
    });

    it('lists those of a status, at most so many, as JSON too', async () => {
      const done = await newJob();
      memory.complete(done);
      await newJob();
      await newJob();
      const ids = async (...args: string[]): Promise<string[]> =>
        (JSON.parse((await aura('jobs', '--json', ...args)).stdout) as JobSnapshot[]).map(({ id }) => id);
      assert.deepEqual(await ids('--status', 'done,cancelled'), [done]);
      assert.equal((await ids('--limit', '2')).length, 2);
      for (const args of [
        ['--status', 'asleep'],
        ['--limit', '0'],
      ]) {
        const { code, stderr } = await aura('jobs', ...args);
        assert.equal(code, 2);
        assert.match(stderr, /cannot be (?:asleep|0)/u);
      }
    });
  });

  it('cancel says what became of each provider', async () => {
    const id = await newJob();
    cancel = async (which) => ({
      ...(await memory.cancel(which)),
      providerStatuses: [
        { providerName: 'espeak', providerType: 'TTS', supportsCancellation: true, status: 'Cancelled' },
        {
          providerName: 'slow',
          providerType: 'LLM',
          supportsCancellation: false,
          status: 'NotSupported',
          warning: 'It goes on',
        },
      ],
    });
    const { code, stdout } = await aura('cancel', id);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^Cancelled\n {2}espeak {2}Stopped \(TTS\)\n {2}slow {4}Cannot be stopped \(LLM\): It goes on\n$/u,
    );
    const again = await aura('cancel', id);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /The job has ended/u);
  });

  it('retry shows the next attempt to its end', async () => {
    const id = await newJob();
    memory.fail(id);
    const { ended, prints } = start('retry', id, '--json');
    await prints(/"live"/u);
    memory.complete(id);
    const { code, stdout } = await ended;
    assert.equal(code, 0);
    assert.equal(lines(stdout).filter(({ event }) => event === 'job-completed').length, 1);
  });

  it('download brings the film here by its name, and never over another', async () => {
    const id = await newJob();
    const early = await aura('download', id);
    assert.equal(early.code, 1);
    assert.match(early.stderr, /The job has no film: it is running/u);
    memory.complete(id);
    assert.match((await aura('download', id)).stdout, /✔ A film[\s\S]*A film\.mp4\n$/u);
    assert.match((await aura('download', id)).stdout, /A film \(2\)\.mp4\n$/u);
    assert.equal(await readFile(join(folder, 'A film.mp4'), 'utf8'), 'abc');
    assert.equal((await aura('download', id, '--out', 'A film.mp4')).code, 2);
    assert.match((await aura('logs', id)).stdout, /^ffmpeg version 7\.0\n/u);
  });
});
