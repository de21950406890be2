import * as v from 'valibot';
import { AuraError, type Clock, type JobSnapshot } from '../protocol/protocol.ts';
import { createForeignRest } from './dialects/foreignRest.ts';
import type { Caller, CallOptions } from './http/caller.ts';
import { RemoteError } from './http/remoteError.ts';
import type { KnownServer, ServerKind } from './knownServer.ts';
import { createRest, type RestService } from './rest.ts';

const LIVE_PATH = '/api/health/live';
const LiveSchema = v.object({ protocol: v.optional(v.number()) });

/**
 * The routes of whatever Aura server answers. It is taken for one of ours; one of another make shows itself by its first
 * answer, and before a script is sent to a stranger it is asked.
 */
export function createAnyRest(caller: Caller, clock: Clock, known: KnownServer): RestService {
  const aura = createRest(caller);
  const foreign = createForeignRest(caller, clock);

  /** What goes wrong here, the question itself will run into as well. */
  async function identify(options: CallOptions = {}): Promise<void> {
    const { signal, patienceMs } = options;
    try {
      const call = { path: LIVE_PATH, signal, patienceMs };
      const { protocol } = await caller.json(call, (value) => v.parse(LiveSchema, value));
      if (protocol === undefined) known.isForeign();
      else known.isAura();
    } catch (error) {
      if (isOurs(error)) known.isAura();
      else if (AuraError.is(error, 'E404-NOT_FOUND')) await identifyByJobs(options);
    }
  }

  /** Ours always has the other route. */
  async function identifyByJobs(options: CallOptions): Promise<void> {
    try {
      await foreign.list({ limit: 1 }, options);
      known.isForeign();
    } catch {
      // No Aura server at all, or nothing that can be told from here: it stays unknown.
    }
  }

  /**
   * Asks as one asks ours; what that cannot read is asked for in the other way.
   * @param shows whether the answer can only be one of ours.
   */
  async function ask<T>(
    way: (rest: RestService) => Promise<T>,
    options: CallOptions | undefined,
    shows: (answer: T) => boolean = () => false,
  ): Promise<T> {
    if (known.kind === 'foreign') return way(foreign);
    try {
      const answer = await way(aura);
      if (shows(answer)) known.isAura();
      return answer;
    } catch (error) {
      if (isOurs(error)) known.isAura();
      if (known.kind !== 'unknown' || !mayBeForeign(error)) throw error;
      await identify(options);
      return hasShown(known, 'foreign') ? way(foreign) : Promise.reject(error);
    }
  }

  /** Changes something: that is not tried in one way and then in the other. */
  async function change<T>(
    way: (rest: RestService) => Promise<T>,
    options: CallOptions | undefined,
  ): Promise<T> {
    if (known.kind === 'unknown') await identify(options);
    return way(hasShown(known, 'foreign') ? foreign : aura);
  }

  /** A job is enough to know a server by. */
  async function get(id: string, options?: CallOptions): Promise<JobSnapshot> {
    if (known.kind === 'foreign') return foreign.get(id, options);
    try {
      const snapshot = await aura.get(id, options);
      known.isAura();
      return snapshot;
    } catch (error) {
      if (isOurs(error)) known.isAura();
      if (known.kind !== 'unknown' || !isStrange(error)) throw error;
      const snapshot = await foreign.get(id, options).catch(() => Promise.reject(error));
      known.isForeign();
      return snapshot;
    }
  }

  const always = (): boolean => true;
  return {
    plan: (request, options) => ask((rest) => rest.plan(request, options), options, always),
    start: (request, options) => change((rest) => rest.start(request, options), options),
    get,
    list: (filter, options) =>
      ask(
        (rest) => rest.list(filter, options),
        options,
        (jobs) => jobs.length > 0,
      ),
    cancel: (id, options) => change((rest) => rest.cancel(id, options), options),
    retry: (id, options) => change((rest) => rest.retry(id, options), options),
    remove: (id, options) => change((rest) => rest.remove(id, options), options),
    artifact: (id, name, range, options) => ask((rest) => rest.artifact(id, name, range, options), options),
    logs: (id, options) => ask((rest) => rest.logs(id, options), options),
    failureDetails: (id, options) => ask((rest) => rest.failureDetails(id, options), options),
    capabilities: (options) => ask((rest) => rest.capabilities(options), options, always),
    // What a film needs is sent first: a stranger is asked before that, as with the script itself.
    missingAssets: (hashes, options) => change((rest) => rest.missingAssets(hashes, options), options),
    putAsset: (hash, content, options) => ask((rest) => rest.putAsset(hash, content, options), options),
  };
}

/** Asked anew after the server was asked. */
function hasShown(known: KnownServer, kind: ServerKind): boolean {
  return known.kind === kind;
}

function isOurs(error: unknown): boolean {
  return error instanceof RemoteError && error.byAura;
}

/** An answer in other words than ours, or no such route. */
function mayBeForeign(error: unknown): boolean {
  if (isStrange(error)) return true;
  return error instanceof RemoteError && [400, 404, 405].includes(error.httpStatus ?? 0);
}

/** A good answer that is not in our words. */
function isStrange(error: unknown): boolean {
  return error instanceof RemoteError && error.silence === undefined && error.httpStatus === undefined;
}
