import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dialect } from '../../src/client/dialects/dialect.ts';

/** How a stream answers: with a recorded text to its end, cut in its middle or left open, with a status, or with a page. */
export type StreamAnswer =
  | { text: string; cut?: boolean; open?: boolean }
  | { status: number }
  | { page: string };

/** A real HTTP server with the routes and words of another make. */
export interface ForeignServer {
  url: string;
  /** `METHOD path` of all requests. */
  readonly asked: string[];
  /** Bodies of the jobs that were asked for. */
  readonly bodies: unknown[];
  /** The jobs it has, by id; what it says of them. */
  readonly jobs: Map<string, Record<string, unknown>>;
  /** Answers of each stream, one for each connection; the last repeats. A dialect that is absent is 404. */
  streams: Partial<Record<Dialect, readonly StreamAnswer[]>>;
  close(): Promise<void>;
}

export const recorded = (name: string): string =>
  readFileSync(new URL(`../fixtures/dialects/${name}.txt`, import.meta.url), 'utf8');

/** A job as it describes it. */
export function foreignJob(
  id: string,
  status: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    id,
    status,
    percent: 12,
    stage: 'Script',
    progressMessage: 'Writing',
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:01Z',
    completedAt: null,
    outputPath: null,
    errorMessage: null,
    artifacts: [],
    correlationId: 'corr-1',
    ...more,
  };
}

const STREAMS: readonly [RegExp, Dialect][] = [
  [/^\/api\/jobs\/[^/]+\/events$/, 'A'],
  [/^\/api\/jobs\/[^/]+\/stream$/, 'B'],
  [/^\/api\/jobs\/[^/]+\/progress\/stream$/, 'C'],
  [/^\/api\/video\/[^/]+\/stream$/, 'D'],
];

export async function foreignServer(): Promise<ForeignServer> {
  const connections = new Map<Dialect, number>();
  const film = Buffer.from('a film');
  const foreign: ForeignServer = {
    url: '',
    asked: [],
    bodies: [],
    jobs: new Map([['j', foreignJob('j', 'running')]]),
    streams: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const json = (response: ServerResponse, status: number, value: unknown): void => {
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(value));
  };

  function answerStream(dialect: Dialect, response: ServerResponse): void {
    const answers = foreign.streams[dialect] ?? [{ status: 404 }];
    const count = connections.get(dialect) ?? 0;
    connections.set(dialect, count + 1);
    const answer = answers[Math.min(count, answers.length - 1)] ?? { status: 404 };
    if ('status' in answer) return void response.writeHead(answer.status).end();
    if ('page' in answer) return void response.setHeader('content-type', 'text/html').end(answer.page);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (answer.open) return void response.write(answer.text);
    if (!answer.cut) return void response.end(answer.text);
    const half = answer.text.slice(0, Math.floor(answer.text.length * 0.6));
    response.write(half, () => setTimeout(() => response.socket?.resetAndDestroy(), 5));
  }

  function answerPost(path: string, id: string, body: string, response: ServerResponse): void {
    const job = foreign.jobs.get(id);
    if (path === '/api/jobs') {
      foreign.bodies.push(JSON.parse(body));
      const made = `j${foreign.jobs.size}`;
      foreign.jobs.set(made, foreignJob(made, 'queued', { createdAt: '2026-01-02T00:00:00Z' }));
      return json(response, 200, { jobId: made, status: 'Queued', stage: 'Script', correlationId: 'corr-2' });
    }
    if (!job) return json(response, 404, { title: 'Not found', status: 404 });
    if (path.endsWith('/cancel')) {
      if (job['status'] !== 'running')
        return json(response, 400, { title: 'It cannot be cancelled now', status: 400 });
      foreign.jobs.set(id, { ...job, status: 'cancelled' });
      return json(response, 202, {
        jobId: id,
        message: 'Cancellation triggered',
        currentStatus: 'Running',
        cleanupScheduled: true,
        providerStatuses: [],
        warnings: ['One provider cannot be stopped'],
        correlationId: 'corr-3',
      });
    }
    const made = `${id}-again`;
    foreign.jobs.set(made, foreignJob(made, 'running', { createdAt: '2026-01-03T00:00:00Z' }));
    return json(response, 202, { jobId: id, status: 'Queued', stage: 'Script', correlationId: 'corr-4' });
  }

  function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const path = (request.url ?? '').split('?')[0] ?? '';
    foreign.asked.push(`${request.method} ${path}`);
    const id = path.split('/')[3] ?? '';
    if (request.method === 'POST') return answerPost(path, id, body, response);
    const stream = STREAMS.find(([pattern]) => pattern.test(path));
    if (stream) return answerStream(stream[1], response);
    if (path === '/api/health/live') return json(response, 200, { status: 'Healthy' });
    if (path === '/api/jobs') return json(response, 200, { jobs: [...foreign.jobs.values()] });
    if (path.endsWith('/download')) return void response.setHeader('content-type', 'video/mp4').end(film);
    const job = /^\/api\/jobs\/[^/]+$/.test(path) ? foreign.jobs.get(id) : undefined;
    return job ? json(response, 200, job) : json(response, 404, { title: 'Not found', status: 404 });
  }

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += String(chunk)));
    request.on('end', () => answer(request, body, response));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  foreign.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return foreign;
}
