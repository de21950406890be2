import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { createGzip } from 'node:zlib';
import { createAuraClient, type AuraClient } from '../../src/client/client.ts';
import type { StreamPolicy } from '../../src/client/stream/policy.ts';
import { AuraError, type ConnectionState, type ErrorCode } from '../../src/protocol/protocol.ts';
import { collect, take } from '../contract/jobService.ts';
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

/** The real figures are in the table of the policy; here only the order of things counts. */
const QUICK: Partial<StreamPolicy> = {
  baseMs: 4,
  capMs: 8,
  pollMs: 10,
  breaker: { failures: 5, pauseMs: 20 },
};

/** Answers from after the last id it is told, up to the end of the job: event 9. */
const resume: Answer = (response, request) => {
  const seq = Number(String(request.headers['last-event-id'] ?? '1000--1').slice('1000-'.length));
  stream(response).end(frames(seq + 1, 8) + endFrame(9));
};

/** Sends the bytes and then resets the connection. */
function resetAfter(text: string | Uint8Array): Answer {
  return (response) => {
    stream(response).write(text, () => setTimeout(() => response.socket?.resetAndDestroy(), 5));
  };
}

const twice: Answer = (response) =>
  stream(response).end(frame(0) + frame(0) + frames(0, 3) + frames(2, 8) + endFrame(9) + endFrame(9));
const dribble: Answer = (response) => {
  stream(response);
  const all = Buffer.from(frames(0, 8) + endFrame(9));
  for (let index = 0; index < all.length; index += 1) response.write(all.subarray(index, index + 1));
  response.end();
};
const busy: Answer = (response) => response.writeHead(503, { 'retry-after': '30' }).end();
const silent: Answer = (response) => {
  stream(response, { 'x-aura-heartbeat-seconds': '0.02' }).write(frames(0, 2));
};
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
const portal: Answer = (response) => response.setHeader('content-type', 'text/html').end('<h1>Log in</h1>');
const endless: Answer = (response) => {
  const chunk = 'x'.repeat(64 * 1024);
  stream(response).write(`${frames(0, 1)}data: `);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
};
const drop: Answer = (response) => response.socket?.resetAndDestroy();
const hold: Answer = (response) => void stream(response).write(frame(0));
const hang: Answer = () => undefined;

/** Sockets, timers and what else keeps a process busy. */
function resources(): number {
  return process.getActiveResourcesInfo().length;
}

