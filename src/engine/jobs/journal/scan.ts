import type { FileHandle } from 'node:fs/promises';
import type { EventId } from '../../../protocol/protocol.ts';
import { decodeLine, type CheckedLine } from './line.ts';

const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;

/** An offset is remembered for every so many lines. */
export const MARK_EVERY = 64;

/** What a log holds. */
export interface ScannedLog {
  /** The unbroken run of events at its end. */
  run: LogRun | undefined;
  /** Bytes up to the end of the last good line; what follows is a torn tail. */
  validBytes: number;
  totalBytes: number;
  /** Lines that are damaged and have good ones behind them. */
  damagedLines: number;
}

export interface LogRun {
  firstSeq: number;
  last: { id: EventId; seq: number };
  /** Byte offset of event `firstSeq + k × MARK_EVERY`, at `k`. */
  marks: number[];
}

/**
 * Reads a log from its start, in constant memory, and hands every good line to `visit`, in order.
 * A line that is longer than the chunk counts as damaged.
 */
export async function scanLog(file: FileHandle, visit?: (line: CheckedLine) => void): Promise<ScannedLog> {
  const { size } = await file.stat();
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let run: LogRun | undefined;
  let validBytes = 0;
  let damagedLines = 0;
  let damagedSince = 0;
  let chunkAt = 0;
  let kept = 0;
  let skipping = false;

  const accept = (line: CheckedLine, offset: number): void => {
    damagedLines += damagedSince;
    if (!run || damagedSince > 0 || line.seq !== run.last.seq + 1) {
      run = { firstSeq: line.seq, last: line, marks: [] };
    }
    damagedSince = 0;
    run.last = { id: line.id, seq: line.seq };
    if ((line.seq - run.firstSeq) % MARK_EVERY === 0) run.marks.push(offset);
  };

  while (chunkAt + kept < size) {
    const { bytesRead } = await file.read(chunk, kept, chunk.length - kept, chunkAt + kept);
    if (bytesRead === 0) break;
    const filled = kept + bytesRead;
    let start = 0;
    for (;;) {
      const end = chunk.subarray(0, filled).indexOf(LINE_FEED, start);
      if (end < 0) break;
      const line = skipping ? undefined : decodeLine(chunk, start, end);
      skipping = false;
      if (line) {
        accept(line, chunkAt + start);
        visit?.(line);
        validBytes = chunkAt + end + 1;
      } else {
        damagedSince++;
      }
      start = end + 1;
    }
    if (start === 0 && filled === chunk.length) {
      skipping = true;
      start = filled;
    }
    chunk.copyWithin(0, start, filled);
    chunkAt += start;
    kept = filled - start;
  }
  return { run, validBytes, totalBytes: size, damagedLines };
}
