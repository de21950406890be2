import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { calmLog } from '../../src/server/calmLog.ts';
import { jsonLine, textLine, type LogLevel } from '../../src/server/log.ts';
import { filmlessEngine } from '../contract/filmless.ts';
import { collect } from '../contract/jobService.ts';
import { createFakeClock } from '../support/clock.ts';
import { ask, messages, post } from '../support/http.ts';
import { runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { FAILING, QUICK } from './behave.ts';

const AT = new Date(Date.UTC(2026, 10, 20, 11));

describe('a line of the log', () => {
  it('is readable: facts by name, quoted only where they must be', () => {
    const fields = { method: 'GET', status: 200, note: 'two words', none: undefined, list: [1, 2] };
    assert.equal(
      textLine(AT, 'info', 'request', fields),
      '2026-11-20T11:00:00.000Z info request method=GET status=200 note="two words" list=[1,2]',
    );
  });

  it('is JSON where programs read it', () => {
    assert.deepEqual(JSON.parse(jsonLine(AT, 'warn', 'request', { status: 404, time: 'mine' })), {
      time: '2026-11-20T11:00:00.000Z',
      level: 'warn',
      message: 'request',
      status: 404,
    });
  });

  it('is one line whatever is in it, and cannot pass for another', () => {
    const hostile = 'a\r\n2026-11-20T11:00:00.000Z info request status=200\u2028"';
    for (const line of [textLine, jsonLine]) {
      assert.equal(line(AT, 'error', hostile, { hostile }).split(/[\r\n\u2028\u2029]/u).length, 1);
    }
    assert.match(textLine(AT, 'info', 'x', { a: 'b status=500' }), /a="b status=500"$/);
  });
});

describe('a calm log', () => {
  it('says the same once in ten minutes, and everything else at once', () => {
    const clock = createFakeClock();
    const said: string[] = [];
    const log = calmLog((level, message, fields) => said.push(textLine(AT, level, message, fields)), clock);
    for (let minute = 0; minute < 25; minute += 1) {
      log('warn', 'a job cannot be read', { jobId: 'a' });
      if (minute === 3) log('warn', 'a job cannot be read', { jobId: 'b' });
      clock.advance(60_000);
    }
    assert.deepEqual(
      said.map((line) => line.at(-1)),
      ['a', 'b', 'a', 'a'],
    );
  });
});

describe('the log of a server', () => {
  interface Entry {
    level: LogLevel;
    message: string;
    fields: Readonly<Record<string, unknown>>;
  }
  let entries: Entry[];
  let folder: string;
  let engine: Engine;
  let running: RunningServer;
  let url: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-log-'));
    engine = filmlessEngine(folder);
    running = await runServer(engine, 'tcp', {
      log: (level, message, fields = {}) => entries.push({ level, message, fields }),
    });
    url = running.url;
  });
  beforeEach(() => {
    entries = [];
  });
  after(async () => {
    await running.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The lines of one kind, once there are `count`. */
  async function lines(message: string, count: number): Promise<Entry[]> {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = entries.filter((entry) => entry.message === message);
      if (found.length >= count) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return assert.fail(`${count} lines “${message}” in ${JSON.stringify(entries)}`);
  }

  it('has a line for each answer: who asked what, how it went, how long it took', async () => {
    const headers = { 'x-correlation-id': 'mine-1' };
    await (await ask(`${url}/api/jobs?status=Done`, { headers })).text();
    await (await ask(`${url}/api/jobs/nobody`, { headers })).text();
    await (await fetch(`${url}/api/jobs`, { headers })).text();
    const told = await lines('request', 3);
    assert.deepEqual(
      told.map(({ level, fields }) => [level, fields['method'], fields['route'], fields['status']]),
      [
        ['info', 'GET', '/api/jobs', 200],
        ['warn', 'GET', '/api/jobs/:id', 404],
        ['warn', 'GET', '/api/jobs', 401],
      ],
    );
    for (const { fields } of told) {
      assert.equal(fields['correlationId'], 'mine-1');
      assert.equal(typeof fields['ms'], 'number');
    }
    assert.equal(told[1]?.fields['jobId'], 'nobody');
    const owner = createHash('sha256').update(TOKEN).digest('hex').slice(0, 8);
    assert.deepEqual(
      told.map(({ fields }) => fields['owner']),
      [owner, owner, undefined],
    );
  });

  it('has no token, no query and no body in it', async () => {
    const script = { script: { format: 'markdown', title: 'quick', text: '# a very private script' } };
    await (await ask(`${url}/api/jobs?status=Done&secret=query-value`)).text();
    await (await post(`${url}/api/jobs`, script)).text();
    await (await ask(`${url}/nowhere-with-${TOKEN}?key=query-value`)).text();
    await lines('request', 3);
    await lines('job', 3);
    const text = entries.map(({ level, message, fields }) => jsonLine(AT, level, message, fields)).join('\n');
    for (const secret of [TOKEN, 'query-value', 'private']) assert.ok(!text.includes(secret), text);
  });

  it('tells where a fault of ours was, and not of a server that is only full', async () => {
    const full = await runServer(engine, 'tcp', {
      limits: { streams: 0 },
      log: (level, message, fields = {}) => entries.push({ level, message, fields }),
    });
    assert.equal((await ask(`${full.url}/api/events`)).status, 503);
    await full.close();
    const [{ level } = { level: '' }] = await lines('request', 1);
    assert.equal(level, 'warn');
    assert.deepEqual(
      entries.filter(({ fields }) => 'error' in fields),
      [],
    );
  });

  it('leaves out those who only ask whether all is well', async () => {
    await (await ask(`${url}/api/health/live`)).text();
    await (await ask(`${url}/api/metrics`)).text();
    await (await ask(`${url}/api/jobs`)).text();
    assert.equal((await lines('request', 1)).length, 1);
  });

  it('follows a job through its states under the correlation id of the request that made it', async () => {
    for (const [request, ending, level] of [
      [QUICK, 'Done', 'info'],
      [FAILING, 'Failed', 'warn'],
    ] as const) {
      entries = [];
      const correlationId = `mine-${ending}`;
      const made = await post(`${url}/api/jobs`, request, { 'x-correlation-id': correlationId });
      const { id } = (await made.json()) as { id: string };
      const events = await collect(messages(await ask(`${url}/api/jobs/${id}/events?replay=all`)));
      assert.ok(events.every(({ json }) => json['correlationId'] === correlationId));
      const told = await lines('job', 3);
      assert.deepEqual(
        told.map(({ fields }) => fields['status']),
        ['Queued', 'Running', ending],
      );
      assert.equal(told.at(-1)?.level, level);
      for (const { fields } of told) {
        assert.equal(fields['jobId'], id);
        assert.equal(fields['correlationId'], correlationId);
      }
    }
  });
});
