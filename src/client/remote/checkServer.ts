import * as v from 'valibot';
import { AuraError, type Clock, systemClock } from '../../protocol/protocol.ts';
import { errorFromAnswer } from '../http/problem.ts';
import { get, JOBS_PATH, parse, recogniseServer } from './findServer.ts';
import { pause } from './patience.ts';

/** A server that is just starting is waited for, ms, and asked so often. */
const STARTING_MS = 60_000;
const LOOK_MS = 500;

const READY_PATH = '/api/health/ready';

const ReadySchema = v.object({
  status: v.string(),
  version: v.optional(v.string()),
  checks: v.optional(v.record(v.string(), v.unknown())),
});

/**
 * Whether a server takes the token, and can make films. Waits for one that is just starting. One of another make does not say
 * whether it can, and often asks for no token: then any is taken, an empty one too.
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
  if (status === 401) throw refusedToken(label);
  if (!ready && (await recogniseServer(address, signal)).kind === 'foreign') {
    const jobs = await get(address, token, JOBS_PATH, signal);
    if (jobs.status === 401) throw refusedToken(label);
    return { version: '' };
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

function refusedToken(label: string): AuraError {
  return new AuraError('E401-UNAUTHORIZED', `${label} does not accept this token`, {
    remediation: 'Copy the token that the server printed when it started, or ask who runs it.',
  });
}
