import assert from 'node:assert/strict';
import { createAuraClient, type AuraClient } from '../../src/client/client.ts';
import { collect } from '../contract/jobService.ts';
import { QUICK } from '../faults/rig.ts';
import {
  base,
  endFrame,
  frame,
  frames,
  scriptedServer,
  stream,
  type Answer,
  type ScriptedServer,
} from '../support/scriptedServer.ts';
import { TOKEN } from '../support/server.ts';

/** Answers from after the last id it is told, up to the end of the job: event 9. */
const resume: Answer = (response, request) => {
  const seq = Number(String(request.headers['last-event-id'] ?? '1000--1').slice('1000-'.length));
  stream(response).end(frames(seq + 1, 8) + endFrame(9));
};

const twice: Answer = (response) =>
  stream(response).end(frame(0) + frame(0) + frames(0, 3) + frames(2, 8) + endFrame(9) + endFrame(9));
const alive: Answer = (response) => {
  stream(response, { 'x-aura-heartbeat-seconds': '0.05' }).write(frames(0, 8));
  let beats = 0;
  const timer = setInterval(() => {
    beats += 1;
    if (beats < 12) response.write(':\n\n');
    else {
      clearInterval(timer);
      response.end(endFrame(9));
    }
  }, 30);
};

// What a TCP proxy can do to a stream is tested in test/faults.
describe('an event stream that says odd things', () => {
  let server: ScriptedServer | undefined;
  let client: AuraClient | undefined;
  afterEach(async () => {
    client?.close();
    await server?.close();
  });

  async function against(answers: Answer[]): Promise<AuraClient> {
    server = await scriptedServer(answers);
    client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy: QUICK });
    return client;
  }

  /** The numbers of all events until the end of the job. */
  async function numbers(answers: Answer[]): Promise<number[]> {
    const events = await collect((await against(answers)).events('j', { fromStart: true }));
    return events.map(({ id }) => Number(id?.split('-')[1]));
  }

  const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

  it('drops what the server says twice', async () => {
    assert.deepEqual(await numbers([twice]), ALL);
  });

  it('takes comments for life', async () => {
    assert.deepEqual(await numbers([alive]), ALL);
    assert.equal(server?.resumedAfter.length, 1);
  });

  it('does not take an event named error for a failure', async () => {
    const data = JSON.stringify({ ...base(), message: 'trouble' });
    const told: Answer = (response) =>
      stream(response).end(`event: error\ndata: ${data}\n\n${frames(0, 8)}${endFrame(9)}`);
    const events = await collect((await against([told])).events('j', { fromStart: true }));
    assert.equal(events[0]?.event, 'error');
    assert.equal(events.length, 11);
    assert.equal(server?.resumedAfter.length, 1);
  });

  it('passes over what it does not understand, and keeps heartbeats to itself', async () => {
    const heartbeat = JSON.stringify({ ...base(), status: 'alive', intervalSeconds: 5 });
    const odd: Answer = (response) =>
      stream(response).end(
        `retry: 0\nevent: from-the-future\ndata: {}\n\nevent: warning\ndata: {no json\n\n` +
          `event: warning\ndata: {"step": 7}\n\nretry: -5\n\nevent: heartbeat\ndata: ${heartbeat}\n\n` +
          `${':\n\n'.repeat(10_000)}${frames(0, 8)}${endFrame(9)}`,
      );
    assert.deepEqual(await numbers([odd]), ALL);
  });

  it('asks for the job anew after a gap, and goes on from there', async () => {
    const gap = JSON.stringify({
      ...base(),
      status: 'Running',
      stage: 'tts',
      percent: 7,
      attempt: 1,
      message: '',
      isReconnect: true,
      gap: true,
      lastEventId: '900-3',
    });
    const restored: Answer = (response) =>
      stream(response).end(`event: job-status\ndata: ${gap}\n\n${frames(4, 8)}${endFrame(9)}`);
    const watching = await against([restored]);
    if (server) server.snapshot = { ...server.snapshot, title: 'Before', lastEventId: '2000-50' };
    const titles: string[] = [];
    const seen: (string | undefined)[] = [];
    for await (const { snapshot, event } of watching.watch('j')) {
      if (titles.at(-1) !== snapshot.title) titles.push(snapshot.title);
      if (event) seen.push(event.id);
      if (server) server.snapshot = { ...server.snapshot, title: 'After', lastEventId: '900-3' };
    }
    assert.deepEqual(titles, ['Before', 'After']);
    assert.deepEqual(seen, [undefined, '1000-4', '1000-5', '1000-6', '1000-7', '1000-8', '1000-9']);
    assert.equal(server?.resumedAfter[0], '2000-50');
  });

  it('takes an id that nobody could send back for none', async () => {
    const giant: Answer = (response) =>
      stream(response).write(
        `id: ${'9'.repeat(100_000)}-1\n${frame(0).split('\n').slice(1).join('\n')}`,
        () => response.end(),
      );
    const reader = await against([giant, resume]);
    const events = await collect(reader.events('j', { fromStart: true }));
    assert.equal(events[0]?.id, undefined);
    assert.deepEqual(server?.resumedAfter, [undefined, undefined]);
  });
});
