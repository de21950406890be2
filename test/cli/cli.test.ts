import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseEvent } from '../../src/protocol/protocol.ts';
import { probe } from '../engine/media/support.ts';
import { CLI, startAura, type Result } from './aura.ts';

const SCRIPT =
  '# A film of the terminal\n\nIt says one sentence.\n\n---\n\n## And then\n\n- it shows\n- a list\n';

describe('the aura command', function () {
  this.timeout(90_000);
  let folder: string;

  before(async () => {
    assert.ok(existsSync(CLI), 'npm run build comes first');
    folder = await mkdtemp(join(tmpdir(), 'aura-cli-'));
    await writeFile(join(folder, 'film.md'), SCRIPT);
    await writeFile(join(folder, 'voiced.md'), `---\nvoice: en-gb\n---\n\n${SCRIPT}`);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function aura(
    args: readonly string[],
    onOutput?: (text: string, stop: (signal: NodeJS.Signals) => void) => void,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Result> {
    const { child, ended } = startAura(folder, args, env);
    let text = '';
    child.stdout?.on('data', (more: string) => onOutput?.((text += more), (signal) => child.kill(signal)));
    return ended;
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

  it('prints one event a line with --json, ids rising, percent never falling, and at the end what it saved', async () => {
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
    const printed = stdout.trim().split('\n');
    const { saved } = JSON.parse(printed.at(-1) ?? '') as { saved: string[] };
    assert.deepEqual(
      saved.map((path) => basename(path)),
      ['json.mp4', 'json.srt', 'json.vtt'],
    );
    const events = printed
      .slice(0, -1)
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
    [
      'a wrong narration',
      ['generate', 'film.md', '--narration', 'all'],
      /--narration cannot be all[\s\S]*auto, notes, text/u,
    ],
    [
      'an unknown voice, and not by a line of the script',
      ['generate', 'voiced.md', '--voice', 'nobody-at-all'],
      /There is no voice “nobody-at-all”\n/u,
    ],
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
    let asked = false;
    const { code, stderr } = await aura(['generate', 'long.md'], (text, stop) => {
      if (asked || !/Render · /u.test(text)) return;
      asked = true;
      stop('SIGINT');
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

  it('lists voices in columns, with the default of a language and the timbres', async () => {
    const { stdout } = await aura(['voices', '--language', 'en']);
    const [rows = '', timbres = ''] = stdout.split('\n\n');
    const labels = rows.split('\n').map((row) => row.indexOf('English'));
    assert.equal(new Set(labels).size, 1, rows);
    assert.match(rows, /^en-us +en-US +English \(America\) {2}\(the default for “en”\)$/mu);
    assert.match(timbres, /\+f2/u);
  });

  it('makes the film though nobody reads about it any more', async () => {
    const args = ['generate', 'film.md', '--resolution', '480p', '--out', 'unread.mp4', '--json'];
    const { child, ended, prints } = startAura(folder, args);
    await prints(/job-status/u);
    child.stdout?.destroy();
    const { code, stderr } = await ended;
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.ok(existsSync(join(folder, 'unread.mp4')));
  });

  it('is a command of its own', async () => {
    const version = execFileSync(CLI, ['--version'], { encoding: 'utf8' });
    assert.match(version, /^\d+\.\d+\.\d+\n$/u);
  });

  it('is packed with what runs and nothing else', () => {
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: join(CLI, '../..'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Older versions of npm give a list, newer ones an object by name.
    const found: unknown = JSON.parse(packed);
    const [tarball] = Object.values(found as Record<string, { files: { path: string }[] }>);
    const paths = tarball?.files.map(({ path }) => path) ?? [];
    for (const needed of ['dist/cli.js', 'dist/worker.js', 'package.json', 'LICENSE', 'THIRD_PARTY_NOTICES'])
      assert.ok(paths.includes(needed), needed);
    assert.deepEqual(
      paths.filter((path) => /^(?:src|test|scripts|docs|films)\//u.test(path)),
      [],
    );
  });

  it('says that the data folder cannot be used, and which variable names another', async () => {
    const env = { AURA_DATA: join(folder, 'film.md') };
    const { code, stdout } = await aura(['doctor'], undefined, env);
    assert.equal(code, 1);
    assert.match(stdout, /✖ data folder {3}The data folder cannot be used.*\n.*AURA_DATA/u);
    const jobs = await aura(['jobs'], undefined, env);
    assert.equal(jobs.code, 1);
    assert.match(jobs.stderr, /The data folder cannot be used[\s\S]*AURA_DATA/u);
  });

  it('speaks to the engine of this machine where one runs, and else to its data folder', async () => {
    const listed = async (): Promise<string[]> =>
      (JSON.parse((await aura(['jobs', '--json'])).stdout) as { id: string }[]).map(({ id }) => id);
    const ids = await listed();
    assert.ok(ids.length > 0);
    const engine = startAura(folder, ['serve', '--socket']);
    try {
      await engine.prints(/listens/u);
      assert.deepEqual(await listed(), ids);
      const { code, stdout } = await aura(['watch', ids[0] ?? '', '--json']);
      assert.ok([0, 130].includes(code ?? -1), stdout);
    } finally {
      engine.child.kill('SIGTERM');
      await engine.ended;
    }
    assert.match((await aura(['logs', ids[0] ?? ''])).stdout, /^Job: /u);
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
