import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { TOKEN } from './server.ts';

/** A request with the token of the tests. */
export function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });
}

/** `POST` of JSON. */
export function post(url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  if (body === undefined) return ask(url, { method: 'POST', headers });
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export interface Message extends EventSourceMessage {
  json: Record<string, unknown>;
}

/** The events of a stream as another reader sees them, as they come. */
export async function* messages(response: Response): AsyncGenerator<Message> {
  const parsed: Message[] = [];
  const parser = createParser({
    onEvent: (event) => parsed.push({ ...event, json: JSON.parse(event.data) as Record<string, unknown> }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* parsed.splice(0);
  }
}
