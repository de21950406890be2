import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { STAGES, systemClock } from '../../src/protocol/protocol.ts';
import { createMetrics } from '../../src/server/metrics/metrics.ts';
import { filmlessEngine } from '../contract/filmless.ts';
import { collect } from '../contract/jobService.ts';
import { ask, messages, post } from '../support/http.ts';
import { runServer, type RunningServer } from '../support/server.ts';
import { ENDLESS, FAILING, QUICK } from './behave.ts';
import { parseMetrics, valueOf, type Family } from './prometheus.ts';

describe('the metrics of a server', () => {
  let folder: string;
  let engine: Engine;
  let running: RunningServer;
  let url: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-metrics-'));
    engine = filmlessEngine(folder);
    await engine.ready();
    running = await runServer(engine, 'tcp');
    url = running.url;
  });
  afterEach(async () => {
    await running.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function scrape(): Promise<Map<string, Family>> {
    const response = await ask(`${url}/api/metrics`);
    assert.equal(response.status, 200);
    return parseMetrics(await response.text());
  }

  async function jobOf(request: unknown): Promise<string> {
    return ((await (await post(`${url}/api/jobs`, request)).json()) as { id: string }).id;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 1000; tries += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.fail('it did not come to pass');
  }

  it('are text of format 0.0.4, for those who have the token', async () => {
    const response = await ask(`${url}/api/metrics`);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const families = parseMetrics(await response.text());
    assert.equal(valueOf(families, 'aura_build_info', { version: '0.0.0' }), 1);
    assert.ok(valueOf(families, 'process_resident_memory_bytes') > 1e6);
    assert.ok(valueOf(families, 'process_cpu_user_seconds_total') > 0);
    assert.equal((await fetch(`${url}/api/metrics`)).status, 401);
  });

  it('are all written down for those who run a server', async () => {
    const docs = await readFile(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
    const own = [...(await scrape()).keys()].filter((name) => name.startsWith('aura_'));
    assert.ok(own.length > 12);
    for (const name of own) assert.ok(docs.includes(`\`${name}\``), name);
    for (const [name = ''] of docs.matchAll(/aura_\w+/g)) {
      assert.ok(own.includes(name.replace(/_bucket$/, '')), name);
    }
  });

  it('count jobs as they stand and as they end, and how long their stages took', async () => {
    const done = await jobOf(QUICK);
    const failed = await jobOf(FAILING);
    const endless = await jobOf(ENDLESS);
    for (const id of [done, failed]) await collect(engine.events(id, { fromStart: true }));
    await until(async () => (await engine.get(endless)).stage === 'tts');
    const before = await scrape();
    const jobs = (status: string): number => valueOf(before, 'aura_jobs', { status });
    assert.deepEqual(['Done', 'Failed', 'Running', 'Queued', 'Canceled'].map(jobs), [1, 1, 1, 0, 0]);
    assert.equal(valueOf(before, 'aura_queue_length'), 0);
    await post(`${url}/api/jobs/${endless}/cancel`);
    const after = await scrape();
    for (const result of ['done', 'failed', 'canceled']) {
      assert.equal(valueOf(after, 'aura_jobs_ended_total', { result }), 1, result);
    }
    for (const stage of STAGES) {
      const count = valueOf(after, 'aura_stage_duration_seconds_count', { stage });
      assert.equal(count, stage === 'planning' || stage === 'script' ? 3 : 1, stage);
    }
  });

  it('count jobs that wait', async () => {
    for (let index = 0; index < 6; index += 1) await jobOf(ENDLESS);
    await until(async () => (await engine.list({ status: ['Running'] })).length === 4);
    assert.equal(valueOf(await scrape(), 'aura_queue_length'), 2);
  });

  it('count streams, those that came back, what was sent again, and how soon the rest was', async () => {
    const id = await jobOf(QUICK);
    await collect(engine.events(id, { fromStart: true }));
    const all = await collect(messages(await ask(`${url}/api/jobs/${id}/events?replay=all`)));
    const headers = { 'last-event-id': all.at(-4)?.id ?? '' };
    assert.equal((await collect(messages(await ask(`${url}/api/jobs/${id}/events`, { headers })))).length, 3);
    const lost = { 'last-event-id': '1-0' };
    const told = await collect(messages(await ask(`${url}/api/jobs/${id}/events`, { headers: lost })));
    assert.deepEqual(
      told.map(({ event }) => event),
      ['job-status', 'job-completed'],
    );
    const live = messages(await ask(`${url}/api/events`));
    const quick = await jobOf(QUICK);
    for await (const event of live) {
      if (event.event === 'job-completed' && event.json['jobId'] === quick) {
        const during = await scrape();
        assert.equal(valueOf(during, 'aura_streams_open'), 1);
        break;
      }
    }
    const families = await scrape();
    const count = (name: string, labels = {}): number => valueOf(families, `aura_stream_${name}`, labels);
    assert.equal(count('opens_total', { kind: 'job' }), 3);
    assert.equal(count('opens_total', { kind: 'all' }), 1);
    assert.equal(count('reconnects_total'), 2);
    assert.equal(count('replays_total'), 3);
    assert.equal(count('replayed_events_total'), all.length + 3 + 1);
    assert.equal(count('gaps_total'), 1);
    assert.equal(count('dropped_readers_total'), 0);
    assert.ok(count('delivery_seconds_count') > 5);
    assert.ok(count('events_total') > count('delivery_seconds_count'));
    await until(async () => valueOf(await scrape(), 'aura_streams_open') === 0);
  });

  it('count answers by the pattern of their route and errors by their code, whatever is asked', async () => {
    for (let index = 0; index < 20; index += 1) {
      await ask(`${url}/api/jobs/unknown-${index}`);
      await ask(`${url}/nowhere/${index}`);
      await fetch(`${url}/api/jobs`);
    }
    await jobOf(QUICK);
    const families = await scrape();
    const requests = (labels: Record<string, string>): number =>
      valueOf(families, 'aura_http_requests_total', labels);
    assert.equal(requests({ method: 'GET', route: '/api/jobs/:id', status: '404' }), 20);
    assert.equal(requests({ route: 'unknown', status: '404' }), 20);
    assert.equal(requests({ route: '/api/jobs', status: '401' }), 20);
    assert.equal(requests({ method: 'POST', route: '/api/jobs', status: '202' }), 1);
    assert.equal(valueOf(families, 'aura_http_problems_total', { code: 'E401-UNAUTHORIZED' }), 20);
    assert.equal(valueOf(families, 'aura_http_problems_total', { code: 'E404-NOT_FOUND' }), 40);
    assert.equal(families.get('aura_http_requests_total')?.samples.length, 4);
    assert.equal(
      valueOf(families, 'aura_http_request_duration_seconds_count', { route: '/api/jobs/:id' }),
      20,
    );
  });

  it('cost about a microsecond for an event at most', function () {
    const metrics = createMetrics({
      clock: systemClock,
      version: '0',
      openStreams: () => 0,
      service: () => undefined,
    });
    const stream = metrics.streams.opened('job');
    const frame = { id: `${Date.now() + 1000}-1`, event: 'step-progress', data: { jobId: 'x' } };
    const spent = (times: number): number => {
      const { user, system } = process.cpuUsage();
      for (let index = 0; index < times; index += 1) stream.sent(frame);
      const now = process.cpuUsage();
      return (now.user + now.system - user - system) / times;
    };
    spent(20_000);
    const best = Math.min(...Array.from({ length: 5 }, () => spent(50_000)));
    assert.ok(best < 2, `${best} µs`);
  });
});
