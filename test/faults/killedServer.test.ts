import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuraClient } from '../../src/client/client.ts';
import { parseEventId, type JobSnapshot } from '../../src/protocol/protocol.ts';
import { startAura, type RunningAura } from '../cli/aura.ts';
import { probe } from '../engine/media/support.ts';
import { messages } from '../support/http.ts';

const TOKEN = 'a-token-that-is-long-enough';
const HEADERS = { authorization: `Bearer ${TOKEN}` };
/** Films that are made while their server is ended and killed; each time at other moments. */
const FILMS = Number(process.env['AURA_TEST_KILLS'] ?? 1);
const TERMINAL = new Set(['job-completed', 'job-failed', 'job-cancelled']);

/** One event as a reader saw it. */
interface Seen {
  id: string;
  event: string;
  percent?: number;
}

/** What a person sends with curl: another text each time, so that nothing lies in the cache. */
function film(number: number): object {
  const text = `# Film ${number}\n\nIt goes on where it stopped.\n\n---\n\n## Things\n\n- One thing\n- Another thing\n`;
  return { script: { format: 'markdown', text }, overrides: { resolution: '480p' } };
}

function percentOf(data: object): { percent?: number } {
  return 'percent' in data && typeof data.percent === 'number' ? { percent: data.percent } : {};
}

describe('a server that is ended and killed while it makes a film', function () {
  this.timeout(60_000 + FILMS * 90_000);
  let folder: string;
  let url = 'http://127.0.0.1:0';
  let server: RunningAura;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-killed-server-'));
    await serve();
  });
  after(async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the server where it was before. */
  async function serve(): Promise<void> {
    server = startAura(folder, ['serve', '--port', new URL(url).port || '0', '--token', TOKEN]);
    let said = '';
    server.child.stdout?.on('data', (text: string) => (said += text));
    await server.prints(/listening on http:\S+/);
    url = /http:\/\/[\w.:]+/.exec(said)?.[0] ?? url;
  }

  /** A reader that knows nothing but the standard: it comes back with the last id until the job has ended. */
  async function readBare(
    path: string,
    onEvent: (seen: Seen) => void,
    onText: (text: string) => void,
  ): Promise<void> {
    let last: string | undefined;
    for (let over = false; !over;) {
      try {
        const headers = { ...HEADERS, ...(last === undefined ? {} : { 'last-event-id': last }) };
        const response = await fetch(`${url}${path}${last === undefined ? '?replay=all' : ''}`, { headers });
        assert.equal(response.status, 200);
        const [events, text] = response.body?.tee() ?? [];
        const listening = new Response(text).text().then(onText, () => undefined);
        for await (const { id, event = '', json } of messages(new Response(events))) {
          if (id === undefined) continue;
          last = id;
          onEvent({ id, event, ...percentOf(json) });
          over ||= TERMINAL.has(event);
        }
        await listening;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        await sleep(50);
      }
    }
  }

  async function readWithClient(id: string, onEvent: (seen: Seen) => void): Promise<void> {
    const client = createAuraClient({ endpoint: { url, token: TOKEN } });
    try {
      for await (const { id: eventId, event, data } of client.events(id, { fromStart: true })) {
        if (eventId !== undefined) onEvent({ id: eventId, event, ...percentOf(data) });
      }
    } finally {
      client.close();
    }
  }

  function assertWhole(seen: readonly Seen[], who: string): void {
    assert.deepEqual(
      seen.map(({ id }) => parseEventId(id)?.seq),
      seen.map((_, index) => index),
      `${who}: ${seen.map(({ id }) => id).join(' ')}`,
    );
    const percents = seen.flatMap(({ percent = [] }) => percent);
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
      who,
    );
    assert.deepEqual(
      seen.filter(({ event }) => TERMINAL.has(event)).map(({ event }) => event),
      ['job-completed'],
      who,
    );
  }

  it(`is back with every event once for both of its readers, and the film whole, ${FILMS} times`, async () => {
    for (let number = 1; number <= FILMS; number += 1) {
      const [first, second] = [3 + Math.floor(Math.random() * 12), 16 + Math.floor(Math.random() * 20)];
      const response = await fetch(`${url}/api/jobs`, {
        method: 'POST',
        headers: { ...HEADERS, 'content-type': 'application/json' },
        body: JSON.stringify(film(number)),
      });
      assert.equal(response.status, 202);
      const { jobId } = (await response.json()) as { jobId: string };
      const where = `film ${number}, ended at event ${first}, killed at event ${second}`;

      const bare: Seen[] = [];
      const ours: Seen[] = [];
      const texts: string[] = [];
      const { promise: toEnd, resolve: end } = signal();
      const { promise: toKill, resolve: kill } = signal();
      const reading = Promise.all([
        readWithClient(jobId, (seen) => ours.push(seen)),
        readBare(
          `/api/jobs/${jobId}/events`,
          (seen) => {
            bare.push(seen);
            if (bare.length > first) end();
            if (bare.length > second) kill();
          },
          (text) => texts.push(text),
        ),
      ]);

      await Promise.race([toEnd, reading]);
      server.child.kill('SIGTERM');
      assert.equal((await server.ended).code, 0, where);
      await serve();
      await Promise.race([toKill, reading]);
      server.child.kill('SIGKILL');
      await server.ended;
      await serve();
      await reading;

      assert.match(texts.join(''), /\n: the server is closing/, where);
      assertWhole(bare, `the bare reader, ${where}`);
      assertWhole(ours, `the client, ${where}`);
      const snapshot = (await (
        await fetch(`${url}/api/jobs/${jobId}`, { headers: HEADERS })
      ).json()) as JobSnapshot;
      assert.equal(snapshot.status, 'Done', where);
      const { streams, chapters } = await probe(await download(snapshot));
      assert.deepEqual(
        streams.slice(0, 2).map(({ codec_type: type }) => type),
        ['video', 'audio'],
      );
      assert.deepEqual(
        chapters.map(({ tags }) => tags.title),
        [`Film ${number}`, 'Things'],
      );
    }
  });

  async function download({ output }: JobSnapshot): Promise<string> {
    const path = join(folder, 'film.mp4');
    const response = await fetch(`${url}${output?.videoPath}`, { headers: HEADERS });
    assert.equal(response.status, 200);
    await writeFile(path, Buffer.from(await response.arrayBuffer()));
    return path;
  }
});

function signal(): { promise: Promise<void>; resolve: () => void } {
  const settle: { resolve?: () => void } = {};
  const promise = new Promise<void>((resolve) => {
    settle.resolve = resolve;
  });
  return { promise, resolve: () => settle.resolve?.() };
}
