import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Engine } from '../../src/engine/engine.ts';
import { STAGES, VIDEO_EVENT_SCHEMAS, VideoStatusSchema } from '../../src/protocol/protocol.ts';
import { withOlderNames } from '../../src/server/sse/compat.ts';
import { filmlessEngine } from '../contract/filmless.ts';
import { collect } from '../contract/jobService.ts';
import { ask, messages, post, type Message } from '../support/http.ts';
import { runServer, type RunningServer } from '../support/server.ts';
import { ENDLESS, FAILING, QUICK, script } from './behave.ts';

const PROGRESS = {
  jobId: 'a',
  correlationId: 'b',
  timestamp: '2026-11-20T11:00:00.000Z',
  stage: 'tts',
  step: 'tts',
  phase: 'tts',
  stagePercent: 50,
  message: 'Speaking',
  warnings: [] as string[],
} as const;

describe('the older vocabulary', () => {
  let folder: string;
  let engine: Engine;
  let running: RunningServer;
  let url: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-older-'));
    engine = filmlessEngine(folder);
    running = await runServer(engine, 'tcp');
    url = running.url;
  });
  after(async () => {
    await running.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function jobOf(request: unknown): Promise<string> {
    return ((await (await post(`${url}/api/jobs`, request)).json()) as { id: string }).id;
  }

  /** A job that has got as far as it gets. */
  async function ended(request: unknown): Promise<string> {
    const id = await jobOf(request);
    await collect(messages(await ask(`${url}/api/jobs/${id}/events`)));
    return id;
  }

  async function speaking(): Promise<string> {
    const id = await jobOf(ENDLESS);
    for await (const { json } of messages(await ask(`${url}/api/jobs/${id}/events?replay=all`))) {
      if (json['message'] === 'half of tts') return id;
    }
    return assert.fail('it ended');
  }

  async function stream(id: string): Promise<Message[]> {
    return collect(messages(await ask(`${url}/api/video/${id}/stream`)));
  }

  describe('of a stream', () => {
    it('tells progress, the end of each stage, and where the film is', async () => {
      const id = await jobOf(script('slow'));
      const told = await stream(id);
      for (const { event, data } of told) {
        assert.ok(event && event in VIDEO_EVENT_SCHEMAS, event);
        v.parse(VIDEO_EVENT_SCHEMAS[event as keyof typeof VIDEO_EVENT_SCHEMAS], JSON.parse(data));
      }
      assert.equal(told[0]?.event, 'progress');
      const percents = told.filter(({ event }) => event === 'progress').map(({ json }) => json['percentage']);
      assert.deepEqual(
        percents,
        percents.toSorted((a, b) => Number(a) - Number(b)),
      );
      const stages = told.filter(({ event }) => event === 'stage-complete');
      assert.deepEqual(
        stages.map(({ json }) => [json['stage'], json['nextStage']]),
        STAGES.map((stage, index) => [stage, STAGES[index + 1] ?? 'complete']).slice(-stages.length),
      );
      assert.ok(stages.length >= 5);
      const { event, json } = told.at(-1) ?? assert.fail();
      assert.equal(event, 'done');
      assert.equal(json['jobId'], id);
      assert.equal((await ask(url + String(json['videoUrl']))).status, 200);
    });

    it('of a job that has ended tells how, and nothing more to a reader that knows', async () => {
      const failed = await ended(FAILING);
      const told = await stream(failed);
      assert.deepEqual(
        told.map(({ event }) => event),
        ['progress', 'error'],
      );
      assert.equal(told.at(-1)?.json['message'], 'There is no such voice');
      const again = await ask(`${url}/api/video/${failed}/stream`, {
        headers: { 'last-event-id': told.at(-1)?.id ?? '' },
      });
      assert.equal(again.status, 204);
    });

    it('calls a cancel an error named “cancelled”', async () => {
      const id = await speaking();
      const reading = stream(id);
      await post(`${url}/api/jobs/${id}/cancel`);
      const last = (await reading).at(-1);
      assert.equal(last?.event, 'error');
      assert.equal(last?.json['message'], 'cancelled');
    });

    it('is not there for a job that is not', async () => {
      for (const what of ['stream', 'status', 'download']) {
        assert.equal((await ask(`${url}/api/video/nobody/${what}`)).status, 404);
      }
    });
  });

  it('says how a job stands', async () => {
    const status = async (id: string): Promise<v.InferOutput<typeof VideoStatusSchema>> =>
      v.parse(VideoStatusSchema, await (await ask(`${url}/api/video/${id}/status`)).json());
    const endless = await speaking();
    const {
      status: running,
      currentStage,
      progressPercentage,
      processingSteps,
      completedAt,
    } = await status(endless);
    assert.deepEqual(
      [running, currentStage, processingSteps, completedAt],
      ['processing', 'tts', ['Brief', 'Script'], undefined],
    );
    assert.ok(progressPercentage >= 25 && progressPercentage < 100);
    await post(`${url}/api/jobs/${endless}/cancel`);
    const cancelled = await status(endless);
    assert.deepEqual([cancelled.status, cancelled.errorMessage], ['failed', 'cancelled']);
    const failed = await status(await ended(FAILING));
    assert.deepEqual([failed.status, failed.errorMessage], ['failed', 'There is no such voice']);
    const id = await ended(QUICK);
    const done = await status(id);
    assert.deepEqual(
      [done.status, done.progressPercentage, done.videoUrl],
      ['completed', 100, `/api/video/${id}/download`],
    );
    assert.ok(done.completedAt && done.completedAt >= done.createdAt);
  });

  it('gives the film to save, under its title, whole or in part', async () => {
    const id = await ended(QUICK);
    const file = `${url}/api/video/${id}/download`;
    const whole = await ask(file);
    assert.equal(whole.headers.get('content-type'), 'video/mp4');
    assert.equal(whole.headers.get('content-disposition'), 'attachment; filename="A film.mp4"');
    assert.equal(await whole.text(), `film of ${id}`);
    const part = await ask(file, { headers: { range: 'bytes=0-3' } });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), 'film');
    const head = await ask(file, { method: 'HEAD' });
    assert.equal(head.headers.get('content-length'), String(`film of ${id}`.length));
    const etag = whole.headers.get('etag') ?? '';
    assert.equal((await ask(file, { headers: { 'if-none-match': etag } })).status, 304);
  });

  it('gives no film before it is finished', async () => {
    const response = await ask(`${url}/api/video/${await speaking()}/download`);
    assert.equal(response.status, 409);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  });

  describe('of progress', () => {
    it('is there for readers who ask with compat=1, beside our own', async () => {
      const id = await jobOf(script('slow'));
      const [plain, older] = await Promise.all(
        ['', '&compat=1'].map(async (compat) =>
          collect(messages(await ask(`${url}/api/jobs/${id}/events?replay=all${compat}`))),
        ),
      );
      assert.ok(plain && older);
      const updates = older.filter(({ event }) => event === 'step-progress');
      assert.ok(updates.length > 0);
      for (const { json } of updates) {
        assert.equal(json['progressPct'], json['percent']);
        assert.match(String(json['elapsedTime']), /^\d\d:\d\d:\d\d$/);
        const eta = json['etaSeconds'];
        assert.equal(eta === undefined, json['estimatedTimeRemaining'] === undefined);
      }
      assert.ok(plain.every(({ json }) => !('progressPct' in json) && !('elapsedTime' in json)));
      assert.deepEqual(
        older.map(({ id: eventId, event }) => [eventId, event]),
        plain.map(({ id: eventId, event }) => [eventId, event]),
      );
    });

    it('has its times as hours, minutes and seconds', () => {
      const data = { ...PROGRESS, percent: 12.5, elapsedSeconds: 29.6, etaSeconds: 3725 };
      const { data: older } = withOlderNames({ event: 'step-progress', data });
      assert.deepEqual(older, {
        ...data,
        progressPct: 12.5,
        elapsedTime: '00:00:30',
        estimatedTimeRemaining: '01:02:05',
      });
    });

    it('is there in the stream of all jobs too', async () => {
      const reading = messages(await ask(`${url}/api/events?compat=1`));
      const first = reading.next();
      const id = await jobOf(QUICK);
      await first;
      for await (const { event, json } of reading) {
        if (event !== 'step-progress' || json['jobId'] !== id) continue;
        assert.equal(json['progressPct'], json['percent']);
        return;
      }
      assert.fail('it ended');
    });
  });
});
