import assert from 'node:assert/strict';
import type { JobService } from '../../src/protocol/protocol.ts';
import { createFeeds } from '../../src/server/sse/feed.ts';
import { collect } from '../contract/jobService.ts';
import { messages, ask } from '../support/http.ts';
import { OWNER, runServer } from '../support/server.ts';
import { behaving, ENDLESS, progress } from './behave.ts';
import { createMemoryService, type MemoryService } from './memoryService.ts';

describe('the feed of a job', () => {
  let service: MemoryService;
  let id: string;
  let viewed: number;
  beforeEach(async () => {
    service = behaving(createMemoryService());
    ({ id } = await service.forOwner(OWNER).start(ENDLESS));
    viewed = 0;
  });

  function feeds(): ReturnType<typeof createFeeds> {
    return createFeeds({
      view(event) {
        viewed += 1;
        return event;
      },
    });
  }

  /** A reader that notes the numbers it is given. */
  function noting(): {
    seqs: number[];
    ended: unknown[];
    take(frame: { seq: number }): void;
    onEnd(error?: unknown): void;
  } {
    const seqs: number[] = [];
    const ended: unknown[] = [];
    return { seqs, ended, take: ({ seq }) => void seqs.push(seq), onEnd: (error) => void ended.push(error) };
  }

  it('reads and makes each event once, however many read it', async () => {
    const all = feeds();
    const joined = Array.from({ length: 50 }, () => all.join(service, id));
    await Promise.all(joined.map(({ ready }) => ready));
    const readers = joined.map((feed) => {
      const reader = noting();
      assert.ok(feed.attach(0, reader));
      return reader;
    });
    assert.equal(service.readers(), 1);
    viewed = 0;
    for (let step = 1; step <= 5; step += 1) progress(service, id, step);
    await settled();
    assert.equal(viewed, 5);
    for (const { seqs } of readers) assert.deepEqual(seqs, [1, 2, 3, 4, 5]);
    for (const feed of joined) feed.leave();
    await settled();
    assert.equal(service.readers(), 0);
  });

  it('gives a late reader what it lacks, and sends away one that lacks more than is held', async () => {
    const feed = feeds().join(service, id);
    await feed.ready;
    for (let step = 1; step <= 10; step += 1) progress(service, id, step);
    await settled();
    const late = noting();
    assert.ok(feed.attach(7, late));
    assert.deepEqual(late.seqs, [8, 9, 10]);
    for (let step = 11; step <= 20; step += 1) progress(service, id, step, 'x'.repeat(10_000));
    await settled();
    assert.equal(late.seqs.at(-1), 20);
    assert.equal(feed.attach(7, noting()), undefined);
    assert.ok(feed.attach(20, noting()));
    feed.leave();
  });

  it('does not repeat what a reader has that is ahead of it', async () => {
    const feed = feeds().join(service, id);
    await feed.ready;
    const ahead = noting();
    assert.ok(feed.attach(2, ahead));
    for (let step = 1; step <= 4; step += 1) progress(service, id, step);
    await settled();
    assert.deepEqual(ahead.seqs, [3, 4]);
    feed.leave();
  });

  it('tells its readers of its end, and why it failed', async () => {
    const broken: JobService = {
      ...service,
      async *events(...args) {
        for await (const event of service.events(...args)) {
          if (event.event === 'warning') throw new Error('the log cannot be read');
          yield event;
        }
      },
    };
    const all = feeds();
    const feed = all.join(broken, id);
    await feed.ready;
    const reader = noting();
    assert.ok(feed.attach(0, reader));
    service.emit(id, 'warning', { message: 'w', step: 'tts' });
    await settled();
    assert.deepEqual(reader.ended.map(String), ['Error: the log cannot be read']);
    assert.equal(feed.attach(0, noting()), undefined);
    const next = all.join(service, id);
    await next.ready;
    const other = noting();
    assert.ok(next.attach(1, other));
    service.complete(id);
    await settled();
    assert.deepEqual(other, { ...other, seqs: [2], ended: [undefined] });
    feed.leave();
    next.leave();
  });

  it('brings every reader every event once and in order, whenever and wherever it starts', async () => {
    const running = await runServer(service, 'tcp');
    try {
      const known = [...(await service.list())].map(({ lastEventId }) => lastEventId ?? '');
      const readers: { from: string; ids: Promise<(string | undefined)[]> }[] = [];
      for (let step = 0; step < 400; step += 1) {
        known.push(progress(service, id, step / 10, `step ${step} ${'x'.repeat((step % 7) * 200)}`));
        if (step % 8 === 0) {
          const from = known[Math.floor(known.length * ([0, 0.5, 0.99][step % 3] ?? 0))] ?? '';
          readers.push({ from, ids: following(`${running.url}/api/jobs/${id}/events?lastEventId=${from}`) });
        }
        if (step % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      service.complete(id);
      const all = (await collect(service.events(id, { fromStart: true }))).map((event) => event.id);
      for (const { from, ids } of readers) assert.deepEqual(await ids, all.slice(all.indexOf(from) + 1));
    } finally {
      await running.close();
    }
  });

  async function following(url: string): Promise<(string | undefined)[]> {
    const events = await collect(messages(await ask(url)));
    return events.filter(({ event }) => event !== 'heartbeat').map((event) => event.id);
  }
});

/** What happens in this process without waiting for anything outside has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
