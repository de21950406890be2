import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AuraError } from '../protocol/protocol.ts';

/** A request's JSON is at most this long, bytes: a script of 5 MB, every character of it escaped. */
export const MAX_JSON_BYTES = 32 * 1024 * 1024;
/** Levels of a request's JSON; those of ours have five. */
const MAX_DEPTH = 64;

const lengths = new WeakMap<FastifyRequest, number>();

/** How long the JSON of a request was, bytes. */
export function bodyLength(request: FastifyRequest): number {
  return lengths.get(request) ?? 0;
}

/** What may be sent, and how it is read. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    ['application/json', 'text/plain'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      requirePlain(request.headers);
      lengths.set(request, body.length);
      return parseJson(body);
    },
  );
  // An asset is written as it comes; its route counts.
  app.addContentTypeParser(
    'application/octet-stream',
    async ({ headers }: { headers: Record<string, unknown> }, body: unknown) => {
      requirePlain(headers);
      return body;
    },
  );
}

/** @throws AuraError `E400-BAD_REQUEST` for a compressed body, or one in another character set than UTF-8. */
function requirePlain(headers: Readonly<Record<string, unknown>>): void {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity')
    throw unreadable(`It is compressed (${encoding.slice(0, 40)}); send it as it is.`);
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(String(headers['content-type'] ?? ''))?.[1];
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)) return;
  throw unreadable(`Its character set is ${charset.slice(0, 40)}; send it as UTF-8.`);
}

/** @throws AuraError `E400-BAD_REQUEST` for what is not JSON in UTF-8, or nested more than {@link MAX_DEPTH} deep. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw unreadable('It is empty; send JSON.');
  const text = decode(bytes);
  requireShallow(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`It is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('It is not UTF-8.');
  }
}

/** Looked at before anything is made of it: brackets cost one byte to send, and a lot to hold. */
function requireShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      depth += 1;
      if (depth > MAX_DEPTH) throw unreadable(`It is nested more than ${MAX_DEPTH} levels deep.`);
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth -= 1;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function unreadable(details: string): AuraError {
  return new AuraError('E400-BAD_REQUEST', 'The request cannot be read', { details });
}
