// The extension in a real VS Code: mocha inside its extension host, then a person at its window with the VSIX installed.
// `node --import tsx test/vscode/run.ts [host|person [file…]]`; needs `dist/`. Ends with 0 when all passed.
import { appendFileSync } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import Mocha from 'mocha';
import { packageExtension } from '../../scripts/package.ts';
import { startCodeServer } from './editor/codeServer.ts';
import { ensureCodeServer } from './editor/codeServerHome.ts';
import { findDesktop, runInDesktop } from './editor/desktop.ts';
import { runInCodeServer } from './editor/hostRun.ts';

const OUT = resolve('.vscode-test', 'built');
const PERSON_TESTS = [
  'makesAFilm.test.ts',
  'cancelAndReload.test.ts',
  'ffmpegSetting.test.ts',
  'trouble.test.ts',
  'server.test.ts',
];
/** What code-server is run with. Elsewhere the desktop's VS Code tests the inside, and a person's part is left to Linux. */
const HAS_CODE_SERVER = process.platform === 'linux' && process.arch === 'x64';
const log = (line: string) => console.log(line);

interface HostResults {
  stats: { passes: number; failures: number; pending: number };
  passes: { fullTitle: string; duration?: number }[];
  failures: { fullTitle: string; err: { message?: string; stack?: string } }[];
}

const wanted = process.argv[2];
await access(resolve('dist', 'extension.cjs')).catch(() => {
  throw new Error('dist/extension.cjs is missing: run `npm run build` first.');
});
await mkdir(OUT, { recursive: true });
const hostPassed = wanted === 'person' || (await testInHost());
const personPassed = wanted === 'host' || (await testAsPerson());
process.exit(hostPassed && personPassed ? 0 : 1);

/** In the desktop's VS Code where there is one, else in code-server. */
async function testInHost(): Promise<boolean> {
  const tests = join(OUT, 'host.cjs');
  await build({
    entryPoints: [resolve('test', 'vscode', 'host', 'index.ts')],
    outfile: tests,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const folder = await mkdtemp(join(tmpdir(), 'aura-host-'));
  const workspace = join(folder, 'my films');
  const results = join(folder, 'results.json');
  await mkdir(workspace);
  const env = {
    AURA_HOST_RESULTS: results,
    AURA_DATA: join(folder, 'data'),
    AURA_CACHE: join(folder, 'cache'),
  };
  const run = { extension: resolve('.'), tests, workspace };
  try {
    const desktop = await findDesktop();
    if (desktop !== undefined) await runInDesktop(desktop, { ...run, env });
    else await runHostInCodeServer(folder, run, env);
    return report(JSON.parse(await readFile(results, 'utf8')) as HostResults);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runHostInCodeServer(
  folder: string,
  run: { extension: string; tests: string; workspace: string },
  env: Record<string, string>,
): Promise<void> {
  if (!HAS_CODE_SERVER) throw new Error('No VS Code: the desktop one cannot be downloaded or shown.');
  const home = await ensureCodeServer(log);
  const server = await startCodeServer(home, { folder: join(folder, 'editor'), env, smokeTestDriver: true });
  try {
    await runInCodeServer(server, run);
  } finally {
    await server.stop();
  }
}

function report({ stats, passes, failures }: HostResults): boolean {
  log('\n  Inside the extension host\n');
  for (const { fullTitle, duration } of passes) log(`    ✔ ${fullTitle} (${duration ?? 0}ms)`);
  for (const { fullTitle, err } of failures) log(`    ✖ ${fullTitle}\n${err.stack ?? err.message ?? ''}`);
  log(`\n  ${stats.passes} passing, ${stats.failures} failing\n`);
  const counts = process.env['AURA_TEST_COUNTS'];
  if (counts) appendFileSync(counts, `${JSON.stringify(stats)}\n`);
  return stats.failures === 0 && stats.passes > 0;
}

/** With what people install: the VSIX, in an editor with an empty profile. */
async function testAsPerson(): Promise<boolean> {
  if (!HAS_CODE_SERVER) {
    log(`A person's tests need code-server, which is not to be had for ${process.platform}-${process.arch}.`);
    return true;
  }
  const vsix = await packageExtension(join(OUT, 'aura.vsix'));
  process.env['AURA_TEST_VSIX'] = vsix;
  await ensureCodeServer(log);
  const mocha = new Mocha({
    timeout: 240_000,
    forbidOnly: true,
    reporter: process.env['AURA_TEST_COUNTS'] ? resolve('test', 'reporter.cjs') : 'spec',
  });
  const chosen = process.argv.length > 3 ? process.argv.slice(3) : PERSON_TESTS;
  for (const file of chosen) mocha.addFile(resolve('test', 'vscode', 'person', file));
  await mocha.loadFilesAsync();
  return (await new Promise<number>((settle) => mocha.run(settle))) === 0;
}
