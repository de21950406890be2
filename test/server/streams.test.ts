import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { type JobService, systemClock } from '../../src/protocol/protocol.ts';
import { createAuraClient } from '../../src/client/client.ts';
import { createTokens } from '../../src/server/tokens.ts';
import { createFakeClock } from '../support/clock.ts';
import { ask, messages, type Message } from '../support/http.ts';
import { collect, take } from '../contract/jobService.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { behaving, ENDLESS, progress, QUICK } from './behave.ts';
import { createMemoryService, type MemoryService } from './memoryService.ts';

describe('the server’s event streams', () => {
  let service: MemoryService;
  let running: RunningServer | undefined;
  beforeEach(() => {
    service = behaving(createMemoryService());
  });
  afterEach(() => running?.close());

  async function serve(options: Parameters<typeof runServer>[2] = {}): Promise<string> {
    running = await runServer(service, 'tcp', options);
    return running.url;
  }

  async function started(): Promise<string> {
    return (await service.forOwner(OWNER).start(ENDLESS)).id;
  }

  async function finished(): Promise<string> {
    const { id } = await service.forOwner(OWNER).start(QUICK);
    await collect(service.events(id, { fromStart: true }));
    return id;
  }

  it('begin with retry, at once, and with headers that keep proxies from holding them back', async () => {
    const url = await serve();
    const response = await ask(`${url}/api/jobs/${await started()}/events`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    assert.equal(response.headers.get('cache-control'), 'no-cache, no-transform');
    assert.equal(response.headers.get('x-accel-buffering'), 'no');
    assert.equal(response.headers.get('x-aura-heartbeat-seconds'), '5');
    assert.ok(response.headers.get('x-correlation-id'));
    const reader = response.body?.getReader();
    const first = await reader?.read();
    assert.match(new TextDecoder().decode(first?.value), /^retry: 1000\n\n/);
    await reader?.cancel();
  });

  it('tell the status of now first, then what happens', async () => {
    const url = await serve();
    const id = await started();
    const reading = messages(await ask(`${url}/api/jobs/${id}/events`));
    const { value: status } = await reading.next();
    assert.equal(status?.event, 'job-status');
    const told = progress(service, id, 10);
    const { value: next } = await reading.next();
    assert.equal(next?.id, told);
    assert.equal(next?.json['percent'], 10);
    await reading.return(undefined);
  });

  it('replay everything when asked, and end after the terminal event', async () => {
    const url = await serve();
    const id = await finished();
    const events = await collect(messages(await ask(`${url}/api/jobs/${id}/events?replay=all`)));
    assert.deepEqual(ids(events), ids(await journal(id)));
    assert.equal(events.at(-1)?.event, 'job-completed');
  });

  async function journal(id: string): Promise<Message[]> {
    return (await collect(service.events(id, { fromStart: true }))) as unknown as Message[];
  }

  it('go on after the id of the query, which wins over the header', async () => {
    const url = await serve();
    const id = await finished();
    const all = ids(await journal(id));
    const ask2 = (query: string, header: string): Promise<Response> =>
      ask(`${url}/api/jobs/${id}/events${query}`, { headers: { 'last-event-id': header } });
    assert.deepEqual(ids(await collect(messages(await ask2('', all[1] ?? '')))), all.slice(2));
    const both = await ask2(`?lastEventId=${all[2]}`, all[0] ?? '');
    assert.deepEqual(ids(await collect(messages(both))), all.slice(3));
  });

  it('answer 204 only for the last id of an ended job', async () => {
    const url = await serve();
    const id = await finished();
    const all = ids(await journal(id));
    assert.equal((await ask(`${url}/api/jobs/${id}/events?lastEventId=${all.at(-1)}`)).status, 204);
    assert.equal((await ask(`${url}/api/jobs/${id}/events?lastEventId=${all.at(-2)}`)).status, 200);
    const open = await started();
    const { lastEventId } = await service.get(open);
    const response = await ask(`${url}/api/jobs/${open}/events?lastEventId=${lastEventId}`);
    assert.equal(response.status, 200);
    await response.body?.cancel();
  });

  it('tell of a gap when the id was pruned', async () => {
    const url = await serve();
    const id = await started();
    const old = progress(service, id, 10);
    progress(service, id, 20);
    service.prune(id, 2);
    const [first] = await take(messages(await ask(`${url}/api/jobs/${id}/events?lastEventId=${old}`)), 1);
    assert.equal(first?.json['gap'], true);
    assert.equal(first?.json['lastEventId'], (await service.get(id)).lastEventId);
  });

  it('give a heartbeat without an id every 5 seconds', async () => {
    const clock = createFakeClock();
    const url = await serve({ clock });
    const id = await started();
    const reading = messages(await ask(`${url}/api/jobs/${id}/events`));
    await reading.next();
    clock.advance(4999);
    clock.advance(1);
    const { value: beat } = await reading.next();
    assert.equal(beat?.event, 'heartbeat');
    assert.equal(beat?.id, undefined);
    assert.equal(beat?.json['intervalSeconds'], 5);
    assert.equal(beat?.json['jobId'], id);
    await reading.return(undefined);
  });

  it('cannot be made to say more than they mean: line breaks stay in the data', async () => {
    const url = await serve();
    const id = await started();
    const reading = messages(await ask(`${url}/api/jobs/${id}/events`));
    await reading.next();
    const evil = 'a\n\nid: 9-9\r\nevent: job-completed\rdata: {}\n\n\u0000\u2028b';
    progress(service, id, 10, evil);
    const { value: event } = await reading.next();
    assert.equal(event?.event, 'step-progress');
    assert.equal(event?.json['message'], evil);
    await reading.return(undefined);
  });

  it('let go of what they read when the reader leaves', async () => {
    const url = await serve();
    const id = await started();
    const stop = new AbortController();
    await ask(`${url}/api/jobs/${id}/events`, { signal: stop.signal });
    await until(() => service.readers() === 1);
    stop.abort();
    await until(() => service.readers() === 0 && running?.server.activity().streams === 0);
  });

  it('all end with a comment when the server closes: those that are open, and one that is just being asked for', async () => {
    let asked = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let answer = (): void => undefined;
    const closing = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let holds = false;
    const held = (jobs: JobService): JobService => ({
      ...jobs,
      async get(id) {
        if (!holds) return jobs.get(id);
        asked();
        await closing;
        return jobs.get(id);
      },
    });
    const memory = service;
    service = { ...memory, ...held(memory), forOwner: (owner) => held(memory.forOwner(owner)) };
    const url = await serve();
    const id = await started();
    const open = await Promise.all(Array.from({ length: 200 }, () => ask(`${url}/api/jobs/${id}/events`)));
    holds = true;
    const last = ask(`${url}/api/jobs/${id}/events`);
    await late;
    const closed = running?.server.close();
    answer();
    const texts = await Promise.all([...open, await last].map((response) => response.text()));
    await closed;
    for (const text of texts) assert.match(text, /\n: the server is closing[^\n]*\n\n$/);
    assert.equal(running?.server.activity().streams, 0);
  });

  it('end with a comment when the server closes, and the server closes', async () => {
    const url = await serve();
    const id = await started();
    const response = await ask(`${url}/api/jobs/${id}/events`);
    await until(() => running?.server.activity().streams === 1);
    const [text] = await Promise.all([response.text(), running?.server.close()]);
    assert.match(text, /\n: the server is closing[^\n]*\n\n$/);
  });

  it('replay 10,000 events to a reader that stalls at first, while the job goes on, without loss', async () => {
    const url = await serve();
    const id = await started();
    for (let index = 0; index < 10_000; index += 1) progress(service, id, 1, `event ${index}`);
    const response = await ask(`${url}/api/jobs/${id}/events?replay=all`);
    const reading = messages(response);
    const first = await take(reading, 1);
    assert.equal(first.length, 1);
    const again = messages(await ask(`${url}/api/jobs/${id}/events?replay=all`));
    for (let index = 0; index < 500; index += 1) progress(service, id, 2, `late ${index}`);
    service.complete(id);
    const all = await collect(again);
    assert.deepEqual(ids(all), ids(await journal(id)));
    assert.equal(all.length, 10_502);
  });

  it('cut off a live reader that lags by more than 256 KB, and nobody else', async () => {
    const url = await serve();
    const id = await started();
    const stalled = rawReader(url, `/api/jobs/${id}/events`);
    const brisk = messages(await ask(`${url}/api/jobs/${id}/events`));
    await until(() => running?.server.activity().streams === 2);
    await brisk.next();
    let received = 0;
    // The system's own buffers take some megabytes before anything is felt here.
    for (let round = 0; round < 3000 && running?.server.activity().streams === 2; round += 1) {
      const id1 = progress(service, id, 1, 'x'.repeat(8000));
      const { value } = await brisk.next();
      if (value?.id === id1) received += 1;
    }
    assert.equal(running?.server.activity().streams, 1);
    const last = progress(service, id, 2);
    assert.equal((await brisk.next()).value?.id, last);
    assert.ok(received > 0);
    stalled.destroy();
    await brisk.return(undefined);
  });

  it('end when the token they were asked for with is taken back', async () => {
    const clock = createFakeClock();
    let tokens = createTokens([TOKEN, 'another']);
    const url = await serve({
      clock,
      token: { owner: (token) => tokens.owner(token), knows: (owner) => tokens.knows(owner) },
    });
    const id = await started();
    const other = await ask(`${url}/api/events`, { headers: { authorization: 'Bearer another' } });
    const reading = messages(await ask(`${url}/api/jobs/${id}/events`));
    await reading.next();
    await until(() => running?.server.activity().streams === 2);
    tokens = createTokens([TOKEN]);
    clock.advance(5000);
    assert.match(await other.text(), /: the token is not known any more\n\n$/);
    assert.equal((await reading.next()).value?.event, 'heartbeat');
    await reading.return(undefined);
  });

  it('of all jobs tell nothing of other callers’ jobs', async () => {
    const tokens = createTokens([TOKEN, 'another']);
    const url = await serve({ token: tokens });
    const other = service.forOwner(tokens.owner('another') ?? '');
    const { id: before } = await other.start(ENDLESS);
    const reading = messages(await ask(`${url}/api/events`));
    const theirs = createAuraClient({ endpoint: { url, token: 'another' } });
    const { id: after } = await theirs.start(ENDLESS);
    for (const id of [before, after]) progress(service, id, 10);
    const { id: mine } = (await running?.client.start(ENDLESS)) ?? { id: '' };
    const last = progress(service, mine, 20);
    for (;;) {
      const { value } = await reading.next();
      assert.equal(value?.json['jobId'], mine);
      if (value?.json['eventId'] === last) break;
    }
    await reading.return(undefined);
    theirs.close();
  });

  it('of all jobs tell of those that are active and of those that come, without ids', async () => {
    const url = await serve({ clock: systemClock });
    const first = await started();
    const done = await finished();
    const reading = messages(await ask(`${url}/api/events`));
    const { value: opening } = await reading.next();
    assert.equal(opening?.json['jobId'], first);
    assert.equal(opening?.event, 'job-status');
    const second = (await running?.client.start(ENDLESS))?.id ?? '';
    assert.equal((await reading.next()).value?.json['jobId'], second);
    const told = progress(service, second, 10);
    const { value: event } = await reading.next();
    assert.equal(event?.id, undefined);
    assert.equal(event?.json['eventId'], told);
    assert.notEqual(event?.json['jobId'], done);
    await reading.return(undefined);
  });
});

function ids(events: readonly Pick<Message, 'id'>[]): (string | undefined)[] {
  return events.map(({ id }) => id);
}

/** A connection that asks for a stream and then reads nothing. */
function rawReader(url: string, path: string): Socket {
  const { port, host } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
  // It is cut off: that is what is tested.
  socket.on('error', () => undefined);
  return socket;
}

async function until(condition: () => boolean | undefined): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.fail('it did not come to pass');
}
