import assert from 'node:assert/strict';
import { createAuraClient, type AuraClient } from '../../../src/client/client.ts';
import type { Dialect } from '../../../src/client/dialects/dialect.ts';
import type { WatchedJob } from '../../../src/client/watch.ts';
import { AuraError, isTerminalEvent, type JobEvent, type JobStatus } from '../../../src/protocol/protocol.ts';
import { collect } from '../../contract/jobService.ts';
import { createFakeClock } from '../../support/clock.ts';
import { foreignJob, foreignServer, recorded, type ForeignServer } from '../../support/foreignServer.ts';
import { TOKEN } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const QUICK = { baseMs: 4, capMs: 8, pollMs: 10, breaker: { failures: 5, pauseMs: 20 } };

describe('a server of another make', () => {
  let server: ForeignServer;
  let client: AuraClient;
  beforeEach(async () => {
    server = await foreignServer();
    client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy: QUICK });
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  const streamsAsked = (): string[] =>
    server.asked
      .filter((asked) => /\/(events|stream)$/.test(asked))
      .map((asked) => asked.slice('GET /api/'.length));

  /** Everything that is seen of the job; percent never falls on the way. */
  async function watched(): Promise<WatchedJob[]> {
    const seen: WatchedJob[] = [];
    for await (const item of client.watch('j')) {
      assert.ok(item.snapshot.percent >= (seen.at(-1)?.snapshot.percent ?? 0), 'percent fell');
      assert.ok(item.snapshot.percent <= 100);
      seen.push(item);
    }
    return seen;
  }

  const ends: [Dialect, string, JobStatus][] = [
    ['A', 'a-newer-done', 'Done'],
    ['A', 'a-newer-failed', 'Failed'],
    ['A', 'a-newer-cancelled', 'Canceled'],
    ['A', 'a-newer-stalled', 'Done'],
    ['A', 'a-older-done', 'Done'],
    ['A', 'a-older-failed', 'Failed'],
    ['A', 'a-older-cancelled', 'Canceled'],
    ['A', 'b-done', 'Done'],
    ['B', 'b-done', 'Done'],
    ['B', 'b-failed', 'Failed'],
    ['B', 'b-cancelled', 'Canceled'],
    ['C', 'c-done', 'Done'],
    ['C', 'c-failed', 'Failed'],
    ['C', 'c-failed-event', 'Failed'],
    ['C', 'c-cancelled', 'Canceled'],
    ['D', 'd-done', 'Done'],
    ['D', 'd-failed', 'Failed'],
  ];
  for (const [dialect, name, status] of ends) {
    it(`is followed by stream ${dialect} to ${status} (${name})`, async () => {
      server.streams = { [dialect]: [{ text: recorded(name) }] };
      const seen = await watched();
      const last = seen.at(-1);
      assert.equal(last?.snapshot.status, status);
      assert.equal(seen.filter(({ event }) => event && isTerminalEvent(event)).length, 1);
      assert.ok(seen.some(({ snapshot }) => snapshot.status === 'Running' && snapshot.percent >= 30));
      if (status === 'Done') assert.match(last?.snapshot.output?.videoPath ?? '', /film\.mp4|download/);
      if (status === 'Failed') assert.equal(last?.snapshot.errors[0]?.message, 'The encoder ended');
    });

    it(`goes on by stream ${dialect} after a cut, and tells the end once (${name})`, async () => {
      const text = recorded(name);
      server.streams = { [dialect]: [{ text, cut: true }, { text }] };
      const seen = await watched();
      assert.equal(seen.at(-1)?.snapshot.status, status);
      assert.equal(seen.filter(({ event }) => event && isTerminalEvent(event)).length, 1);
      assert.ok(seen.some(({ connection }) => connection.kind === 'reconnecting'));
    });
  }

  it('tells what a stall is: the job still runs', async () => {
    server.streams = { A: [{ text: recorded('a-newer-stalled') }] };
    const seen = await watched();
    const warnings = seen.at(-1)?.snapshot.warnings.map(({ code, message }) => [code, message]);
    assert.deepEqual(warnings, [
      ['E305-JOB_STALLED', 'No progress for 60 seconds'],
      ['E305-JOB_STALLED', 'The job stalled'],
    ]);
  });

  it('has its log lines and warnings shown, and its words for people', async () => {
    server.streams = { A: [{ text: recorded('a-newer-done') }] };
    const seen = await watched();
    const messages = new Set(seen.map(({ snapshot }) => snapshot.message));
    assert.ok(messages.has('Reading scene 2'));
    const warnings = seen.at(-1)?.snapshot.warnings.map(({ message }) => message);
    assert.deepEqual(warnings, ['quiet', 'The voice is slow']);
    const [artifact] = seen.at(-1)?.snapshot.artifacts ?? [];
    assert.deepEqual(artifact, {
      name: 'film.mp4',
      path: 'C:\\films\\j\\film.mp4',
      type: 'video/mp4',
      sizeBytes: 1234,
    });
  });

  it('shows each stage that was left as finished, in the shares of its phases', async () => {
    server.streams = { A: [{ text: recorded('a-older-done') }] };
    const seen = await watched();
    const drawing = seen.findLast(({ snapshot }) => snapshot.message === 'Drawing')?.snapshot;
    // An unknown name with a known phase.
    assert.equal(drawing?.stage, 'visuals');
    assert.deepEqual(
      drawing?.stages.map(({ stage, percent, weight }) => [stage, Math.round(percent), weight]).slice(0, 4),
      [
        ['planning', 100, 5],
        ['script', 100, 10],
        ['tts', 100, 20],
        ['visuals', 50, 30],
      ],
    );
    assert.equal(drawing?.etaSeconds, 20);
    assert.equal(drawing?.elapsedSeconds, 5);
  });

  it('is asked how a job ended that its stream D says nothing more of', async () => {
    server.streams = { D: [{ text: recorded('d-cancelled') }] };
    const events: JobEvent[] = [];
    for await (const event of client.events('j', { fromStart: true })) {
      events.push(event);
      server.jobs.set('j', foreignJob('j', 'cancelled'));
    }
    assert.equal(events.at(-1)?.event, 'job-cancelled');
  });

  it('is asked every 10 s where its stream D stays open and says nothing more', async () => {
    const clock = createFakeClock();
    const patient = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, clock });
    server.streams = { D: [{ text: recorded('d-cancelled'), open: true }] };
    const events: JobEvent[] = [];
    const reading = (async () => {
      for await (const event of patient.events('j', { fromStart: true })) events.push(event);
    })();
    const asked = (): number => server.asked.filter((path) => path === 'GET /api/jobs/j').length;
    await until(() => events.length >= 5);
    const before = asked();
    clock.advance(10_000);
    await until(() => asked() > before);
    server.jobs.set('j', foreignJob('j', 'cancelled'));
    await until(() => {
      clock.advance(10_000);
      return events.at(-1)?.event === 'job-cancelled';
    });
    await reading;
    assert.equal(clock.pending(), 0);
    patient.close();
  });

  it('knows no such job: 200, an error and the end', async () => {
    server.streams = { A: [{ text: recorded('a-unknown-job') }] };
    server.jobs.clear();
    await assert.rejects(collect(client.events('j')), (error) => AuraError.is(error, 'E404-NOT_FOUND'));
    await assert.rejects(collect(client.watch('j')), (error) => AuraError.is(error, 'E404-NOT_FOUND'));
  });

  it('is tried in the order A, C, B, D, and what worked is remembered', async () => {
    server.streams = {
      A: [{ page: '<h1>Aura</h1>' }],
      C: [{ status: 500 }],
      D: [{ text: recorded('d-done') }],
    };
    await watched();
    assert.deepEqual(streamsAsked(), [
      'jobs/j/events',
      'jobs/j/progress/stream',
      'jobs/j/stream',
      'video/j/stream',
    ]);
    server.jobs.set('k', foreignJob('k', 'running'));
    await collect(client.watch('k'));
    assert.deepEqual(streamsAsked().slice(4), ['video/k/stream']);
  });

  it('is polled when it has no stream at all, and that is said', async () => {
    const kinds = new Set<string>();
    let last: JobStatus = 'Queued';
    for await (const { connection, snapshot } of client.watch('j')) {
      kinds.add(connection.kind);
      last = snapshot.status;
      if (connection.kind === 'polling')
        server.jobs.set('j', foreignJob('j', 'completed', { outputPath: '/f/film.mp4' }));
    }
    assert.ok(kinds.has('polling'));
    assert.equal(last, 'Done');
  });

  it('keeps its stream when that is out of order for a while', async () => {
    const text = recorded('b-done');
    server.streams = { B: [{ text, cut: true }, { status: 503 }, { status: 502 }, { text }] };
    const seen = await watched();
    assert.equal(seen.at(-1)?.snapshot.status, 'Done');
    assert.deepEqual(
      streamsAsked().slice(2),
      Array.from({ length: 4 }, () => 'jobs/j/stream'),
    );
  });
});
