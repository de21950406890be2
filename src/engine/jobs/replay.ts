import {
  isTerminal,
  isTerminalEvent,
  parseEventId,
  type Clock,
  type EventsFrom,
  type JobEvent,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { JobRecord, LogReader } from './record.ts';
import { statusOf, terminalEventOf } from './statusEvent.ts';

/** How often the log of a job is looked at that another process writes. */
const OTHERS_POLL_MS = 250;

export interface ReplayOptions {
  record: JobRecord;
  clock: Clock;
  /** Reads what another process has written. */
  refresh(record: JobRecord): Promise<void>;
}

/**
 * The events of a job as docs/protocol.md ("Coming back") says. Reads on at the reader's pace, from the log where it has fallen
 * behind: a slow reader costs no memory, loses nothing, and delays nobody.
 */
export async function* replayEvents(
  { record, clock, refresh }: ReplayOptions,
  from: EventsFrom,
  signal?: AbortSignal,
): AsyncGenerator<JobEvent> {
  let reader = await record.reader();
  try {
    const { says, ended, ...start } = await position(record, reader, from, clock);
    let { next } = start;
    let lookedAgain = false;
    if (says) yield says;
    if (ended) {
      const terminal = await lastTerminal(reader, ended);
      if (terminal) yield terminal;
      return;
    }
    for (;;) {
      if (signal?.aborted || record.isRemoved()) return;
      const { events, next: after, hole } = await reader.read(next);
      if (hole) yield statusOf(record.snapshot(), clock.now(), { isReconnect: true, gap: true });
      let reached = after;
      for (const event of events) {
        if (signal?.aborted) return;
        const seq = parseEventId(event.id)?.seq ?? 0;
        // What is being written may stand in the log before the snapshot has it: who hears of it and asks must not be told less.
        if (seq >= seqAfter(record.snapshot()) && !record.isWriting()) await refresh(record);
        if (seq >= seqAfter(record.snapshot())) {
          reached = seq;
          break;
        }
        yield event;
        if (isTerminalEvent(event) && event.id === record.snapshot().lastEventId) return;
      }
      const moved = reached > next;
      next = reached;
      if (moved) lookedAgain = false;
      if (moved && reached === after) continue;
      if (!moved && lookedAgain && next < seqAfter(record.snapshot())) {
        // What was opened since does not have it either: the log has lost its end.
        const snapshot = record.snapshot();
        yield statusOf(snapshot, clock.now(), { isReconnect: true, gap: true });
        next = seqAfter(snapshot);
        const terminal = isTerminal(snapshot.status) && terminalEventOf(snapshot);
        if (terminal) yield terminal;
        continue;
      }
      lookedAgain = !moved && next < seqAfter(record.snapshot());
      if (isTerminal(record.snapshot().status) && next >= seqAfter(record.snapshot())) return;
      await newsAfter(next, record, clock, signal);
      if (record.isRemoved()) continue;
      if (!record.isWriting()) await refresh(record);
      // Also when the job has become ours meanwhile: what was opened before does not see what is written now.
      await reader.release();
      reader = await record.reader();
    }
  } finally {
    await reader.release();
  }
}

interface Position {
  next: number;
  /** What the stream begins with. */
  says?: JobEvent;
  /** The job as it ended, when nothing but its end follows. */
  ended?: JobSnapshot;
}

async function position(
  record: JobRecord,
  reader: LogReader,
  from: EventsFrom,
  clock: Clock,
): Promise<Position> {
  const { after } = from;
  if (after !== undefined && (await reader.holds(after)))
    return { next: (parseEventId(after)?.seq ?? 0) + 1 };
  const first = reader.firstSeq();
  if (after === undefined && from.fromStart && first === 0) return { next: 0 };
  // Nothing is awaited from here on: the status and the place in the log belong together.
  const snapshot = record.snapshot();
  const gap = after !== undefined || from.fromStart === true;
  const says = statusOf(snapshot, clock.now(), gap ? { isReconnect: true, gap: true } : {});
  if (after === undefined && from.fromStart) return { next: first, says };
  return { next: seqAfter(snapshot), says, ...(isTerminal(snapshot.status) ? { ended: snapshot } : {}) };
}

async function lastTerminal(reader: LogReader, snapshot: JobSnapshot): Promise<JobEvent | undefined> {
  const { events } = await reader.read(seqAfter(snapshot) - 1);
  const last = events.find((event) => event.id === snapshot.lastEventId);
  return last && isTerminalEvent(last) ? last : terminalEventOf(snapshot);
}

function seqAfter(snapshot: JobSnapshot): number {
  return snapshot.lastEventId === undefined ? 0 : (parseEventId(snapshot.lastEventId)?.seq ?? -1) + 1;
}

/** Resolves when there is something from number `next` on, or might be. */
async function newsAfter(next: number, record: JobRecord, clock: Clock, signal?: AbortSignal): Promise<void> {
  if (seqAfter(record.snapshot()) > next || record.isRemoved() || signal?.aborted) return;
  const undo: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const wake = (): void => resolve();
    undo.push(record.onChange(wake));
    if (!record.isWriting()) undo.push(clock.after(OTHERS_POLL_MS, wake));
    signal?.addEventListener('abort', wake, { once: true });
    undo.push(() => signal?.removeEventListener('abort', wake));
  });
  for (const step of undo) step();
}
