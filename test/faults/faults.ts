import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';
import type { Answer, Ending, Fault, ProxiedConnection } from './proxy.ts';

/** What happens to an answer on its way. */
export type Change = (answer: Answer, connection: ProxiedConnection) => Answer;

/** A place in a body: how many bytes lie before it, once they are here. */
export type Place = (bytes: string) => number | undefined;

/** The server answers, and its answer is changed on the way. Reads like the way itself: `through(crlf, cut(…))`. */
export function through(...changes: readonly Change[]): Fault {
  return async (connection) => {
    let answer = await connection.ask();
    for (const change of changes) answer = change(answer, connection);
    await connection.send(answer);
  };
}

/** Nothing happens. */
export const pass: Fault = (connection) => connection.pass();

/** Accepted, and never answered. */
export const hang: Fault = (connection) => connection.end('stall');

/** Reset before any answer. */
export const drop: Fault = (connection) => connection.end('reset');

/** The same, later. */
export function late(ms: number, fault: Fault): Fault {
  return async (connection) => {
    await pause(ms);
    await fault(connection);
  };
}

/** Somebody on the way answers in the server's stead. */
export function answers(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Fault {
  return (connection) =>
    connection.send({ head: { status, headers: { connection: 'close', ...headers } }, body: single(body) });
}

async function* single(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** After so many bytes of the body. */
export function afterBytes(count: number): Place {
  return (bytes) => (bytes.length >= count ? count : undefined);
}

/** Behind the first match of `pattern`, which sees one character for each byte. */
export function after(pattern: RegExp): Place {
  return (bytes) => {
    const match = pattern.exec(bytes);
    return match ? match.index + match[0].length : undefined;
  };
}

/** Behind event number `seq`. */
export function behindEvent(seq: number): Place {
  return after(new RegExp(`^id: \\d+-${seq}\\n(?:.+\\n)*\\n`, 'm'));
}

/** The connection ends at that place. */
export function cut(at: Place, how: Ending): Change {
  return change(async function* cutBody(body, connection) {
    let over = false;
    for await (const [before, reached] of split(body, at)) {
      // The server goes on, and does not notice.
      if (over) continue;
      yield before;
      if (!reached) continue;
      over = true;
      // What was sent must be out before it ends.
      await pause(5);
      connection.end(how);
      if (how !== 'stall' && how !== 'slow') return;
    }
  });
}

/** Something is put in that the server did not say. */
export function insert(at: Place, text: Iterable<string>): Change {
  return change(async function* insertInto(body) {
    let done = false;
    for await (const [before, reached] of split(body, at)) {
      yield before;
      if (!reached || done) continue;
      done = true;
      for (const part of text) yield Buffer.from(part);
    }
  });
}

/** Nothing for a while, at that place. */
export function wait(at: Place, until: () => Promise<unknown>): Change {
  return change(async function* waitIn(body) {
    for await (const [before, reached] of split(body, at)) {
      yield before;
      if (reached) await until();
    }
  });
}

/** A proxy that closes what is silent for so long. */
export function impatient(ms: number, how: Ending): Change {
  return change(async function* watchIdle(body, connection) {
    const bytes = body[Symbol.asyncIterator]();
    for (;;) {
      const next = bytes.next();
      const first = await Promise.race([next, pause(ms)]);
      if (first === undefined) {
        connection.end(how);
        await next.catch(() => undefined);
        return;
      }
      if (first.done) return;
      yield first.value;
    }
  });
}

/** In pieces of so many bytes, whatever the server's own were; with a pause after each. */
export function pieces(size: number, everyMs = 0): Change {
  return change(async function* cutUp(body) {
    for await (const bytes of body) {
      for (let start = 0; start < bytes.length; start += size) {
        yield bytes.subarray(start, start + size);
        if (everyMs > 0) await pause(everyMs);
      }
    }
  });
}

/** Nothing goes on before so many bytes are together, or the server has ended. */
export function buffered(size: number): Change {
  return change(async function* gather(body) {
    let held: Buffer[] = [];
    let length = 0;
    for await (const bytes of body) {
      held.push(bytes);
      length += bytes.length;
      if (length < size) continue;
      yield Buffer.concat(held);
      held = [];
      length = 0;
    }
    yield Buffer.concat(held);
  });
}

/** Not even the head goes on before the first bytes of the body do. */
export const holdingHead: Change = (answer) => ({ ...answer, holdsHead: true });

/** Header fields changed on the way; `undefined` removes one. */
export function headers(changed: Readonly<Record<string, string | undefined>>): Change {
  return (answer) => {
    const all = Object.entries({ ...answer.head.headers, ...changed });
    const kept = all.filter((field): field is [string, string] => field[1] !== undefined);
    return { ...answer, head: { ...answer.head, headers: Object.fromEntries(kept) } };
  };
}

/** Compressed, though nobody asked for it: each piece at once, or only when much is together. */
export function gzipped(flushes: boolean): Change {
  return (answer, connection) => {
    const flush = flushes ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH;
    const squeeze = change(async function* gzip(body) {
      const gz = createGzip({ flush });
      const out = gz[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      void (async () => {
        for await (const bytes of body) if (!gz.write(bytes)) await once(gz, 'drain');
        gz.end();
      })();
      for (let next = await out.next(); !next.done; next = await out.next()) yield next.value;
    });
    return squeeze(headers({ 'content-encoding': 'gzip' })(answer, connection), connection);
  };
}

/** Every line ends with CR and LF. */
export const crlf: Change = change(async function* withCrlf(body) {
  for await (const bytes of body)
    yield Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
});

function change(
  run: (body: AsyncIterable<Buffer>, connection: ProxiedConnection) => AsyncIterable<Buffer>,
): Change {
  return (answer, connection) => ({ ...answer, body: run(answer.body, connection) });
}

/** The bytes as they come, divided at the place: `true` marks the part that reaches it. */
async function* split(body: AsyncIterable<Buffer>, at: Place): AsyncGenerator<[Buffer, boolean]> {
  let text = '';
  let found = false;
  for await (const bytes of body) {
    if (found) {
      yield [bytes, false];
      continue;
    }
    const already = text.length;
    text += bytes.toString('latin1');
    const place = at(text);
    found = place !== undefined;
    if (place === undefined) yield [bytes, false];
    else {
      // A place may lie in what has gone on already; then it is here.
      const here = Math.max(0, place - already);
      yield [bytes.subarray(0, here), true];
      yield [bytes.subarray(here), false];
    }
  }
}
