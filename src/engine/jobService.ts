import { randomBytes, randomUUID } from 'node:crypto';
import {
  AuraError,
  initialSnapshot,
  isTerminal,
  toAuraError,
  type Capabilities,
  type Clock,
  type GenerateRequest,
  type JobService,
  type JobSnapshot,
  type ShareTable,
} from '../protocol/protocol.ts';
import { openArtifact } from './jobs/artifacts.ts';
import { assetPath, missingAssets, putAsset, requireAssets } from './jobs/assets.ts';
import { bodyHash, keyOf, type IdempotencyKeys } from './jobs/idempotency.ts';
import { lastLines, readTail } from './jobs/logTail.ts';
import type { JobBook, JobRecord } from './jobs/record.ts';
import { replayEvents } from './jobs/replay.ts';
import { shortenUtf8 } from './jobs/progress/shorten.ts';
import type { Runner } from './jobs/runner.ts';
import type { Shelf } from './jobs/shelf.ts';
import type { UploadRoom } from './jobs/uploadLimits.ts';
import type { Pipeline } from './pipeline.ts';

const MAX_LOG_BYTES = 1024 * 1024;
const TITLE_BYTES = 200;

/** What the services of one engine share. */
export interface JobHouse {
  /** Resolves when the data folder has been read. */
  opened: Promise<void>;
  closing: AbortSignal;
  clock: Clock;
  pipeline: Pipeline;
  shelf: Shelf;
  runner: Runner;
  keys: IdempotencyKeys;
  shares: ShareTable | undefined;
  /** Queued and running jobs that one owner may have. */
  unfinishedPerOwner: number;
  uploadRoom: UploadRoom;
  capabilities(): Promise<Capabilities>;
  ffmpegLog(jobId: string): string;
  uploads(owner: string | undefined): string;
  /** Removes a job and everything of it. */
  discard(record: JobRecord): Promise<void>;
}

