import * as v from 'valibot';
import { AuraError, type Clock, PROTOCOL_MAJOR, systemClock } from '../../protocol/protocol.ts';
import { parseServerUrl } from '../endpoint.ts';
import { readText } from '../http/body.ts';
import { exchange, header, redirected } from '../http/exchange.ts';
import { NoAnswer } from '../http/noAnswer.ts';
import { errorFromAnswer, type BadAnswer } from '../http/problem.ts';
import { untrusted } from '../http/untrusted.ts';
import { pause } from './patience.ts';

/** Until a server has answered, ms. A person waits. */
const ANSWER_MS = 10_000;
/** A server that is just starting is waited for, ms, and asked so often. */
const STARTING_MS = 60_000;
const LOOK_MS = 500;

const LIVE_PATH = '/api/health/live';
const READY_PATH = '/api/health/ready';

const LiveSchema = v.object({ status: v.string(), protocol: v.number() });
const ReadySchema = v.object({
  status: v.string(),
  version: v.optional(v.string()),
  checks: v.optional(v.record(v.string(), v.unknown())),
});

/**
 * Whether an Aura server that we understand answers at this address. No token is sent.
 *
 * @param address scheme, name and port, and the path below which the server begins, if there is one.
 * @throws {AuraError} `E503-UNAVAILABLE`, `E403-FORBIDDEN`, `E400-BAD_REQUEST` for another protocol; the signal's reason.
 */
export async function findServer(address: string, signal?: AbortSignal): Promise<void> {
  const answer = await get(address, '', LIVE_PATH, signal);
  const { status } = answer;
  const label = new URL(address).host;
  const live = parse(LiveSchema, answer.body);
  if (status === 200 && live) return requireProtocol(label, live.protocol);
  if (status === 403) throw refusedName(label, errorFromAnswer(answer));
  if (answer.leadsTo) throw errorFromAnswer(answer);
  if (status >= 502 && status <= 504) {
    throw new AuraError('E503-UNAVAILABLE', `${label} answers for a server that is not there`, {
      details: `HTTP ${status}`,
      remediation: 'A proxy stands in between: check that the Aura server behind it runs.',
    });
  }
  throw new AuraError('E503-UNAVAILABLE', `${label} is no Aura server`, {
    details: `HTTP ${status} for ${LIVE_PATH}`,
    remediation: 'Check name and port: `aura serve` prints them when it starts.',
  });
}

/**
 * Whether a server takes the token, and can make films. Waits for one that is just starting.
 *
 * @throws {AuraError} `E401-UNAUTHORIZED`, `E302-FFMPEG_NOT_FOUND`, `E503-UNAVAILABLE`; the signal's reason.
 */
export async function checkServer(
  { origin: address, token }: { origin: string; token: string },
  signal?: AbortSignal,
  clock: Clock = systemClock,
): Promise<{ version: string }> {
  const deadline = clock.now() + STARTING_MS;
  let answer = await get(address, token, READY_PATH, signal);
  let ready = parse(ReadySchema, answer.body);
  while (answer.status === 503 && ready?.status === 'starting' && clock.now() < deadline) {
    await pause(LOOK_MS, clock, signal);
    answer = await get(address, token, READY_PATH, signal);
    ready = parse(ReadySchema, answer.body);
  }
  const { status } = answer;
  const label = new URL(address).host;
  if (status === 200 && ready) return { version: ready.version ?? '' };
  if (status === 401) {
    throw new AuraError('E401-UNAUTHORIZED', `${label} does not accept this token`, {
      remediation: 'Copy the token that the server printed when it started, or ask who runs it.',
    });
  }
  if (status === 503 && ready?.checks?.['ffmpeg'] === 'missing') {
    throw new AuraError('E302-FFMPEG_NOT_FOUND', `${label} has no ffmpeg, so it cannot make films`, {
      remediation: 'Install ffmpeg 4.4 or newer there, then connect again.',
    });
  }
  if (status === 503 && ready) {
    const amiss = Object.entries(ready.checks ?? {}).filter(([, state]) => state !== 'ok');
    throw new AuraError('E503-UNAVAILABLE', `${label} is not ready to make films`, {
      details: amiss.map(([name, state]) => `${name}: ${String(state)}`).join(', '),
      remediation: 'Try again in a moment. If it stays so, tell who runs the server.',
    });
  }
  throw errorFromAnswer(answer);
}

async function get(
  address: string,
  token: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<BadAnswer> {
  const target = { ...parseServerUrl(address), token };
  try {
    const incoming = await exchange(target, {
      path,
      signal,
      headTimeoutMs: ANSWER_MS,
      bodyTimeoutMs: ANSWER_MS,
    });
    return {
      status: incoming.statusCode ?? 0,
      type: header(incoming.headers, 'content-type'),
      retryAfterMs: 0,
      leadsTo: redirected(incoming, target.origin),
      body: await readText(incoming),
    };
  } catch (error) {
    throw error instanceof NoAnswer ? unreachable(target.origin, error) : error;
  }
}

function requireProtocol(label: string, protocol: number): void {
  if (protocol === PROTOCOL_MAJOR) return;
  const newer = protocol > PROTOCOL_MAJOR;
  throw new AuraError('E400-BAD_REQUEST', `${label} is ${newer ? 'newer' : 'older'} than this Aura`, {
    details: `It speaks protocol ${protocol}, this one ${PROTOCOL_MAJOR}`,
    remediation: newer ? 'Update Aura on this computer.' : 'Update Aura on the server.',
  });
}

function refusedName(label: string, error: AuraError): AuraError {
  return new AuraError('E403-FORBIDDEN', `${label} does not answer to this name`, {
    details: error.message,
    remediation: 'Use the address that `aura serve` printed, or let who runs it allow this name.',
    cause: error,
  });
}

/** Why nobody answered, as far as the system says. */
function unreachable(origin: string, error: NoAnswer): AuraError {
  if (error.reason === 'tls') return untrusted(error);
  const { host, protocol } = new URL(origin);
  const [message, remediation] = reason(host, protocol === 'https:', error);
  return new AuraError('E503-UNAVAILABLE', message, { details: error.message, remediation, cause: error });
}

function reason(host: string, https: boolean, error: NoAnswer): [string, string] {
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return [`There is no machine called ${host}`, 'Check the spelling and the network.'];
  }
  if (error.reason === 'timeout' || error.reason === 'unreachable') {
    return [`${host} does not answer`, 'Check name and port, and whether a firewall stands in between.'];
  }
  if (error.reason === 'refused') {
    return [`Nobody answers at ${host}`, 'Check name and port, and that `aura serve` runs there.'];
  }
  const other = https ? '' : ' It may speak https.';
  return [`${host} broke the connection`, `Check name and port.${other}`];
}

function parse<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // A page, not ours.
    return undefined;
  }
}
