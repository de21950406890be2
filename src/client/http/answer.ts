import type { IncomingMessage } from 'node:http';
import type { Target } from '../endpoint.ts';
import { readText } from './body.ts';
import { header, redirected } from './exchange.ts';
import { errorFromAnswer } from './problem.ts';
import type { RemoteError } from './remoteError.ts';
import { parseRetryAfter } from './retryAfter.ts';

/** Reads an answer that is no success. @throws NoAnswer when it breaks off. */
export async function errorOfAnswer(
  incoming: IncomingMessage,
  target: Target,
  now: number,
): Promise<RemoteError> {
  const { headers, statusCode: status = 0 } = incoming;
  return errorFromAnswer({
    status,
    type: header(headers, 'content-type'),
    retryAfterMs: parseRetryAfter(header(headers, 'retry-after'), now),
    leadsTo: redirected(incoming, target.origin),
    body: await readText(incoming),
  });
}
