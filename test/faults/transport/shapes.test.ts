import assert from 'node:assert/strict';
import {
  after,
  afterBytes,
  behindEvent,
  buffered,
  cut,
  gzipped,
  hang,
  headers,
  holdingHead,
  impatient,
  insert,
  pieces,
  through,
  wait,
} from '../faults.ts';
import type { Fault } from '../proxy.ts';
import { openRig, watchJob, type Rig, type RigOptions, type TalkingJob } from '../rig.ts';
import { expectWhole, watchWhole, type Expected, type Seen } from '../whole.ts';

/** Heartbeats that come soon enough to be missed in a test. */
const BEATING = { server: { heartbeatSeconds: 0.2 } };
const SILENT = 'The Aura server does not answer';

describe('faults of the transport: bytes that come', () => {
  let rig: Rig | undefined;
  afterEach(() => rig?.close());

  async function whole(
    options: RigOptions,
    expected: Expected = {},
    watch: (rig: Rig, job: TalkingJob) => Promise<Seen> = watchJob,
  ): Promise<Seen> {
    rig = await openRig(options);
    const job = await rig.job();
    const seen = await watch(rig, job);
    await expectWhole({ service: rig.service, id: job.id }, seen, expected);
    return seen;
  }

  const harmless: readonly [string, Fault][] = [
    ['one by one', through(pieces(1))],
    ['in sevens', through(pieces(7))],
    ['slowly', through(pieces(400, 2))],
    ['late', through(wait(afterBytes(0), () => new Promise((resolve) => setTimeout(resolve, 60))))],
    ['through a proxy that holds the head back until there is more', through(holdingHead)],
  ];
  for (const [how, fault] of harmless) {
    it(`${how} are one whole stream`, async () => {
      await whole({ streams: [fault] });
      assert.equal(rig?.proxy.streams.length, 1);
    });
  }

  it('through a proxy that gathers 1 KB are whole: heartbeats push them on', async () => {
    await whole({ streams: [through(buffered(1024))], ...BEATING });
  });

  it('by the megabyte are one whole stream', async () => {
    await whole({ streams: [through(buffered(1024 * 1024))] }, {}, (open, job) => {
      job.say(9000);
      job.complete();
      return watchWhole(open.client, job.id, { known: job.known });
    });
    assert.equal(rig?.proxy.streams.length, 1);
  });

  it('in one piece of 1 MB on a live stream are whole', async () => {
    let told = false;
    await whole({ streams: [through(pieces(1024 * 1024))] }, {}, (open, job) =>
      watchWhole(open.client, job.id, { known: job.known }, ({ snapshot }) => {
        if (told || !snapshot.lastEventId?.endsWith('-9')) return;
        told = true;
        job.say(3000);
        job.complete();
      }),
    );
  });

  it('that do not come: the proxy holds all of them back, so the client polls, and the job ends', async () => {
    const seen = await whole(
      { streams: through(holdingHead, buffered(64 * 1024)), ...BEATING, policy: { connectMs: 150 } },
      { statesOnly: true, says: [SILENT] },
    );
    assert.ok(seen.items.some(({ connection }) => connection.kind === 'polling'));
  });

  it('that do not come: all but the head are held back, so the client polls, and the job ends', async () => {
    const seen = await whole(
      { streams: through(buffered(64 * 1024)), ...BEATING },
      { statesOnly: true, says: [SILENT] },
    );
    assert.ok(seen.items.some(({ connection }) => connection.kind === 'polling'));
  });

  const silences: readonly [string, Fault, string][] = [
    ['from the start', hang, 'accepted and never answered'],
    ['from the start', through(cut(afterBytes(0), 'stall')), 'answered with nothing but a head'],
    ['in the replay', through(cut(behindEvent(3), 'stall')), 'half open'],
    ['while the job talks', through(cut(behindEvent(14), 'stall')), 'half open'],
    ['in the middle of an event', through(cut(after(/^id: \d+-14\n.+\n.{30}/m), 'stall')), 'half open'],
  ];
  for (const [when, fault, what] of silences) {
    it(`that cease ${when} (${what}) are missed, and come over another connection`, async () => {
      await whole(
        { streams: [fault], ...BEATING, policy: { connectMs: 1000, probeMs: 200 } },
        { says: [SILENT] },
      );
      assert.ok((rig?.proxy.streams.length ?? 0) >= 2);
    });
  }

  it('that cease where no heartbeat was announced are missed after the patience of the settings', async () => {
    const unannounced = headers({ 'x-aura-heartbeat-seconds': undefined });
    const policy = { silenceMs: 400, probeMs: 200 };
    await whole(
      { streams: [through(unannounced, cut(behindEvent(3), 'stall'))], policy },
      { says: [SILENT] },
    );
  });

  it('that cease because a proxy has closed what was silent before the heartbeat', async () => {
    await whole(
      {
        streams: [
          through(impatient(30, 'end')),
          through(impatient(30, 'fin')),
          through(impatient(30, 'reset')),
        ],
      },
      { says: ['The Aura server broke the connection'] },
      (open, job) => {
        let told = false;
        return watchWhole(open.client, job.id, { known: job.known }, () => {
          if (told || open.proxy.streams.length < 4) return;
          told = true;
          job.say(5);
          job.complete();
        });
      },
    );
    assert.equal(rig?.proxy.streams.length, 4);
  });

  const beat =
    'event: heartbeat\ndata: {"jobId":"j","correlationId":"c","timestamp":"2026-01-01T00:00:00Z","status":"alive","intervalSeconds":5}\n\n';
  const strange: readonly [string, Iterable<string>][] = [
    ['a million comments', Array<string>(10).fill(':\n\n'.repeat(100_000))],
    ['comments of a megabyte', Array<string>(4).fill(`:${'x'.repeat(1000)}\n`.repeat(1000))],
    ['a giant id', [`id: ${'9'.repeat(100_000)}\n\n`, `id: ${'9'.repeat(10_000)}\n${beat}`]],
    ['an id of a character that no header can carry', [`id: →\n${beat}`]],
    ['an empty id', [`id\n${beat}`, `id:\n${beat}`]],
    ['an id with NUL', [`id: a\0b\n${beat}`]],
    ['retry: 0', ['retry: 0\n\n']],
    ['retry: a number that is too large for a timer', [`retry: ${'9'.repeat(30)}\n\n`]],
    ['retry: a negative number', ['retry: -5\n\n']],
    ['a byte order mark in the middle', ['\u{feff}\n\n']],
    ['events from the future', ['event: from-the-future\ndata: {}\n\n', 'event: constructor\ndata: {}\n\n']],
    [
      'an event without sense',
      ['event: warning\ndata: {no json\n\n', 'event: warning\ndata: {"step": 7}\n\n', 'data: 7\n\n'],
    ],
    ['an event nested too deep', [`event: warning\ndata: ${'['.repeat(100_000)}\n\n`]],
  ];
  for (const [what, text] of strange) {
    it(`with ${what} between them lose nothing and cost little`, async () => {
      await whole({ streams: [through(insert(behindEvent(3), text))] });
      assert.equal(rig?.proxy.streams.length, 1);
    });

    it(`with ${what} and then a cut are resumed after the last event that was whole`, async () => {
      rig = await openRig({
        streams: [through(insert(behindEvent(3), text), cut(behindEvent(4), 'end'))],
        policy: { baseMs: 60, capMs: 60 },
      });
      const job = await rig.job();
      const seen = await watchJob(rig, job);
      await expectWhole({ service: rig.service, id: job.id }, seen);
      const [first, second] = rig.proxy.streams;
      assert.match(second?.headers['last-event-id'] ?? '', /^\d+-4$/);
      // Whatever the stream says about `retry`, our own patience counts.
      assert.ok((second?.atMs ?? 0) - (first?.atMs ?? 0) >= 30);
    });
  }

  const endless: readonly [string, () => Generator<string>][] = [
    ['a line', () => repeat('data: ', 'x'.repeat(64 * 1024))],
    ['an event of many lines', () => repeat('event: warning\n', `data: ${'x'.repeat(16 * 1024)}\n`)],
    ['an id', () => repeat('id: ', '9'.repeat(64 * 1024))],
  ];
  for (const [what, text] of endless) {
    it(`with ${what} without end are let go of, and come over another connection`, async () => {
      await whole(
        { streams: [through(insert(behindEvent(3), { [Symbol.iterator]: text }))] },
        { says: [/server/] },
      );
      assert.equal(rig?.proxy.streams.length, 2);
    });
  }

  it('packed by a proxy that nobody asked to, each at once, are unpacked', async () => {
    await whole({ streams: through(gzipped(true)) });
    assert.equal(rig?.proxy.streams.length, 1);
  });

  it('packed by a proxy that waits for more make the client poll, and the job ends', async () => {
    const seen = await whole(
      { streams: through(gzipped(false)), ...BEATING },
      { statesOnly: true, says: [SILENT] },
    );
    assert.ok(seen.items.some(({ connection }) => connection.kind === 'polling'));
  });
});

function* repeat(first: string, next: string): Generator<string> {
  yield first;
  for (;;) yield next;
}
