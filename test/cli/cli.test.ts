import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEvent } from '../../src/protocol/protocol.ts';
import { probe } from '../engine/media/support.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const SCRIPT =
  '# A film of the terminal\n\nIt says one sentence.\n\n---\n\n## And then\n\n- it shows\n- a list\n';

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('the aura command', function () {
  this.timeout(90_000);
  let folder: string;

  before(async () => {
    assert.ok(existsSync(CLI), 'npm run build comes first');
    folder = await mkdtemp(join(tmpdir(), 'aura-cli-'));
    await writeFile(join(folder, 'film.md'), SCRIPT);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function aura(
    args: readonly string[],
    onOutput?: (text: string, stop: (signal: NodeJS.Signals) => void) => void,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...args], {
        cwd: folder,
        env: {
          ...process.env,
          AURA_DATA: join(folder, 'data'),
          AURA_CACHE: join(folder, 'cache'),
          NO_COLOR: '1',
        },
      });
      const result: Result = { code: null, stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        result.stdout += text;
        onOutput?.(result.stdout, (signal) => child.kill(signal));
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...result, code }));
    });
  }

  for (const command of ['generate', 'lint', 'estimate']) {
    it(`${command} refuses a script that never ends`, async () => {
      const { code, stderr } = await aura([command, '/dev/zero']);
      assert.equal(code, 2);
      assert.match(stderr, /\/dev\/zero is not a file/u);
    });
  }

  it('makes a film and puts the captions beside it, in plain lines when piped', async () => {
    const { code, stdout, stderr } = await aura(['generate', 'film.md', '--resolution', '480p']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /: 2 scenes to build/u);
    assert.match(stdout, / 55 % Voice /u);
    assert.match(stdout, /✔ A film of the terminal\n.*2 scenes built.*\n {2}film\.mp4\n$/u);
    assert.ok(!stdout.includes('\u001B'), 'no escape codes in a pipe');
    for (const name of ['film.mp4', 'film.srt', 'film.vtt']) assert.ok(existsSync(join(folder, name)), name);
    const { streams } = await probe(join(folder, 'film.mp4'));
    assert.deepEqual(
      streams.slice(0, 2).map((stream) => stream['codec_name']),
      ['h264', 'aac'],
    );
  });

  it('prints one event a line with --json, ids rising, percent never falling', async () => {
    const { code, stdout } = await aura([
      'generate',
      'film.md',
      '--resolution',
      '480p',
      '--out',
      'json.mp4',
      '--json',
    ]);
    assert.equal(code, 0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; event: string; data: { percent?: number } });
    for (const { event, data } of events) assert.ok(parseEvent(event, data), event);
    const numbers = events.flatMap(({ id }) => (id ? [Number(id.split('-')[1])] : []));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index),
    );
    const percents = events.flatMap(({ data }) => (data.percent === undefined ? [] : [data.percent]));
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.equal(events.at(-1)?.event, 'job-completed');
  });

  it('does not replace a file named by --out, unless it is forced to', async () => {
    await writeFile(join(folder, 'mine.mp4'), 'mine');
    const refused = await aura(['generate', 'film.md', '--out', 'mine.mp4']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /mine\.mp4 exists already[\s\S]*--force/u);
    assert.equal(await readFile(join(folder, 'mine.mp4'), 'utf8'), 'mine');
    const forced = await aura([
      'generate',
      'film.md',
      '--resolution',
      '480p',
      '--out',
      'mine.mp4',
      '--force',
    ]);
    assert.equal(forced.code, 0, forced.stderr);
    assert.ok((await readFile(join(folder, 'mine.mp4'))).length > 1000);
  });

  for (const [what, args, message] of [
    ['a script that is not there', ['generate', 'nothing.md'], /There is no file nothing\.md/u],
    ['a folder as script', ['lint', '.'], /is a folder/u],
    ['an unknown option', ['generate', 'film.md', '--colour', 'red'], /unknown option '--colour'/u],
    ['a wrong value', ['generate', 'film.md', '--fps', '29'], /--fps cannot be 29[\s\S]*24, 25, 30, 60/u],
    ['a wrong aspect', ['generate', 'film.md', '--aspect', '16x9'], /--aspect cannot be 16x9[\s\S]*16:9/u],
    ['an output that is no film', ['generate', 'film.md', '--out', 'film.avi'], /must end in \.mp4/u],
    [
      'music that is not there',
      ['generate', 'film.md', '--out', 'm.mp4', '--music', 'no.mp3'],
      /no\.mp3.*is not there/u,
    ],
    ['no command', [], /Usage: aura/u],
  ] as const) {
    it(`ends with 2 on ${what}, and says what to do`, async () => {
      const { code, stderr } = await aura(args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    });
  }

  it('ends with 2 on an empty script', async () => {
    await writeFile(join(folder, 'empty.md'), '\n\n');
    const { code, stderr } = await aura(['generate', 'empty.md']);
    assert.equal(code, 2);
    assert.match(stderr, /✖ .+\n/u);
  });

  it('ends at once on a second Ctrl-C, and no ffmpeg goes on', async () => {
    const { code } = await aura(
      ['generate', 'film.md', '--resolution', '2160p', '--out', 'hurry.mp4'],
      (text, stop) => {
        if (!/ % Render/u.test(text)) return;
        stop('SIGINT');
        setTimeout(() => stop('SIGINT'), 20);
      },
    );
    assert.equal(code, 130);
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    assert.deepEqual(
      processes.split('\n').filter((line) => line.includes(folder) && line.includes('ffmpeg')),
      [],
    );
    assert.ok(!(await readdir(folder)).includes('hurry.mp4'));
  });

  it('ends with 130 on Ctrl-C, cancels cleanly and leaves no part behind', async () => {
    await writeFile(join(folder, 'long.md'), `# Long\n\n${'A sentence that takes its time. '.repeat(60)}\n`);
    const { code, stderr } = await aura(['generate', 'long.md'], (text, stop) => {
      if (/Render · /u.test(text) && !text.includes('cancelling')) stop('SIGINT');
    });
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Cancelled after/u);
    const left = (await readdir(folder)).filter((name) => name.includes('long') && name !== 'long.md');
    assert.deepEqual(left, []);
  });

  it('lints: findings with place and code, as JSON for programs, 2 when there is an error', async () => {
    await writeFile(join(folder, 'wrong.md'), '# A film\n\n![](nothing.png)\n\nWords.\n');
    const plain = await aura(['lint', 'wrong.md']);
    assert.equal(plain.code, 2);
    assert.match(plain.stdout, /wrong\.md:3:\d+ error .*nothing\.png.* aura\/missing-file/u);
    const json = JSON.parse((await aura(['lint', 'wrong.md', '--json'])).stdout) as {
      diagnostics: { code: string }[];
    };
    assert.ok(json.diagnostics.some(({ code }) => code === 'aura/missing-file'));
    assert.equal((await aura(['lint', 'film.md'])).code, 0);
    await writeFile(
      join(folder, 'glyph.md'),
      '# A word in \u{1E900}\u{1E901}\n\nNobody has a font for it.\n',
    );
    assert.match((await aura(['lint', 'glyph.md'])).stdout, /1:1 warning .*aura\/missing-glyph/u);
  });

  it('makes a demo of about twelve seconds that needs no file', async () => {
    const { code, stderr } = await aura(['demo', '--out', 'demo.mp4']);
    assert.equal(code, 0, stderr);
    const { format } = await probe(join(folder, 'demo.mp4'));
    assert.ok(Number(format.duration) > 8 && Number(format.duration) < 16, format.duration);
    assert.equal((await aura(['demo', '--out', 'demo.mp4'])).code, 2);
  });

  it('estimates the length of a film', async () => {
    const { code, stdout } = await aura(['estimate', 'film.md']);
    assert.equal(code, 0);
    assert.match(stdout, /A film of the terminal: 2 scenes, about \d/u);
    const json = JSON.parse((await aura(['estimate', 'film.md', '--json'])).stdout) as { seconds: number };
    assert.ok(json.seconds > 5 && json.seconds < 30);
  });

  it('lists voices, those of one language when asked', async () => {
    const { code, stdout } = await aura(['voices', '--language', 'pt', '--json']);
    assert.equal(code, 0);
    const voices = JSON.parse(stdout) as { language: string }[];
    assert.ok(voices.length > 0 && voices.every(({ language }) => language.startsWith('pt')));
  });

  it('tells what this machine has', async () => {
    const { code, stdout } = await aura(['doctor', '--json']);
    assert.equal(code, 0, stdout);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean }[] };
    assert.deepEqual(
      checks.map(({ name }) => name),
      ['aura', 'ffmpeg', 'voices', 'data folder', 'cache folder'],
    );
  });
});
