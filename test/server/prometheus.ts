import assert from 'node:assert/strict';

export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/gy;
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);

/** Reads Prometheus' text format 0.0.4 and forgives nothing. */
export function parseMetrics(text: string): Map<string, Family> {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let family: Family | undefined;
  let familyName = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      assert.match(name, NAME);
      assert.ok(!families.has(name), `${name} stands once`);
      familyName = name;
      family = { type: '', help: rest, samples: [] };
      families.set(name, family);
    } else if (kind === 'TYPE') {
      assert.equal(name, familyName, 'TYPE follows HELP');
      assert.ok(family && TYPES.has(rest), line);
      family.type = rest;
    } else {
      const sample = parseSample(line);
      assert.ok(family?.type, `${line} belongs to a family`);
      const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      assert.ok(
        suffixes.some((suffix) => sample.name === familyName + suffix),
        line,
      );
      const key = sample.name + JSON.stringify(Object.entries(sample.labels).sort());
      assert.ok(!seen.has(key), `${line} stands once`);
      seen.add(key);
      family.samples.push(sample);
    }
  }
  for (const [name, { type, samples }] of families) if (type === 'histogram') checkHistogram(name, samples);
  return families;
}

function parseSample(line: string): Sample {
  const [, name = '', labelText = '', valueText = ''] = SAMPLE.exec(line) ?? [];
  assert.ok(name, `not a sample: ${line}`);
  const labels: Record<string, string> = {};
  let end = 0;
  for (const match of labelText.matchAll(LABEL)) {
    labels[match[1] ?? ''] = match[2] ?? '';
    end = match.index + match[0].length;
  }
  assert.equal(end, labelText.length, `labels of ${line}`);
  const value = valueText === '+Inf' ? Infinity : Number(valueText);
  assert.ok(!Number.isNaN(value), line);
  return { name, labels, value };
}

/** Buckets are cumulative, end with +Inf, and that one is the count. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _le, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [labels, own] of series) {
    const buckets = own.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels: { le = '' } }) => (le === '+Inf' ? Infinity : Number(le)));
    assert.deepEqual(
      bounds,
      bounds.toSorted((a, b) => a - b),
      `${name}${labels}`,
    );
    assert.equal(bounds.at(-1), Infinity, `${name}${labels}`);
    const counts = buckets.map(({ value }) => value);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => a - b),
      `${name}${labels}`,
    );
    assert.equal(own.find((sample) => sample.name === `${name}_count`)?.value, counts.at(-1), name);
    assert.ok(
      own.some((sample) => sample.name === `${name}_sum`),
      name,
    );
  }
}

/** The value of one series; 0 where there is none yet. */
export function valueOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const base = name.replace(/_(?:count|sum|bucket)$/, '');
  const family = families.get(name) ?? families.get(base);
  assert.ok(family, `there is a metric ${name}`);
  const found = family.samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return found.reduce((sum, { value }) => sum + value, 0);
}
