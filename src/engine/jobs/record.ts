import {
  applyEvent,
  isTerminal,
  nextStatus,
  parseEventId,
  type Clock,
  type EventId,
  type JobEvent,
  type JobEventDraft,
  type JobSnapshot,
  type Transition,
} from '../../protocol/protocol.ts';
import { errorFields, type EngineLog } from './engineLog.ts';
import { eventOf } from './eventOf.ts';
import { openJournal, type Journal } from './journal/journal.ts';
import type { CheckedLine, StoredEvent } from './journal/line.ts';
import { sweepLeftovers } from './leftovers.ts';
import type { JobLock } from './lock.ts';
import { writeStoredJob, type JobFolder, type StoredJob } from './storedJob.ts';

/** How often an end that is not on disk is tried again. */
const OWED_RETRY_MS = 5000;

/** Bookkeeping that is no part of the snapshot. */
export type JobBook = Omit<StoredJob, 'format' | 'snapshot'>;

export interface RecordOptions {
  folder: JobFolder;
  stored: StoredJob;
  clock: Clock;
  log: EngineLog;
  /** Events the log keeps. */
  keepEvents: number;
  /** Events that have become visible, with the snapshot after them. */
  onVisible(events: readonly JobEvent[], snapshot: JobSnapshot): void;
  /** A transition that the status machine forbids. */
  onIllegal(from: string, transition: Transition): void;
}

/** A log to read from, until it is given back. */
export interface LogReader extends Pick<Journal, 'read' | 'holds' | 'last' | 'firstSeq' | 'nextSeq'> {
  release(): Promise<void>;
}

/** One job: its folder, its log, and the snapshot that its visible events make. */
export interface JobRecord {
  readonly id: string;
  readonly folder: JobFolder;
  readonly book: JobBook;
  /** What everybody may see: all of it is durable. */
  snapshot(): JobSnapshot;
  /** With what is on its way to the disk. */
  upcoming(): JobSnapshot;
  isWriting(): boolean;
  isRemoved(): boolean;
  /** Opens the log for writing. `lock` is released by {@link endWriting}. */
  beginWriting(lock: JobLock, onBroken: (error: unknown) => void): Promise<void>;
  /**
   * Closes the log. When its end could be told only from memory it is kept open until that is on disk, or until `last`
   * is asked for.
   */
  endWriting(last?: boolean): Promise<void>;
  emit(draft: JobEventDraft): void;
  /** Emits what a change of status is announced with, unless the status machine forbids the change. */
  transition(transition: Transition, draft: JobEventDraft): boolean;
  /** Resolves when all that was emitted is visible; rejects when the log cannot be written. */
  flush(): Promise<void>;
  /** The last word of a job whose log cannot be written; `build` is told by calling what can be said. */
  endFromMemory(draft: JobEventDraft): Promise<void>;
  /** Writes `job.json`. Trouble is logged: the log still has everything. */
  save(): Promise<void>;
  /** What other processes have written meanwhile. */
  refresh(stored: StoredJob): Promise<void>;
  reader(): Promise<LogReader>;
  /** Calls back whenever something became visible, or the record was removed. */
  onChange(listener: () => void): () => void;
  /** The job is gone, or about to be: readers end. */
  detach(): Promise<void>;
}

