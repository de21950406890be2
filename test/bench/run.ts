// Benchmarks: `npm run bench -- NAME [PART] [--json] [--check]`. Goals are no tests: only an error, or with --check a ratio
// past its limit, ends it with 1.
import { cpus, loadavg, release, type } from 'node:os';
import { parseArgs } from 'node:util';
import { keeps, type Benchmark } from './measure.ts';
import { streams } from './streams/streams.ts';
import { toTable } from './table.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { streams };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, check: { type: 'boolean' } },
});
const [name = '', part] = positionals;
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  console.error(`Benchmarks: ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(1);
}

const tell = (doing: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${doing}`);
};
const loadBefore = loadavg()[0] ?? 0;
const measures = await benchmark(tell, part);
tell('');
const processors = cpus();
const machine = `${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${type()} ${release()}, Node ${process.version}`;
const past = measures.filter(({ value, limit }) => !keeps(value, limit));
if (values.json) {
  console.log(JSON.stringify({ date: new Date().toISOString(), machine, loadBefore, measures }, null, 2));
} else {
  console.log(toTable(measures));
  console.log(`\n${new Date().toISOString()} · ${machine} · load before ${loadBefore.toFixed(1)}`);
}
if (values.check && past.length > 0) {
  console.error(
    `Past their limits:\n${past.map(({ name: which, value }) => `  ${which}: ${value}`).join('\n')}`,
  );
  process.exitCode = 1;
}
