import type { IncomingMessage } from 'node:http';
import { errorOfAnswer } from '../../client/http/answer.ts';
import { readText } from '../../client/http/body.ts';
import { exchange, header } from '../../client/http/exchange.ts';
import { NoAnswer } from '../../client/http/noAnswer.ts';
import { errorFromSilence, strangeAnswer } from '../../client/http/problem.ts';
import {
  FOREIGN_WORDS,
  JOBS_PATH,
  recogniseServer,
  requireProtocol,
  type FoundServer,
} from '../../client/remote/findServer.ts';
import { fixedTarget, parseServerUrl, type Target } from '../../client/endpoint.ts';
import { AuraError, PROTOCOL_MAJOR } from '../../protocol/protocol.ts';
import type { Server } from '../place/serverFlags.ts';
import { duration, latency } from '../progress/words.ts';
import { attempt, type Check } from './check.ts';
import { measureStream } from './stream.ts';

/** An answer must begin within this time, ms. */
const ANSWER_MS = 10_000;
/** Questions of which the middle one counts. */
const ASKED = 3;
/** A clock that is off by more than this, seconds, makes ages and times of jobs wrong. `Date` is whole seconds. */
const SKEW_SECONDS = 5;

interface Alive {
  latencyMs: number;
  /** The server's clock before ours, ms; negative when it is behind. */
  skewMs: number | undefined;
}

/** What films on a server need, each thing really tried. What cannot be known any more after a failure is left out. */
export async function examineServer({ url, token }: Server): Promise<Check[]> {
  const target: Target = { ...parseServerUrl(url.href), token };
  let alive: Alive | undefined;
  let server: FoundServer | undefined;
  const reached = await attempt('reached', async () => {
    server = await recogniseServer(url.href);
    const answers: Alive[] = [];
    for (let number = 0; number < ASKED; number += 1) answers.push(await askAlive(target));
    alive = answers.sort((one, other) => one.latencyMs - other.latencyMs)[Math.floor(ASKED / 2)];
    return `${url.host} answers in ${latency(alive?.latencyMs ?? 0)}`;
  });
  if (!alive || !server) return [reached];
  const found: FoundServer = server;
  const { skewMs } = alive;
  const spoken = await attempt('protocol', async () => spokenProtocol(found));
  const clock = await attempt('clock', async () => clockWords(skewMs));
  const letInin = await attempt('token', async () => {
    await ask(target, JOBS_PATH, found.kind === 'foreign' ? [404] : []);
    return token === '' ? 'none needed' : 'accepted';
  });
  // One of another make does not say more of itself.
  if (!letInin.ok || found.kind === 'foreign') return [reached, spoken, clock, letInin];
  return [
    reached,
    spoken,
    clock,
    letInin,
    await attempt('server', () => readiness(target)),
    await attempt('live events', () => measureStream(target)),
  ];
}

async function askAlive(target: Target): Promise<Alive> {
  const started = Date.now();
  const timer = performance.now();
  const { incoming } = await ask(target, '/api/health/live', [404]);
  const latencyMs = performance.now() - timer;
  const date = Date.parse(header(incoming.headers, 'date') ?? '');
  return {
    latencyMs,
    // In the middle of its second, as seen in the middle of the question.
    skewMs: Number.isNaN(date) ? undefined : date + 500 - (started + latencyMs / 2),
  };
}

function spokenProtocol(server: FoundServer): string {
  if (server.kind === 'foreign') return FOREIGN_WORDS;
  requireProtocol('The server', server.protocol);
  return `version ${PROTOCOL_MAJOR}, as here`;
}

function clockWords(skewMs: number | undefined): string {
  if (skewMs === undefined) return 'the server does not tell its time';
  const seconds = Math.round(skewMs / 1000);
  if (Math.abs(seconds) <= SKEW_SECONDS) return 'as here';
  throw new AuraError(
    'E503-UNAVAILABLE',
    `The server’s clock is ${duration(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} this one`,
    {
      remediation: 'Set both by a time server; until then, ages and times of jobs are wrong. Films are not.',
    },
  );
}

async function readiness(target: Target): Promise<string> {
  // An answer of 503 says what is wrong in its body.
  const { incoming, body } = await ask(target, '/api/health/ready', [503]);
  const { version, checks = {} } = json(body) as { version?: string; checks?: Record<string, unknown> };
  const wrong = Object.entries(checks).filter(([, state]) => state !== 'ok');
  if (incoming.statusCode === 200) return `Aura ${version ?? 'of an unknown version'}, ready`;
  throw new AuraError('E503-UNAVAILABLE', 'The server cannot make films at the moment', {
    details: wrong.map(([name, state]) => `${name}: ${String(state)}`).join(', '),
    remediation: 'Run `aura doctor` on the server.',
  });
}

/** @throws {AuraError} when there is no answer, or one that is neither good nor `also`. */
async function ask(
  target: Target,
  path: string,
  also: readonly number[] = [],
): Promise<{ incoming: IncomingMessage; body: string }> {
  try {
    const found = await fixedTarget(target).find();
    const incoming = await exchange(found, { path, headTimeoutMs: ANSWER_MS, bodyTimeoutMs: ANSWER_MS });
    const status = incoming.statusCode ?? 0;
    if ((status < 200 || status >= 300) && !also.includes(status)) {
      throw await errorOfAnswer(incoming, target, Date.now());
    }
    return { incoming, body: await readText(incoming) };
  } catch (error) {
    throw error instanceof NoAnswer ? errorFromSilence(error, false) : error;
  }
}

function json(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw strangeAnswer(text, error);
  }
  throw strangeAnswer(text);
}
