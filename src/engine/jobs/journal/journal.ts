import { constants, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nextEventId, parseEventId, type EventId, type JobEvent } from '../../../protocol/protocol.ts';
import { syncFolder } from '../durable.ts';
import { encodeLine, type CheckedLine, type StoredEvent } from './line.ts';
import { readLines, seqOf, writeAll, type ReadEvents } from './logFile.ts';
import { MARK_EVERY, scanLog, type LogRun } from './scan.ts';

/** Events kept in memory for readers that are up to date. */
const RECENT = 256;

export interface JournalOptions {
  path: string;
  /** Only to read: nothing is mended. */
  readOnly?: boolean;
  now(): number;
  /** Events the log keeps; it is shortened when it holds twice as many. */
  keep: number;
  /** The last id that is known from elsewhere: the log may have lost its end. */
  knownLast?: EventId;
  /** Each good line that is in the log already, in order, once. */
  onStored?(line: CheckedLine): void;
  /** Events that have just become durable. */
  onDurable?(events: readonly StoredEvent[]): void;
  /** Before old events are dropped: what they said must be safe elsewhere. */
  beforeShortening?(): Promise<void>;
  /** The log could not be shortened; it goes on growing. */
  onShorteningFailed?(error: unknown): void;
  /** The log cannot be written; events that were not durable are void and their ids are given again. */
  onFailure?(error: unknown): void;
}

export interface JournalReport {
  tornBytes: number;
  damagedLines: number;
  /** The log has a hole (or lost its end): ids before it are not held any more. */
  broken: boolean;
}

/** The log of one job: durable before visible. */
export interface Journal {
  /** What was mended when it was opened. */
  readonly report: JournalReport;
  /** Last durable event. */
  last(): EventId | undefined;
  /** Number of the first event it holds. */
  firstSeq(): number;
  /** Number after the last durable event. */
  nextSeq(): number;
  /** Gives the event its id and queues it. It is visible once `onDurable` has seen it. `undefined` after a failure. */
  append(event: JobEvent): StoredEvent | undefined;
  /** Resolves when everything appended so far is durable; rejects when the log cannot be written. */
  flush(): Promise<void>;
  /**
   * After a failure: tries to write this one event, and shows it even when that fails too; then the answer is `false`.
   * `beforeShowing` has it before `onDurable`.
   */
  appendAfterFailure(event: JobEvent, beforeShowing: (event: StoredEvent) => void): Promise<boolean>;
  /** Whether an event was shown that is not on disk. */
  owes(): boolean;
  /** Tries again to write an event that was only shown. */
  persistMemory(): Promise<boolean>;
  /** Whether the log holds this very id. */
  holds(id: string): Promise<boolean>;
  /** Durable events from number `seq` on, at most a read's worth. */
  read(seq: number): Promise<ReadEvents>;
  close(): Promise<void>;
}