/** A record of the job as it stands on disk. Nothing is written before {@link JobRecord.beginWriting}. */
export async function openRecord(options: RecordOptions): Promise<JobRecord> {
  const { folder, clock, log } = options;
  const { format: _format, snapshot: stored, ...book } = options.stored;
  let visible: JobSnapshot = stored;
  let upcoming: JobSnapshot = stored;
  let underway: JobSnapshot[] = [];
  let writing: { journal: Journal; lock: JobLock } | undefined;
  /** From the moment we begin to write: what others have written is of the past then. */
  let ours = false;
  let refreshing: Promise<void> = Promise.resolve();
  let removed = false;
  let takeBackRetry: (() => void) | undefined;
  let saving: Promise<void> = Promise.resolve();
  const users = new Map<Journal, number>();
  const listeners = new Set<() => void>();

  function notify(): void {
    for (const listener of listeners) listener();
  }

  function show(events: readonly StoredEvent[]): void {
    visible = underway[events.length - 1] ?? visible;
    underway = underway.slice(events.length);
    options.onVisible(events, visible);
    notify();
  }

  function noteProgress(event: JobEvent, before: JobSnapshot): void {
    const newStage =
      event.event === 'step-status' &&
      event.data.status === 'completed' &&
      !before.completedStages.some(({ stage }) => stage === event.data.step);
    const newScene = event.event === 'scene-status' && event.data.state === 'built';
    if (newStage || newScene) book.progressed = true;
  }

  /** The snapshot with a line of the log, unless it knows it already. */
  function withLine(before: JobSnapshot, line: CheckedLine): JobSnapshot {
    if (line.seq <= lastSeq(before)) return before;
    const event = line.event();
    if (!event) return before;
    noteProgress(event, before);
    return applyEvent(before, event);
  }

  function replay(line: CheckedLine): void {
    visible = withLine(visible, line);
    upcoming = visible;
  }

  async function openLog(journalOptions: {
    readOnly: boolean;
    knownLast?: EventId | undefined;
    onStored?: (line: CheckedLine) => void;
    onFailure?: (error: unknown) => void;
  }): Promise<Journal> {
    const { knownLast = visible.lastEventId, ...rest } = journalOptions;
    const journal = await openJournal({
      path: folder.events,
      now: () => clock.now(),
      keep: options.keepEvents,
      ...(knownLast === undefined ? {} : { knownLast }),
      onDurable: show,
      beforeShortening: () => write(),
      onShorteningFailed: (error) =>
        log.warn('the log was not shortened', { jobId: stored.id, ...errorFields(error) }),
      ...rest,
    });
    const { tornBytes, damagedLines, broken } = journal.report;
    if (!journalOptions.readOnly && (tornBytes > 0 || damagedLines > 0 || broken)) {
      log.warn('the log was mended', { jobId: stored.id, tornBytes, damagedLines, broken });
    }
    users.set(journal, 1);
    return journal;
  }

  async function giveBack(journal: Journal): Promise<void> {
    const left = (users.get(journal) ?? 1) - 1;
    users.set(journal, left);
    if (left > 0) return;
    users.delete(journal);
    await journal.close();
  }

  /** The snapshot with what the log says beyond it. Nobody sees it half way. */
  async function folded(start: JobSnapshot): Promise<JobSnapshot> {
    if (isTerminal(start.status)) return start;
    let state = start;
    const onStored = (line: CheckedLine): void => {
      state = withLine(state, line);
    };
    await giveBack(await openLog({ readOnly: true, knownLast: start.lastEventId, onStored }));
    return state;
  }

  async function write(): Promise<void> {
    await writeStoredJob(folder, { ...book, snapshot: visible });
  }

  function toEvent(draft: JobEventDraft): JobEvent {
    return eventOf(draft, { jobId: stored.id, correlationId: visible.correlationId }, clock.now());
  }

  async function readAgain(fresh: StoredJob): Promise<void> {
    // `job.json` may be read before and looked at after what we have written ourselves: what is known is never unlearnt.
    if (ours || removed) return;
    const state = await folded(lastSeq(fresh.snapshot) < lastSeq(visible) ? visible : fresh.snapshot);
    if (ours || removed || lastSeq(state) < lastSeq(visible)) return;
    visible = state;
    upcoming = state;
    notify();
  }

  const record: JobRecord = {
    id: stored.id,
    folder,
    book,
    snapshot: () => visible,
    upcoming: () => upcoming,
    isWriting: () => writing !== undefined,
    isRemoved: () => removed,

    async beginWriting(lock, onBroken) {
      ours = true;
      await refreshing;
      try {
        await sweepLeftovers(folder.root, clock.now());
        const journal = await openLog({
          readOnly: false,
          onFailure(error) {
            underway = [];
            upcoming = visible;
            onBroken(error);
          },
          onStored: replay,
        });
        writing = { journal, lock };
      } finally {
        ours = writing !== undefined;
      }
    },

    async endWriting(last = false) {
      if (!writing) return;
      const { journal, lock } = writing;
      if (journal.owes() && !(await journal.persistMemory()) && !last) {
        takeBackRetry = clock.after(OWED_RETRY_MS, () => void record.endWriting());
        return;
      }
      takeBackRetry?.();
      if (writing?.journal !== journal) return;
      writing = undefined;
      ours = false;
      await giveBack(journal);
      await lock.release();
    },

    emit(draft) {
      const event = toEvent(draft);
      const appended = writing?.journal.append(event);
      if (!appended) return;
      noteProgress(appended, upcoming);
      upcoming = applyEvent(upcoming, appended);
      underway.push(upcoming);
    },

    transition(transition, draft) {
      if (nextStatus(upcoming.status, transition) === undefined) {
        options.onIllegal(upcoming.status, transition);
        return false;
      }
      record.emit(draft);
      return true;
    },

    async flush() {
      await writing?.journal.flush();
    },

    async endFromMemory(draft) {
      if (!writing) return;
      const event = toEvent(draft);
      const { journal } = writing;
      const written = await journal.appendAfterFailure(event, (stored) => {
        upcoming = applyEvent(visible, stored);
        underway = [upcoming];
      });
      if (!written) log.error('the end of the job is not on disk', { jobId: stored.id });
    },

    async save() {
      saving = saving.then(write).catch((error: unknown) => {
        log.warn('job.json was not written', { jobId: stored.id, ...errorFields(error) });
      });
      await saving;
    },

    async refresh(fresh) {
      const mine = refreshing.then(() => readAgain(fresh));
      refreshing = mine.catch(() => undefined);
      await mine;
    },

    async reader() {
      const journal = writing?.journal ?? (await openLog({ readOnly: true }));
      if (journal === writing?.journal) users.set(journal, (users.get(journal) ?? 0) + 1);
      let given = false;
      return {
        read: (seq) => journal.read(seq),
        holds: (id) => journal.holds(id),
        last: () => journal.last(),
        firstSeq: () => journal.firstSeq(),
        nextSeq: () => journal.nextSeq(),
        async release() {
          if (given) return;
          given = true;
          await giveBack(journal);
        },
      };
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async detach() {
      removed = true;
      await record.endWriting(true);
      notify();
    },
  };
  visible = await folded(stored);
  upcoming = visible;
  return record;
}

function lastSeq({ lastEventId }: JobSnapshot): number {
  return lastEventId === undefined ? -1 : (parseEventId(lastEventId)?.seq ?? -1);
}
