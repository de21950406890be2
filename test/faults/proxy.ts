import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a client asked through the proxy. */
export interface ProxiedRequest {
  method: string;
  path: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  /** When it was here, ms since 1970. */
  atMs: number;
}

/** The head of an answer. */
export interface AnswerHead {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
}

export interface Answer {
  head: AnswerHead;
  body: AsyncIterable<Buffer>;
  /** The head goes out only with the first bytes of the body. */
  holdsHead?: boolean;
}

/** How a connection ends: reset, closed in the middle (`fin`), closed in order (`end`), never (`stall`), or late (`slow`). */
export type Ending = 'reset' | 'fin' | 'end' | 'stall' | 'slow';

/** One request of a client, in the hands of a {@link Fault}. */
export interface ProxiedConnection {
  readonly request: ProxiedRequest;
  /** Asks the server; its answer without any transfer coding. */
  ask(): Promise<Answer>;
  /** Sends an answer to its end, at the client's pace. */
  send(answer: Answer): Promise<void>;
  /** Ends the connection; nothing is sent after that. */
  end(how: Ending): void;
  /** Lets everything pass as it is. */
  pass(): void;
}

/** What happens to one connection. */
export type Fault = (connection: ProxiedConnection) => void | Promise<void>;

export interface FaultScript {
  /** What happens to each event stream in turn, then nothing more; one fault alone happens to all of them. */
  streams?: readonly Fault[] | Fault;
  /** The same for all other requests. */
  others?: readonly Fault[] | Fault;
}

export interface FaultProxy {
  readonly port: number;
  readonly url: string;
  /** Event streams that were asked for. */
  readonly streams: readonly ProxiedRequest[];
  /** Everything else that was asked for. */
  readonly others: readonly ProxiedRequest[];
  /** Connections that clients have open now. */
  open(): number;
  /** Nothing listens there any more; what is open is reset. */
  down(): Promise<void>;
  /** Listens again, at the same address. */
  up(): Promise<void>;
  /** Connections go to another server from now on. */
  redirect(port: number): void;
  close(): Promise<void>;
}

/** How long a slow close takes, ms. */
const SLOW_CLOSE_MS = 60;

/** A TCP proxy on this machine before the server at `port`, which treats each connection as the script says. */
export async function openProxy(port: number, script: FaultScript = {}): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const streams: ProxiedRequest[] = [];
  const others: ProxiedRequest[] = [];
  let target = port;
  let listening = 0;

  const server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    // Whoever breaks the connection is the test; `close` follows.
    client.on('error', () => undefined);
    client.setNoDelay(true);
    void serve(client);
  });

  async function serve(client: Socket): Promise<void> {
    const first = await readHead(client);
    if (!first) return;
    const request = parseRequest(first.head);
    const isStream = /\/events(\?|$)/.test(request.path);
    const list = isStream ? streams : others;
    const fault = choose(isStream ? script.streams : script.others, list.length);
    list.push(request);
    const connection = createConnection(client, first, request, target);
    try {
      await fault(connection);
    } catch (error) {
      if (!client.destroyed) client.destroy(error as Error);
    }
  }

  async function listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(listening, '127.0.0.1', resolve);
    });
    listening = (server.address() as AddressInfo).port;
  }

  async function down(): Promise<void> {
    const closed = new Promise((resolve) => {
      server.close(resolve);
    });
    for (const socket of sockets) reset(socket);
    await closed;
  }

  await listen();
  return {
    port: listening,
    url: `http://127.0.0.1:${listening}`,
    streams,
    others,
    open: () => sockets.size,
    down,
    up: listen,
    redirect(next) {
      target = next;
    },
    close: down,
  };
}

function choose(faults: FaultScript['streams'], index: number): Fault {
  const fault = typeof faults === 'function' ? faults : faults?.[index];
  return fault ?? ((connection) => connection.pass());
}

interface Head {
  head: string;
  /** What came after it. */
  rest: Buffer;
}

function createConnection(
  client: Socket,
  first: Head,
  request: ProxiedRequest,
  port: number,
): ProxiedConnection {
  let over = false;

  /** The request on its way to the server, and what more of it comes. */
  function forward(head: string): Socket {
    const upstream = connect({ port, host: '127.0.0.1' });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.write(`${head}\r\n\r\n`, 'latin1');
    upstream.write(first.rest);
    client.pipe(upstream, { end: false });
    return upstream;
  }

  async function write(bytes: string | Buffer): Promise<void> {
    if (over || client.destroyed || client.write(bytes)) return;
    await new Promise<void>((resolve) => {
      client.once('drain', resolve);
      client.once('close', resolve);
    });
  }

  return {
    request,

    async ask() {
      // As HTTP/1.0, so that the answer has no transfer coding: its bytes are what the server wrote.
      const upstream = forward(first.head.replace('HTTP/1.1', 'HTTP/1.0'));
      const answer = await readHead(upstream);
      if (!answer) throw new Error('The server broke the connection');
      return { head: parseAnswer(answer.head), body: bodyOf(upstream, answer.rest) };
    },

    async send({ head, body, holdsHead = false }) {
      const bare = head.status === 204 || head.status === 304;
      const { 'content-length': _, ...headers } = head.headers;
      const lines = Object.entries(bare ? headers : { ...headers, 'transfer-encoding': 'chunked' });
      const text = `HTTP/1.1 ${head.status} -\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
      let held = holdsHead;
      if (!held) await write(text);
      for await (const bytes of body) {
        if (over || client.destroyed) return;
        if (bytes.length === 0) continue;
        const chunk = [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')];
        await write(Buffer.concat(held ? [Buffer.from(text), ...chunk] : chunk));
        held = false;
      }
      if (held) await write(text);
      if (!over) client.end(bare ? '' : '0\r\n\r\n');
    },

    end(how) {
      over = true;
      if (how === 'reset') reset(client);
      if (how === 'fin') client.end();
      if (how === 'end') client.end('0\r\n\r\n');
      if (how !== 'slow') return;
      const timer = setTimeout(() => client.end(), SLOW_CLOSE_MS);
      client.once('close', () => clearTimeout(timer));
    },

    pass() {
      const upstream = forward(first.head);
      upstream.pipe(client);
    },
  };
}

/** A socket that is just ending cannot be reset: Node would never let go of it. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Reads up to the empty line; `undefined` when the connection closes before. */
async function readHead(socket: Socket): Promise<Head | undefined> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (head?: Head): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(head);
    };
    const onClose = (): void => settle();
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.pause();
      settle({ head: bytes.toString('latin1', 0, end), rest: bytes.subarray(end + 4) });
    };
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}

async function* bodyOf(upstream: Socket, rest: Buffer): AsyncGenerator<Buffer> {
  yield rest;
  try {
    yield* upstream as AsyncIterable<Buffer>;
  } finally {
    upstream.destroy();
  }
}

function parseRequest(head: string): ProxiedRequest {
  const [line = '', ...fields] = head.split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  return { method, path, headers: parseFields(fields), atMs: Date.now() };
}

function parseAnswer(head: string): AnswerHead {
  const [line = '', ...fields] = head.split('\r\n');
  return { status: Number(line.split(' ')[1]), headers: parseFields(fields) };
}

function parseFields(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
}
