import assert from 'node:assert/strict';
import { appendFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, portableCrc32 } from '../../../../src/engine/jobs/journal/crc32.ts';
import { openJournal, type JournalOptions } from '../../../../src/engine/jobs/journal/journal.ts';
import { decodeLine, encodeLine, type StoredEvent } from '../../../../src/engine/jobs/journal/line.ts';
import type { JobEvent } from '../../../../src/protocol/protocol.ts';

function warning(message: string): JobEvent {
  const timestamp = new Date(0).toISOString();
  return { event: 'warning', data: { jobId: 'a', correlationId: 'c', timestamp, message, step: 'tts' } };
}

function messageOf(event: JobEvent): string {
  return 'message' in event.data ? String(event.data.message) : '';
}

describe('the journal', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-journal-'));
    path = join(folder, 'events.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const openIt = (extra: Partial<JournalOptions> = {}) =>
    openJournal({ path, now: () => 1000, keep: 10_000, ...extra });

  async function filled(count: number, extra: Partial<JournalOptions> = {}): Promise<void> {
    const journal = await openIt(extra);
    for (let number = 0; number < count; number++) journal.append(warning(`w${number}`));
    await journal.flush();
    await journal.close();
  }

  async function all(extra: Partial<JournalOptions> = {}) {
    const journal = await openIt({ readOnly: true, ...extra });
    const events: StoredEvent[] = [];
    let hole = false;
    for (let next = journal.firstSeq(); ;) {
      const read = await journal.read(next);
      hole ||= read.hole;
      events.push(...read.events);
      if (read.next === next) break;
      next = read.next;
    }
    await journal.close();
    return { events, hole, report: journal.report, last: journal.last(), first: journal.firstSeq() };
  }

  it('gives numbers without gaps and keeps everything over a restart', async () => {
    await filled(300);
    await filled(5);
    const { events, last } = await all();
    assert.deepEqual(
      events.map(({ id }) => id),
      Array.from({ length: 305 }, (_, index) => `1000-${index}`),
    );
    assert.equal(last, '1000-304');
  });

  it('shows an event only when it is on the disk', async () => {
    const shown: string[] = [];
    const journal = await openIt({ onDurable: (events) => shown.push(...events.map(messageOf)) });
    journal.append(warning('first'));
    assert.deepEqual(shown, []);
    assert.equal(journal.last(), undefined);
    await journal.flush();
    assert.deepEqual(shown, ['first']);
    assert.match(await readFile(path, 'utf8'), /first/);
    await journal.close();
  });

  it('does not follow a clock that goes back', async () => {
    let now = 7_200_000;
    const journal = await openIt({ now: () => now });
    journal.append(warning('before'));
    now -= 3_600_000;
    assert.equal(journal.append(warning('after'))?.id, '7200000-1');
    await journal.flush();
    await journal.close();
    const again = await openIt({ now: () => now });
    assert.equal(again.append(warning('restarted'))?.id, '7200000-2');
    await again.flush();
    await again.close();
  });

  it('cuts a torn tail, wherever it is torn', async () => {
    await filled(3);
    const { size } = await stat(path);
    const two = encodeLine({ ...warning('w0'), id: '1000-0' } as StoredEvent).length * 2;
    for (let length = size - 1; length > two; length -= 11) {
      await truncate(path, length);
      const { events } = await all();
      assert.deepEqual(events.map(messageOf), ['w0', 'w1']);
    }
    await filled(1);
    const { events, report } = await all();
    assert.deepEqual(events.map(messageOf), ['w0', 'w1', 'w0']);
    assert.deepEqual(
      events.map(({ id }) => id),
      ['1000-0', '1000-1', '1000-2'],
    );
    assert.equal(report.tornBytes, 0);
  });

  for (const tail of [
    '\0'.repeat(5000),
    '{"crc":"00000000","e":{}}\n',
    'x'.repeat(3_000_000),
    '\n\n\n',
    '{"crc":',
  ]) {
    it(`cuts a tail of rubbish (${JSON.stringify(tail.slice(0, 8))} × ${tail.length})`, async () => {
      await filled(3);
      await appendFile(path, tail);
      await filled(1);
      const { events } = await all();
      assert.deepEqual(events.map(messageOf), ['w0', 'w1', 'w2', 'w0']);
    });
  }

  it('notices any flipped bit of a line', () => {
    const line = encodeLine({ ...warning('flip me'), id: '1000-0' } as StoredEvent);
    const end = line.length - 1;
    assert.ok(decodeLine(line, 0, end));
    for (let bit = 0; bit < end * 8; bit++) {
      const damaged = Buffer.from(line);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(decodeLine(damaged, 0, end), undefined, `bit ${bit}`);
    }
  });

  it('holds, after damage in the middle, only what is unbroken to the end, and gives the rest to who opens it', async () => {
    await filled(400);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"w100"', '"W100"'));
    const stored: string[] = [];
    const journal = await openIt({ onStored: (line) => stored.push(line.id) });
    assert.equal(stored.length, 399);
    assert.deepEqual(journal.report, { tornBytes: 0, damagedLines: 1, broken: true });
    assert.equal(journal.firstSeq(), 101);
    assert.equal(await journal.holds('1000-50'), false);
    assert.equal(await journal.holds('1000-101'), true);
    assert.equal(journal.append(warning('next'))?.id, '1000-400');
    await journal.flush();
    await journal.close();
    const { events, first } = await all();
    assert.equal(first, 101);
    assert.equal(events.length, 300);
    assert.deepEqual(
      [messageOf(events[0] as JobEvent), messageOf(events.at(-1) as JobEvent)],
      ['w101', 'next'],
    );
  });

  it('tells a reader of damage that came while it was open', async () => {
    await filled(400);
    const journal = await openIt({ readOnly: true });
    const text = await readFile(path, 'utf8');
    const file = await open(path, 'r+');
    await file.write('"W100"', Buffer.byteLength(text.slice(0, text.indexOf('"w100"'))));
    await file.close();
    const { hole } = await journal.read(64);
    assert.equal(hole, true);
    await journal.close();
  });

  it('does not give a number again that was announced, when its end is gone', async () => {
    await filled(10);
    const journal = await openIt({ knownLast: '1000-14' });
    assert.equal(journal.append(warning('next'))?.id, '1000-15');
    assert.equal(await journal.holds('1000-3'), false);
    await journal.flush();
    assert.equal(await journal.holds('1000-15'), true);
    await journal.close();
  });

  it('knows an id only as a whole', async () => {
    await filled(300);
    const journal = await openIt({ readOnly: true });
    const held = await Promise.all(
      [
        '1000-0',
        '1000-299',
        '1001-7',
        '1000-300',
        '1000-',
        '1000',
        '',
        '\0',
        'x'.repeat(10_000),
        '１000-7',
      ].map((id) => journal.holds(id)),
    );
    assert.deepEqual(held, [true, true, false, false, false, false, false, false, false, false]);
    await journal.close();
  });

  it('keeps the last events and forgets the older ones, first making safe what they said', async () => {
    let safe = 0;
    const journal = await openIt({ keep: 500, beforeShortening: async () => void safe++ });
    for (let number = 0; number < 2500; number++) {
      journal.append(warning(`w${number}`));
      if (number % 50 === 0) await journal.flush();
    }
    await journal.flush();
    assert.ok(safe >= 1);
    assert.equal(await journal.holds('1000-5'), false);
    assert.equal(await journal.holds('1000-2100'), true);
    const { events } = await journal.read(2100);
    assert.equal(events[0]?.id, '1000-2100');
    await journal.close();
    const { events: kept, hole } = await all();
    assert.equal(hole, false);
    assert.ok(kept.length >= 500 && kept.length < 1100, `${kept.length} kept`);
    assert.equal(kept.at(-1)?.id, '1000-2499');
  });

  it('is read on while it is being shortened', async () => {
    const journal = await openIt({ keep: 300 });
    const seen: string[] = [];
    const reading = (async () => {
      let next = 0;
      while (next < 3000) {
        const read = await journal.read(next);
        seen.push(...read.events.map(({ id }) => id));
        next = Math.max(read.next, read.events.length === 0 ? journal.firstSeq() : 0);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let number = 0; number < 3000; number++) {
      journal.append(warning(`w${number}`));
      if (number % 40 === 0) await journal.flush();
    }
    await journal.flush();
    await reading;
    const numbers = seen.map((id) => Number(id.split('-')[1]));
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(numbers).size, numbers.length);
    assert.equal(numbers.at(-1), 2999);
    await journal.close();
  });

  it('opens a log of 100,000 lines in bounded time and memory', async function () {
    this.timeout(60_000);
    const file = await open(path, 'w');
    let lines: Buffer[] = [];
    for (let number = 0; number < 100_000; number++) {
      lines.push(encodeLine({ ...warning('w'), id: `1000-${number}` } as StoredEvent));
      if (lines.length < 20_000) continue;
      await file.write(Buffer.concat(lines));
      lines = [];
    }
    await file.close();
    const before = process.memoryUsage().rss;
    const began = Date.now();
    const journal = await openIt({ readOnly: true });
    const seconds = (Date.now() - began) / 1000;
    const megabytes = (process.memoryUsage().rss - before) / 1e6;
    assert.equal(journal.last(), '1000-99999');
    assert.ok(seconds < 5, `${seconds} s`);
    assert.ok(megabytes < 60, `${megabytes} MB`);
    await journal.close();
  });

  it('has the CRC of everybody, with and without the help of Node', () => {
    const digits = Buffer.from('-123456789-');
    for (const crc of [crc32, portableCrc32]) assert.equal(crc(digits, 1, 10), 0xcbf43926);
  });
});
