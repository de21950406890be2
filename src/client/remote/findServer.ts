import * as v from 'valibot';
import { AuraError, PROTOCOL_MAJOR } from '../../protocol/protocol.ts';
import { isJobList } from '../dialects/foreignRest.ts';
import { parseServerUrl } from '../endpoint.ts';
import { readText } from '../http/body.ts';
import { exchange, header, redirected } from '../http/exchange.ts';
import { NoAnswer } from '../http/noAnswer.ts';
import { errorFromAnswer, type BadAnswer } from '../http/problem.ts';
import { untrusted } from '../http/untrusted.ts';

/** Until a server has answered, ms. A person waits. */
const ANSWER_MS = 10_000;

const LIVE_PATH = '/api/health/live';
/** What every Aura server has, of whatever make. */
export const JOBS_PATH = '/api/jobs?limit=1';

const LiveSchema = v.object({ status: v.string(), protocol: v.optional(v.number()) });

/** One of ours, with the protocol it speaks, or one of another make. */
export type FoundServer = { kind: 'aura'; protocol: number } | { kind: 'foreign' };

/** What can be had of a server of another make, for people. */
export const FOREIGN_WORDS =
  'of another make: films of a topic (one line of text or a brief); no scripts with scenes, pictures or plans';

/**
 * Which Aura server answers at this address, if one does. No token is sent.
 *
 * @param address scheme, name and port, and the path below which the server begins, if there is one.
 * @throws {AuraError} `E503-UNAVAILABLE`, `E403-FORBIDDEN`; the signal's reason.
 */
export async function recogniseServer(address: string, signal?: AbortSignal): Promise<FoundServer> {
  const answer = await get(address, '', LIVE_PATH, signal);
  const { status } = answer;
  const label = new URL(address).host;
  const live = parse(LiveSchema, answer.body);
  if (status === 200 && live) {
    return live.protocol === undefined ? { kind: 'foreign' } : { kind: 'aura', protocol: live.protocol };
  }
  if (status === 403) throw refusedName(label, errorFromAnswer(answer));
  if (answer.leadsTo) throw errorFromAnswer(answer);
  if (status >= 502 && status <= 504) {
    throw new AuraError('E503-UNAVAILABLE', `${label} answers for a server that is not there`, {
      details: `HTTP ${status}`,
      remediation: 'A proxy stands in between: check that the Aura server behind it runs.',
    });
  }
  if (hasJobs(await get(address, '', JOBS_PATH, signal))) return { kind: 'foreign' };
  throw new AuraError('E503-UNAVAILABLE', `${label} is no Aura server`, {
    details: `HTTP ${status} for ${LIVE_PATH}`,
    remediation: 'Check name and port: `aura serve` prints them when it starts.',
  });
}

/**
 * Whether an Aura server that we understand answers at this address, and of which make. No token is sent.
 *
 * @throws {AuraError} as {@link recogniseServer}, and `E400-BAD_REQUEST` for another protocol.
 */
export async function findServer(address: string, signal?: AbortSignal): Promise<FoundServer['kind']> {
  const found = await recogniseServer(address, signal);
  if (found.kind === 'aura') requireProtocol(new URL(address).host, found.protocol);
  return found.kind;
}

/** @throws {AuraError} when nobody answers; the signal's reason. */
export async function get(
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

/** @throws {AuraError} `E400-BAD_REQUEST` for another protocol than ours. */
export function requireProtocol(label: string, protocol: number): void {
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

function hasJobs({ status, body }: BadAnswer): boolean {
  return status === 200 && isJobList(parse(v.unknown(), body));
}

/** `undefined` for what is not of this form. */
export function parse<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // A page, not ours.
    return undefined;
  }
}
