import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLine } from '../../src/server/log.ts';
import type { JobSnapshot } from '../../src/protocol/protocol.ts';
import { collect } from '../contract/jobService.ts';
import { probe } from '../engine/media/support.ts';
import { openStudio, type Studio } from '../support/films.ts';
import { ask, messages, post } from '../support/http.ts';
import { runServer, type RunningServer } from '../support/server.ts';

const BRIEF = {
  brief: { topic: 'How tides work', audience: 'children', tone: 'friendly', language: 'en' },
  planSpec: { targetDuration: '00:00:20', pacing: 'Fast', density: 'Sparse', style: 'Standard' },
  voiceSpec: { voiceName: 'en-gb', rate: 1.1, pitch: 1, pause: 'Natural' },
  renderSpec: {
    res: { width: 480, height: 854 },
    container: 'mp4',
    videoBitrateK: 5000,
    audioBitrateK: 192,
    fps: 25,
    codec: 'H264',
  },
};

describe('a film made over HTTP from the older form of a request', function () {
  this.timeout(120_000);
  let studio: Studio;
  let running: RunningServer;
  let url: string;
  let id: string;
  let snapshot: JobSnapshot;
  const log: string[] = [];
  before(async () => {
    studio = await openStudio();
    running = await runServer(studio.engine, 'tcp', {
      log: (level, message, fields) => log.push(jsonLine(new Date(), level, message, fields)),
      masks: [{ folder: studio.folder, as: '$DATA' }],
    });
    url = running.url;
    const made = await post(`${url}/api/jobs`, BRIEF, { 'x-correlation-id': 'from-the-client-1' });
    assert.equal(made.status, 202);
    assert.equal(made.headers.get('x-correlation-id'), 'from-the-client-1');
    ({ id } = (await made.json()) as { id: string });
    await collect(messages(await ask(`${url}/api/jobs/${id}/events`)));
    snapshot = (await (await ask(`${url}/api/jobs/${id}`)).json()) as JobSnapshot;
    assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
  });
  after(async () => {
    await running.close();
    await studio.dispose();
  });

  it('is as it was asked for', async () => {
    const file = join(studio.desk, 'downloaded.mp4');
    const response = await ask(`${url}/api/video/${id}/download`);
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="How tides work.mp4"');
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    const { streams } = await probe(file);
    const video = streams.find(({ codec_type: type }) => type === 'video');
    assert.ok(video);
    assert.deepEqual(
      [video['codec_name'], video['width'], video['height'], video['avg_frame_rate']],
      ['h264', 480, 854, '25/1'],
    );
    const seconds = Number(video['duration']);
    assert.ok(seconds > 10 && seconds < 30, `${seconds} s`);
    assert.equal(snapshot.film?.voice, 'en-gb');
  });

  it('says what of the request it did not follow, and nothing else', () => {
    const warnings = snapshot.warnings.map(({ message }) => message);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', /^renderSpec\.videoBitrateK, renderSpec\.audioBitrateK: /);
  });

  it('carries one correlation id from the request to the ffmpeg log', async () => {
    assert.equal(snapshot.correlationId, 'from-the-client-1');
    const events = await collect(messages(await ask(`${url}/api/jobs/${id}/events?replay=all`)));
    assert.ok(events.length > 10);
    for (const { json } of events) assert.equal(json['correlationId'], 'from-the-client-1');
    const ffmpeg = await (await ask(`${url}/api/jobs/${id}/logs`)).text();
    assert.match(ffmpeg, new RegExp(`^Job: ${id}\nCorrelation: from-the-client-1\n`, 'm'));
    assert.doesNotMatch(ffmpeg, /Correlation: (?!from-the-client-1)/);
    const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const own = lines.filter((line) => line['correlationId'] === 'from-the-client-1');
    // The answer and the job's first steps pass each other.
    assert.deepEqual(own.map(({ message, status }) => `${String(message)} ${String(status)}`).sort(), [
      'job Done',
      'job Queued',
      'job Running',
      'request 202',
    ]);
  });

  it('has files of the right types', async () => {
    const types: Record<string, string | null> = {};
    for (const { name, path, type, sizeBytes } of snapshot.artifacts) {
      const response = await ask(url + path);
      types[name] = response.headers.get('content-type');
      assert.equal(types[name], type);
      assert.equal((await response.arrayBuffer()).byteLength, sizeBytes, name);
    }
    assert.deepEqual(types, {
      'film.mp4': 'video/mp4',
      'captions.srt': 'application/x-subrip',
      'captions.vtt': 'text/vtt',
      'preview.mp4': 'video/mp4',
      'poster.png': 'image/png',
      'chapters.vtt': 'text/vtt',
    });
  });

  it('comes in parts that make up the whole', async () => {
    const path = snapshot.output?.videoPath ?? '';
    const whole = Buffer.from(await (await ask(url + path)).arrayBuffer());
    const middle = Math.floor(whole.length / 2);
    const parts = await Promise.all(
      [`bytes=0-${middle - 1}`, `bytes=${middle}-`].map(async (range) => {
        const response = await ask(url + path, { headers: { range } });
        assert.equal(response.status, 206);
        return Buffer.from(await response.arrayBuffer());
      }),
    );
    assert.ok(Buffer.concat(parts).equals(whole));
  });

  it('is planned before it is made: which scenes, how long, what is there already', async () => {
    const plan = (await (await post(`${url}/api/plan`, BRIEF)).json()) as {
      scenes: unknown[];
      total: number;
      build: number;
      seconds: number;
    };
    assert.equal(plan.total, snapshot.plan.total);
    assert.equal(plan.scenes.length, plan.total);
    assert.equal(plan.build, 0);
    assert.ok(plan.seconds > 5);
  });

  it('shows nothing of the server’s disk', async () => {
    const answers = await Promise.all(
      ['', '/progress?history=true', '/logs', '/events?replay=all'].map(async (what) =>
        (await ask(`${url}/api/jobs/${id}${what}`)).text(),
      ),
    );
    for (const text of answers) {
      assert.ok(text.length > 100);
      assert.ok(!text.includes(studio.folder));
    }
    assert.ok(
      (await readFile(join(studio.folder, 'data', 'logs', 'ffmpeg', `${id}.log`), 'utf8')).includes(
        studio.folder,
      ),
    );
  });
});
