import assert from 'node:assert/strict';
import { readdir, readlink } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { createParser } from 'eventsource-parser';
import { parseEventId } from '../../../src/protocol/protocol.ts';
import { createHouse, gate, type House } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted } from '../../engine/jobs/scriptedPipeline.ts';
import { ask, messages } from '../../support/http.ts';
import { runServer, TOKEN, type RunningServer } from '../../support/server.ts';

/** More than the buffers of the system take between two sockets. */
const EVENTS = 2500;
const LONG = 'x'.repeat(8000);
const BRISK = 9;

/** A connection that asks for a stream and reads nothing until it is told to. */
function stalled(url: string, path: string): Socket {
  const { port, host } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
  // It is cut off: that is what is tested.
  socket.on('error', () => undefined);
  return socket;
}

/** Ids of the whole events of what came over a connection, chunked as HTTP does. */
function idsOf(received: string): string[] {
  const ids: string[] = [];
  const parser = createParser({ onEvent: ({ id }) => id !== undefined && ids.push(id) });
  parser.feed(received.slice(received.indexOf('\r\n\r\n') + 4).replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, ''));
  return ids;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 20_000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.fail('it did not come to pass');
}

describe('readers of a real job', function () {
  this.timeout(60_000);
  let house: House;
  let running: RunningServer;
  let go = gate();
  /** Events that each of the brisk readers has. */
  let brisk: number[] = [];

  before(async () => {
    house = await createHouse();
    const engine = house.engine(
      scripted(async (job) => {
        await go.opened;
        for (let number = 0; number < EVENTS; number += 1) {
          job.scene(`s${number}`, 'built', { thumbnail: LONG });
          // As fast as the brisk take them: they share this process with their server.
          if (number % 10 === 0) await until(() => brisk.every((seen) => seen >= number - 10));
        }
        return await filmOf(job);
      }),
    );
    running = await runServer(engine, 'tcp');
  });
  after(async () => {
    await running.close();
    await house.tearDown();
  });
  beforeEach(() => {
    go = gate();
  });

  const streams = (): number => running.server.activity().streams;

  async function read(
    path: string,
    headers: Record<string, string> = {},
    onEvent: (count: number) => void = () => undefined,
  ): Promise<string[]> {
    const ids: string[] = [];
    for await (const { id } of messages(await ask(running.url + path, { headers }))) {
      if (id !== undefined) onEvent(ids.push(id));
    }
    return ids;
  }

  it('who stall, one in ten, hold up neither the job nor the rest; cut off, they come back for what they lack', async () => {
    const { id } = await running.client.start(request());
    const path = `/api/jobs/${id}/events`;
    const lame = stalled(running.url, path);
    brisk = Array.from({ length: BRISK }, () => 0);
    const reading = brisk.map((_, index) =>
      read(`${path}?replay=all`, {}, (count) => {
        brisk[index] = count;
      }),
    );
    await until(() => streams() === BRISK + 1);
    go.open();
    const whole = await Promise.all(reading);
    const numbers = (ids: readonly string[]): (number | undefined)[] =>
      ids.map((one) => parseEventId(one)?.seq);
    for (const ids of whole)
      assert.deepEqual(
        numbers(ids),
        Array.from({ length: ids.length }, (_, index) => index),
      );
    assert.ok((whole[0]?.length ?? 0) > EVENTS);
    await until(() => streams() === 0);

    let received = '';
    lame.setEncoding('utf8').on('data', (text: string) => (received += text));
    const closed = new Promise((resolve) => lame.once('close', resolve));
    lame.resume();
    await closed;
    const some = idsOf(received);
    const last = some.at(-1) ?? '';
    assert.ok(some.length > 0 && some.length < EVENTS, `${some.length} came through`);
    const rest = await read(path, { 'last-event-id': last });
    assert.deepEqual([...some, ...rest], whole[0]?.slice(-some.length - rest.length));
  });

  it('who leave in the middle of a replay leave nothing open', async () => {
    const [job] = await running.client.list();
    const path = `/api/jobs/${job?.id}/events?replay=all`;
    const leaving = Array.from({ length: 20 }, () => stalled(running.url, path));
    await until(() => streams() === leaving.length);
    await Promise.all(
      leaving.map(async (socket) => {
        const some = new Promise((resolve) => socket.once('data', resolve));
        socket.resume();
        await some;
        socket.destroy();
      }),
    );
    await until(() => streams() === 0 && running.server.activity().requests === 0);
    if (process.platform === 'linux') await until(async () => (await openLogs()).length === 0);
  });

  /** Logs of jobs that this process has open. */
  async function openLogs(): Promise<string[]> {
    const numbers = await readdir('/proc/self/fd');
    const paths = await Promise.all(
      numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')),
    );
    return paths.filter((path) => path.startsWith(house.dataFolder));
  }
});
