import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ENDPOINT_FILE, EndpointSchema, RETIRE_PATH, type Endpoint } from '../../protocol/protocol.ts';
import type { Target } from '../endpoint.ts';
import { exchange } from '../http/exchange.ts';
import { NoAnswer } from '../http/noAnswer.ts';

/** What the endpoint file says, if there is one and it is whole. */
export async function readEndpoint(folder: string): Promise<Endpoint | undefined> {
  try {
    const parsed = v.safeParse(
      EndpointSchema,
      JSON.parse(await readFile(join(folder, ENDPOINT_FILE), 'utf8')),
    );
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    // Not there, or torn by a power cut: either way nobody has said where the engine is.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function toTarget({ socketPath, token }: Endpoint): Target {
  return { socketPath, origin: 'http://localhost', token };
}

/**
 * How an engine fares: `ready`; `dead` when nothing listens there; `silent` when something does and does not answer
 * (stopped, or the machine sleeps).
 */
export type Health = 'ready' | 'dead' | 'silent';

export async function probe(endpoint: Endpoint, timeoutMs: number): Promise<Health> {
  try {
    const target = toTarget(endpoint);
    const incoming = await exchange(target, { path: '/api/health/live', headTimeoutMs: timeoutMs });
    incoming.resume();
    // Anything else is said by an engine that is just ending.
    return incoming.statusCode === 200 ? 'ready' : 'dead';
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    // Broken off in the middle: it is ending just now, the next look will tell.
    return error.reason === 'timeout' ? 'silent' : 'dead';
  }
}

/** Asks an older engine to make room. `false` when it does not know how to, or is just ending. */
export async function retire(endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
  try {
    const asked = { method: 'POST', path: RETIRE_PATH, headTimeoutMs: timeoutMs };
    const incoming = await exchange(toTarget(endpoint), asked);
    incoming.resume();
    return incoming.statusCode === 202;
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    throw error;
  }
}
