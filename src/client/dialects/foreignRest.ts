import {
  AuraError,
  isTerminal,
  type CancellationResult,
  type Clock,
  type JobFilter,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { Caller, CallOptions } from '../http/caller.ts';
import { jobPath, listPath, post, rangeHeader, startCall, toArtifact, type RestService } from '../rest.ts';
import { fieldsOf } from './fields.ts';
import { cannot, foreignRequest, NO_FILES } from './foreignRequest.ts';
import { foreignSnapshot } from './foreignSnapshot.ts';

/** A retried job appears there under a new id after a moment: looked for this often, at this distance, ms. */
const LOOKS = 5;
const LOOK_MS = 400;

/** The routes of a server of another make, and in words what it does not have. */
export function createForeignRest(caller: Caller, clock: Clock): RestService {
  const snapshotOf = (value: unknown): JobSnapshot => {
    const snapshot = foreignSnapshot(value, clock.now());
    if (!snapshot) throw new TypeError('not a job');
    return snapshot;
  };

  const get = (id: string, options?: CallOptions): Promise<JobSnapshot> =>
    caller.json({ ...options, path: jobPath(id) }, snapshotOf);

  const list = async (filter: JobFilter = {}, options?: CallOptions): Promise<JobSnapshot[]> => {
    const { status, limit } = filter;
    // Its words for a status are others: it is asked for all.
    const jobs = await caller.json(
      { ...options, path: listPath(limit === undefined ? {} : { limit }) },
      (value) => jobsOf(value).map(snapshotOf),
    );
    const newest = jobs.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    return status && status.length > 0 ? newest.filter((job) => status.includes(job.status)) : newest;
  };

  /** None where it has no list. */
  const ids = async (options?: CallOptions): Promise<Set<string>> => {
    try {
      return new Set((await list({}, options)).map(({ id }) => id));
    } catch (error) {
      if (AuraError.is(error, 'E404-NOT_FOUND')) return new Set();
      throw error;
    }
  };

  return {
    plan: () => Promise.reject(cannot('This server cannot say beforehand what it would make')),
    async start(request, { idempotencyKey, correlationId, ...options } = {}) {
      // Sent once: it knows no idempotency key, and would make a second film.
      const call = { ...startCall(foreignRequest(request), idempotencyKey, correlationId), once: true };
      const begun = await caller.json({ ...options, ...call }, snapshotOf);
      return get(begun.id, options);
    },
    get,
    list,
    async cancel(id, options) {
      const answer = await refusedAsConflict(
        caller.json({ ...options, ...post(jobPath(id, '/cancel')) }, fieldsOf),
      );
      // What it says is the status of before.
      const { status } = await get(id, options);
      return {
        jobId: id,
        message: answer.text('message') ?? 'Cancelling',
        currentStatus: status,
        cleanupScheduled: answer.flag('cleanupScheduled') ?? false,
        providerStatuses: [],
        completedStages: [],
        warnings: answer.list('warnings').map(String),
        correlationId: answer.text('correlationId') ?? '',
      } satisfies CancellationResult;
    },
    async retry(id, options) {
      const before = await ids(options);
      await refusedAsConflict(caller.text({ ...options, ...post(jobPath(id, '/retry')), once: true }));
      // It answers with the old id while a new job runs.
      for (let looks = 1; ; looks += 1) {
        const begun = [...(await ids(options))].find((other) => !before.has(other));
        if (begun !== undefined) return get(begun, options);
        const same = await get(id, options);
        if (looks >= LOOKS || !isTerminal(same.status)) return same;
        await new Promise<void>((resolve) => {
          clock.after(LOOK_MS, resolve);
        });
      }
    },
    remove: () => Promise.reject(cannot('This server cannot delete jobs')),
    async artifact(id, name, range, options) {
      const { artifacts } = await get(id, options);
      const artifact = artifacts.find((candidate) => candidate.name === name);
      if (!artifact?.type.startsWith('video/')) {
        throw new AuraError('E404-NOT_FOUND', `The server does not give out ${name}`);
      }
      const path = `/api/video/${encodeURIComponent(id)}/download`;
      return toArtifact(await caller.raw({ ...options, path, ...rangeHeader(range) }));
    },
    logs: () => Promise.reject(cannot('This server does not give out its log')),
    async failureDetails(id, options) {
      const { stage, errors, correlationId } = await get(id, options);
      const suggestedActions = errors.map(({ remediation }) => remediation);
      return { jobId: id, stage, errors, logTail: [], suggestedActions, correlationId };
    },
    capabilities: () => Promise.reject(cannot('This server does not say what it can do')),
    missingAssets: () => Promise.reject(cannot(NO_FILES)),
    putAsset: () => Promise.reject(cannot(NO_FILES)),
  };
}

/** Whether an answer is such a server's list of jobs. */
export function isJobList(value: unknown): boolean {
  return Array.isArray(value) || fieldsOf(value).has('jobs');
}

function jobsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const fields = fieldsOf(value);
  if (!fields.has('jobs')) throw new TypeError('no list of jobs');
  return fields.list('jobs');
}

/** There a job that cannot be cancelled or retried now is a bad request. */
async function refusedAsConflict<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!AuraError.is(error, 'E400-BAD_REQUEST')) throw error;
    throw new AuraError('E409-CONFLICT', error.message, {
      cause: error,
      ...(error.details === undefined ? {} : { details: error.details }),
    });
  }
}