/**
 * Opens a log, or makes it. A torn tail is cut. Where lines are damaged in the middle, or the end is missing, the log is
 * shortened to what is unbroken to the end, so that no reader passes over a hole without being told.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { path } = options;
  const mends = options.readOnly !== true;
  let file = await open(path, (mends ? constants.O_RDWR : constants.O_RDONLY) | constants.O_CREAT, 0o600);
  // Whoever was killed while shortening it has left a half.
  if (mends) await rm(`${path}.part`, { force: true });
  const scanned = await scanLog(file, options.onStored);
  const known = options.knownLast === undefined ? undefined : parseEventId(options.knownLast);
  const lostEnd = known !== undefined && known.seq > (scanned.run?.last.seq ?? -1);
  const runStart = lostEnd ? scanned.validBytes : (scanned.run?.marks[0] ?? 0);

  let run: LogRun | undefined = lostEnd ? undefined : scanned.run;
  let size = scanned.validBytes;
  let lastDurable: EventId | undefined = lostEnd ? options.knownLast : scanned.run?.last.id;
  let lastGiven = lastDurable;
  let recent: StoredEvent[] = [];
  let pending: { line: Buffer; event: StoredEvent }[] = [];
  let writing: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;
  let inMemory: StoredEvent | undefined;
  const reads = new Set<Promise<unknown>>();

  const report: JournalReport = {
    tornBytes: scanned.totalBytes - scanned.validBytes,
    damagedLines: scanned.damagedLines,
    broken: runStart > 0,
  };
  if (mends && report.tornBytes > 0) {
    await file.truncate(size);
    await file.sync();
  }
  if (mends && runStart > 0) await dropBefore(runStart);

  /** Puts a file in place that starts at byte `from` of the present one. */
  async function dropBefore(from: number): Promise<void> {
    const part = `${path}.part`;
    await rm(part, { force: true });
    const shorter = await open(part, 'wx+', 0o600);
    const chunk = Buffer.allocUnsafe(1024 * 1024);
    let at = from;
    while (at < size) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, size - at), at);
      if (bytesRead === 0) throw new Error(`The log ${path} is shorter than it was`);
      await writeAll(shorter, chunk.subarray(0, bytesRead), at - from);
      at += bytesRead;
    }
    await shorter.sync();
    await rename(part, path);
    await syncFolder(dirname(path));
    const old = file;
    file = shorter;
    size -= from;
    if (run) {
      const dropped = run.marks.findIndex((mark) => mark >= from);
      run.firstSeq += dropped * MARK_EVERY;
      run.marks = run.marks.slice(dropped).map((mark) => mark - from);
    }
    void Promise.allSettled(reads).then(() => old.close());
  }

  async function shorten(): Promise<void> {
    if (!run || run.last.seq - run.firstSeq + 1 < options.keep * 2) return;
    await options.beforeShortening?.();
    const mark = Math.floor((run.last.seq + 1 - options.keep - run.firstSeq) / MARK_EVERY);
    const from = run.marks[mark];
    if (from !== undefined && from > 0) await dropBefore(from);
  }

  function place(group: readonly { line: Buffer; event: StoredEvent }[]): void {
    let offset = size;
    for (const { line, event } of group) {
      const seq = seqOf(event);
      run ??= { firstSeq: seq, last: { id: event.id, seq }, marks: [] };
      run.last = { id: event.id, seq };
      if ((seq - run.firstSeq) % MARK_EVERY === 0) run.marks.push(offset);
      offset += line.length;
    }
    size = offset;
  }

  function remember(events: readonly StoredEvent[]): void {
    lastDurable = events.at(-1)?.id ?? lastDurable;
    recent = [...recent, ...events].slice(-RECENT);
    options.onDurable?.(events);
  }

  async function writeGroups(): Promise<void> {
    // A turn of the event loop gathers what one update of the job appends.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const group = pending;
      pending = [];
      await writeAll(file, Buffer.concat(group.map(({ line }) => line)), size);
      await file.datasync();
      place(group);
      remember(group.map(({ event }) => event));
      await shorten().catch((error: unknown) => options.onShorteningFailed?.(error));
    }
  }

  function fail(error: unknown): void {
    failure = { error };
    pending = [];
    lastGiven = lastDurable;
    options.onFailure?.(error);
  }

  function startWriting(): void {
    if (writing || failure) return;
    writing = writeGroups()
      .catch(fail)
      .finally(() => {
        writing = undefined;
        if (pending.length > 0) startWriting();
      });
  }

  async function idle(): Promise<void> {
    for (let current = writing; current; current = writing) await current;
  }

  function give(event: JobEvent): StoredEvent {
    lastGiven = nextEventId(lastGiven, options.now());
    return { id: lastGiven, event: event.event, data: event.data } as StoredEvent;
  }

  async function read(seq: number): Promise<ReadEvents> {
    const first = recent[0];
    if (first && seq >= seqOf(first)) {
      const events = recent.slice(seq - seqOf(first));
      return { events, next: seq + events.length, hole: false };
    }
    // The reader was so slow that the log has been shortened past it.
    if (run && seq < run.firstSeq) return { events: [], next: run.firstSeq, hole: true };
    const from = run?.marks[Math.floor((seq - run.firstSeq) / MARK_EVERY)];
    if (!run || seq > run.last.seq || from === undefined) return { events: [], next: seq, hole: false };
    const reading = readLines(file, from, size, seq);
    reads.add(reading);
    try {
      return await reading;
    } finally {
      reads.delete(reading);
    }
  }

  return {
    report,
    last: () => lastDurable,
    firstSeq: () => run?.firstSeq ?? 0,
    nextSeq: () => (lastDurable === undefined ? 0 : (parseEventId(lastDurable)?.seq ?? -1) + 1),

    append(event) {
      if (failure) return undefined;
      const stored = give(event);
      pending.push({ line: encodeLine(stored), event: stored });
      startWriting();
      return stored;
    },

    async flush() {
      await idle();
      if (failure) throw failure.error;
    },

    async appendAfterFailure(event, beforeShowing) {
      lastGiven = lastDurable;
      const stored = give(event);
      const durable = await rescue(stored);
      if (!durable) inMemory = stored;
      beforeShowing(stored);
      remember([stored]);
      return durable;
    },

    owes: () => inMemory !== undefined,

    async persistMemory() {
      if (!inMemory) return true;
      if (!(await rescue(inMemory))) return false;
      inMemory = undefined;
      return true;
    },

    async holds(id) {
      const parsed = parseEventId(id);
      if (!parsed || !run || parsed.seq < run.firstSeq) return false;
      if (parsed.seq > (parseEventId(lastDurable ?? '')?.seq ?? -1)) return false;
      const { events } = await read(parsed.seq);
      return events[0]?.id === id;
    },

    read,

    async close() {
      await idle();
      await Promise.allSettled(reads);
      await file.close();
    },
  };

  /** Removes what a failed write has left and writes one event. */
  async function rescue(event: StoredEvent): Promise<boolean> {
    const line = encodeLine(event);
    try {
      await file.truncate(size);
      await writeAll(file, line, size);
      await file.datasync();
      place([{ line, event }]);
      return true;
    } catch {
      return false;
    }
  }
}