describe('an event stream through faults', () => {
  let server: ScriptedServer | undefined;
  let client: AuraClient | undefined;
  afterEach(async () => {
    client?.close();
    await server?.close();
  });

  async function against(answers: Answer[], policy = QUICK): Promise<AuraClient> {
    server = await scriptedServer(answers);
    client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy });
    return client;
  }

  /** The numbers of all events until the end of the job. */
  async function numbers(answers: Answer[], policy?: Partial<StreamPolicy>): Promise<number[]> {
    const events = await collect((await against(answers, policy)).events('j', { fromStart: true }));
    return events.map(({ id }) => Number(id?.split('-')[1]));
  }

  const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const four = frames(0, 4);
  const bytes = Buffer.from(four);
  const arrow = bytes.lastIndexOf(Buffer.from('→'));
  const cuts: [string, Uint8Array][] = [
    ['in the middle of an event', bytes.subarray(0, bytes.length - 20)],
    ['inside a UTF-8 character', bytes.subarray(0, arrow + 1)],
    ['between the two line breaks that end an event', bytes.subarray(0, bytes.length - 1)],
    ['between CR and LF', Buffer.from(four.replaceAll('\n', '\r\n')).subarray(0, -1)],
    ['in the id line', Buffer.concat([bytes, Buffer.from('id: 1000')])],
    ['before anything was sent', Buffer.from(':\n\n')],
  ];
  for (const [where, text] of cuts) {
    it(`that is reset ${where} loses nothing and repeats nothing`, async () => {
      assert.deepEqual(await numbers([resetAfter(text), resume]), ALL);
    });
    it(`that is closed ${where} loses nothing and repeats nothing`, async () => {
      assert.deepEqual(await numbers([(response) => stream(response).end(text), resume]), ALL);
    });
  }

  it('resumes after the last event that was whole', async () => {
    await numbers([resetAfter(bytes.subarray(0, bytes.length - 20)), resume]);
    assert.deepEqual(server?.resumedAfter, [undefined, '1000-3']);
  });

  it('drops what the server says twice', async () => {
    assert.deepEqual(await numbers([twice]), ALL);
  });

  it('reads chunks of one byte', async () => {
    assert.deepEqual(await numbers([dribble]), ALL);
  });

  const refusals: [string, number, Record<string, string>, string][] = [
    ['502 with a page of a proxy', 502, { 'content-type': 'text/html' }, '<html>Bad gateway</html>'],
    ['503 with JSON that is not a problem', 503, { 'content-type': 'application/json' }, '{"nothing": 1}'],
    ['503 with JSON that is none', 503, { 'content-type': 'application/json' }, '{'],
    ['429 with a negative Retry-After', 429, { 'retry-after': '-5' }, ''],
    ['408', 408, {}, ''],
  ];
  for (const [what, status, headers, body] of refusals) {
    it(`tries again after ${what}`, async () => {
      assert.deepEqual(
        await numbers([(response) => response.writeHead(status, headers).end(body), resume]),
        ALL,
      );
    });
  }

  it('waits as long as Retry-After says, and less when somebody asks', async () => {
    const watched = (await against([busy, resume])).watch('j');
    for await (const { connection } of watched) {
      if (connection.kind !== 'reconnecting') continue;
      const inMs = connection.nextAtMs - Date.now();
      if (inMs < 100) continue;
      assert.ok(inMs > 25_000 && inMs <= 30_000, `${inMs} ms`);
      client?.wake();
    }
    assert.equal(server?.resumedAfter.length, 2);
  });

  const finals: [number, ErrorCode][] = [
    [401, 'E401-UNAUTHORIZED'],
    [403, 'E403-FORBIDDEN'],
    [404, 'E404-NOT_FOUND'],
    [410, 'E404-NOT_FOUND'],
    [422, 'E422-SCRIPT'],
  ];
  for (const [status, code] of finals) {
    it(`ends with an error at ${status}`, async () => {
      await assert.rejects(numbers([(response) => response.writeHead(status).end()]), (error) =>
        AuraError.is(error, code),
      );
      assert.equal(server?.resumedAfter.length, 1);
    });
  }

  it('ends at 204 without an error', async () => {
    assert.deepEqual(await numbers([(response) => response.writeHead(204).end()]), []);
  });

  it('takes silence for death: three announced heartbeats', async () => {
    assert.deepEqual(await numbers([silent, resume]), ALL);
    assert.deepEqual(server?.resumedAfter, [undefined, '1000-2']);
  });

  it('takes comments for life', async () => {
    assert.deepEqual(await numbers([alive]), ALL);
    assert.equal(server?.resumedAfter.length, 1);
  });

  it('polls where streams do not get through, says so, and knows how the job ended', async () => {
    const states = new Set<ConnectionState['kind']>();
    const watching = await against([portal]);
    let last = '';
    for await (const { connection, snapshot } of watching.watch('j')) {
      states.add(connection.kind);
      last = snapshot.status;
      if (connection.kind === 'polling' && server) server.snapshot = { ...server.snapshot, status: 'Done' };
    }
    assert.ok(states.has('polling'));
    assert.equal(last, 'Done');
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

  it('lets go of a server that sends a line without end', async () => {
    assert.deepEqual(await numbers([endless, resume]), ALL);
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

  it('pauses after five failures and says until when; a wake makes one probe', async () => {
    const watching = await against([drop, drop, drop, drop, drop, resume], {
      ...QUICK,
      breaker: { failures: 5, pauseMs: 60_000 },
    });
    let pausedFor = 0;
    for await (const { connection } of watching.watch('j')) {
      if (connection.kind !== 'paused') continue;
      pausedFor = connection.untilMs - Date.now();
      watching.wake();
      watching.wake();
    }
    assert.ok(pausedFor > 59_000 && pausedFor <= 60_000);
    assert.equal(server?.resumedAfter.length, 6);
  });

  it('understands a stream that a proxy has compressed, as it comes', async () => {
    const zipped: Answer = (response) => {
      stream(response, { 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write(frames(0, 8));
      gzip.flush(() => undefined);
    };
    const reader = await against([zipped]);
    assert.equal((await take(reader.events('j', { fromStart: true }), 9)).length, 9);
  });

  it('follows a redirect within its server', async () => {
    const moved: Answer = (response) =>
      response.writeHead(307, { location: '/api/jobs/j/events?moved' }).end();
    assert.deepEqual(await numbers([moved, resume]), ALL);
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

  it('leaves no connection, timer or listener behind after 1000 opens and closes', async () => {
    const reader = await against([hold]);
    await take(reader.events('j', { fromStart: true }), 1);
    const stop = new AbortController();
    const before = resources();
    for (let round = 0; round < 1000; round += 1) {
      await take(reader.events('j', { fromStart: true }, stop.signal), 1);
    }
    for (let tries = 0; tries < 200 && (await server?.connections()) !== 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(await server?.connections(), 0);
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
    for (let tries = 0; tries < 200 && resources() > before; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.ok(resources() <= before, `${process.getActiveResourcesInfo()}`);
  });

  it('ends when its signal aborts while it connects, waits and reads', async () => {
    for (const answer of [hang, busy, hold]) {
      const reader = await against([answer]);
      const stop = new AbortController();
      const reading = collect(reader.events('j', { fromStart: true }, stop.signal));
      while (server?.resumedAfter.length === 0) await new Promise(setImmediate);
      stop.abort();
      await reading;
      await server?.close();
    }
  });
});
