// Everything that must hold before a change lands: `node test/run.mjs [step…]`. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = (name) => join('node_modules', '.bin', name);
const reporter = ['--reporter', join('test', 'reporter.cjs')];
/** Files beside each other: many wait for other processes, and one that hangs ends with the others. */
const parallel = ['--parallel', '--jobs', String(Math.max(2, Math.min(4, availableParallelism())))];

/** In order. Steps with `counts` report their own tests; the others are one check each. */
const steps = [
  { name: 'build', command: [process.execPath, 'esbuild.mjs'] },
  { name: 'sizes', command: [process.execPath, 'scripts/sizes.mjs'] },
  { name: 'types', command: [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', command: [bin('oxlint')] },
  { name: 'format', command: [bin('oxfmt'), '--check', '.'] },
  { name: 'unused', command: [bin('knip')] },
  { name: 'notices', command: [process.execPath, 'scripts/notices.mjs', '--check'] },
  {
    name: 'units',
    counts: true,
    command: [
      bin('mocha'),
      ...reporter,
      ...parallel,
      '--ignore',
      'test/vscode/**',
      'test/**/*.test.{ts,tsx}',
    ],
  },
  {
    name: 'editor',
    counts: true,
    command: [process.execPath, '--import', 'tsx', join('test', 'vscode', 'run.ts')],
  },
];

const wanted = process.argv.slice(2);
const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name));
const folder = mkdtempSync(join(tmpdir(), 'aura-test-'));
let passed = 0;
let failed = 0;
const broken = [];

for (const step of chosen) {
  console.log(`\n── ${step.name} ──`);
  const counts = join(folder, `${step.name}.jsonl`);
  const started = Date.now();
  const [file, ...args] = step.command;
  const result = spawnSync(file, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, AURA_TEST_COUNTS: counts, FORCE_COLOR: '0' },
  });
  const sums = step.counts ? readCounts(counts) : { passes: 0, failures: 0 };
  const ok = result.status === 0 && (!step.counts || sums.passes > 0);
  passed += step.counts ? sums.passes : Number(ok);
  failed += sums.failures > 0 ? sums.failures : Number(!ok);
  if (!ok) broken.push(step.name);
  console.log(`── ${step.name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

rmSync(folder, { recursive: true, force: true });
if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function readCounts(path) {
  let lines = [];
  try {
    lines = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return {
    passes: lines.reduce((sum, line) => sum + line.passes, 0),
    failures: lines.reduce((sum, line) => sum + line.failures, 0),
  };
}