/** The jobs of the house: all of them, or those of one owner. For whoever does not own a job, it is not there. */
export function createJobService(house: JobHouse, owner?: string): JobService {
  const { opened, closing, clock, pipeline, shelf, runner, keys, ffmpegLog } = house;
  const uploads = house.uploads(owner);

  function maySee(record: JobRecord): boolean {
    return owner === undefined || record.book.owner === owner;
  }

  async function find(id: string): Promise<JobRecord> {
    await opened;
    if (!shelf.find(id)) await shelf.look();
    const record = shelf.find(id);
    if (!record || !maySee(record)) throw new AuraError('E404-NOT_FOUND', 'There is no such job');
    return record;
  }

  async function create(
    request: GenerateRequest,
    correlationId: string,
    idempotency?: { key: string; body: string },
  ): Promise<string> {
    requirePlace();
    const { title, scriptName } = pipeline.outline(request);
    const nowMs = clock.now();
    const snapshot = initialSnapshot({
      id: newJobId(nowMs),
      title: shortenUtf8(title, TITLE_BYTES),
      correlationId,
      createdAt: new Date(nowMs).toISOString(),
      ...(scriptName === undefined ? {} : { scriptName: shortenUtf8(scriptName, TITLE_BYTES) }),
      ...(house.shares === undefined ? {} : { shares: house.shares }),
    });
    const book: Partial<JobBook> = {
      ...(idempotency ? { idempotency } : {}),
      ...(owner === undefined ? {} : { owner }),
    };
    const { record, lock } = await shelf.create(request, snapshot, book);
    try {
      await runner.enter(record, lock);
    } catch (error) {
      await shelf.remove(record);
      throw error;
    }
    return record.id;
  }

  /** One caller must not fill the line for all others. */
  function requirePlace(): void {
    if (owner === undefined) return;
    const waiting = shelf.all().filter((record) => maySee(record) && !isTerminal(record.snapshot().status));
    if (waiting.length < house.unfinishedPerOwner) return;
    throw new AuraError('E429-TOO_MANY_REQUESTS', 'Too many of your jobs are not finished', {
      details: `${waiting.length} of at most ${house.unfinishedPerOwner}`,
      remediation: 'Wait until one has ended, or cancel one.',
    });
  }

  async function createOnce(request: GenerateRequest, correlationId: string, key: string): Promise<string> {
    const body = bodyHash(request);
    // Another engine of this folder may have made the job meanwhile.
    await shelf.look();
    return await keys.once(keyOf(owner, key), body, () => create(request, correlationId, { key, body }));
  }

  return {
    async plan(request) {
      await requireAssets(uploads, request, clock.now());
      return await pipeline.plan(request, {
        assetPath: (sha256) => assetPath(uploads, sha256),
        fromElsewhere: owner !== undefined,
      });
    },

    async start(request, { idempotencyKey, correlationId = randomUUID() } = {}) {
      await opened;
      if (closing.aborted) throw new AuraError('E503-UNAVAILABLE', 'The engine is closing');
      try {
        const id =
          idempotencyKey === undefined
            ? await create(request, correlationId)
            : await createOnce(request, correlationId, idempotencyKey);
        return (await find(id)).snapshot();
      } catch (error) {
        throw toAuraError(error);
      }
    },

    async get(id) {
      const record = await find(id);
      if (!record.isWriting() && !isTerminal(record.snapshot().status)) await shelf.refresh(record);
      return record.snapshot();
    },

    async list(filter = {}) {
      await opened;
      await shelf.look();
      const { status, limit } = filter;
      const snapshots = shelf
        .all()
        .filter(maySee)
        .sort((a, b) => byAge(b, a))
        .map((record) => record.snapshot())
        .filter((snapshot) => !status || status.includes(snapshot.status));
      return limit === undefined ? snapshots : snapshots.slice(0, Math.max(0, limit));
    },

    cancel: async (id) => await runner.cancel(await find(id)),
    retry: async (id) => await runner.retry(await find(id)),

    async remove(id) {
      const record = await find(id);
      if (!isTerminal(record.snapshot().status)) {
        throw new AuraError('E409-CONFLICT', 'The job has not ended', { remediation: 'Cancel it first.' });
      }
      await runner.settled(record);
      await house.discard(record);
    },

    async *events(id, from = {}, signal) {
      const record = await find(id);
      const until = signal ? AbortSignal.any([signal, closing]) : closing;
      yield* replayEvents({ record, clock, refresh: (other) => shelf.refresh(other) }, from, until);
    },

    async artifact(id, name, range) {
      const record = await find(id);
      return await openArtifact(record.snapshot(), record.folder.artifacts, name, range);
    },

    logs: async (id) => await readTail(ffmpegLog((await find(id)).id), MAX_LOG_BYTES),

    async failureDetails(id) {
      const { status, stage, errors, correlationId } = (await find(id)).snapshot();
      if (status !== 'Failed') throw new AuraError('E409-CONFLICT', 'The job has not failed');
      const logTail = lastLines(await readTail(ffmpegLog(id), MAX_LOG_BYTES), 20);
      const suggestedActions = [...new Set(errors.map(({ remediation }) => remediation))];
      return { jobId: id, stage, errors, logTail, suggestedActions, correlationId };
    },

    capabilities: () => house.capabilities(),
    missingAssets: (hashes) => missingAssets(uploads, hashes, clock.now()),
    async putAsset(hash, content) {
      if (owner === undefined) return await putAsset(uploads, hash, content);
      const bytes = content instanceof Uint8Array ? content.length : content.sizeBytes;
      const letGo = await house.uploadRoom.hold(uploads, bytes, clock.now());
      try {
        await putAsset(uploads, hash, content);
      } finally {
        letGo();
      }
    },
  };
}

/** Sorts by age, and two of one millisecond in one and the same way every time. */
function newJobId(nowMs: number): string {
  return `${Math.floor(nowMs).toString(36)}-${randomBytes(5).toString('hex')}`;
}

/** The older first. */
export function byAge(a: JobRecord, b: JobRecord): number {
  return ageKey(a.snapshot()) < ageKey(b.snapshot()) ? -1 : 1;
}

function ageKey({ createdAt, id }: JobSnapshot): string {
  return `${createdAt} ${id}`;
}
