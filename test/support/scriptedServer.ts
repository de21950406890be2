import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initialSnapshot, type JobSnapshot } from '../../src/protocol/protocol.ts';

/** One answer to a request for the event stream. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface ScriptedServer {
  url: string;
  /** `Last-Event-ID` of each stream that was asked for. */
  readonly resumedAfter: (string | undefined)[];
  /** Answers to `GET /api/jobs/j`. */
  snapshot: JobSnapshot;
  close(): Promise<void>;
}

/**
 * An HTTP server that answers the first stream with the first answer, and so on; the last answer repeats.
 * @param other answers all other requests; by default the snapshot does.
 */
export async function scriptedServer(answers: readonly Answer[], other?: Answer): Promise<ScriptedServer> {
  const resumedAfter: (string | undefined)[] = [];
  const scripted: ScriptedServer = {
    url: '',
    resumedAfter,
    snapshot: initialSnapshot({
      id: 'j',
      title: 'J',
      correlationId: 'c',
      createdAt: '2026-01-01T00:00:00.000Z',
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer((request, response) => {
    if (!request.url?.includes('/events')) {
      if (other) return other(response, request);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(scripted.snapshot));
      return;
    }
    const after = request.headers['last-event-id'];
    const answer = answers[Math.min(resumedAfter.length, answers.length - 1)];
    resumedAfter.push(after === undefined ? undefined : String(after));
    answer?.(response, request);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  scripted.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return scripted;
}

/** Opens the answer as an event stream. */
export function stream(response: ServerResponse, headers: Record<string, string> = {}): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  response.flushHeaders();
  return response;
}

/** Event number `seq` as text. The message holds a character of three bytes. */
export function frame(seq: number, message = `Nº ${seq} →`): string {
  const data = { ...base(), message, step: 'tts' };
  return `id: 1000-${seq}\nevent: warning\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Events `from` … `to`, both included. */
export function frames(from: number, to: number): string {
  let text = '';
  for (let seq = from; seq <= to; seq += 1) text += frame(seq);
  return text;
}

/** The event that ends the job, number `seq`. */
export function endFrame(seq: number): string {
  const data = { ...base(), status: 'Failed', stage: 'tts', errorMessage: 'm', errors: [], logs: [] };
  return `id: 1000-${seq}\nevent: job-failed\ndata: ${JSON.stringify(data)}\n\n`;
}

export function base(): { jobId: string; correlationId: string; timestamp: string } {
  return { jobId: 'j', correlationId: 'c', timestamp: '2026-01-01T00:00:00.000Z' };
}
