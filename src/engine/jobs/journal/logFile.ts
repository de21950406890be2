import type { FileHandle } from 'node:fs/promises';
import { parseEventId } from '../../../protocol/protocol.ts';
import { decodeLine, type StoredEvent } from './line.ts';

const LINE_FEED = 0x0a;
const READ_BYTES = 64 * 1024;

export interface ReadEvents {
  events: StoredEvent[];
  /** The number to go on with. */
  next: number;
  /** A line has been damaged since the log was opened: something is missing among the events. */
  hole: boolean;
}

/** Reads events from number `seq` on in `[from, to)` of the file, until there are some. */
export async function readLines(
  file: FileHandle,
  from: number,
  to: number,
  seq: number,
): Promise<ReadEvents> {
  let bytes = Buffer.allocUnsafe(Math.min(READ_BYTES, to - from));
  let filled = 0;
  const events: StoredEvent[] = [];
  let next = seq;
  let hole = false;
  while (from + filled < to) {
    if (filled === bytes.length) bytes = Buffer.concat([bytes], Math.min(bytes.length * 2, to - from));
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
    let start = 0;
    for (;;) {
      const end = bytes.subarray(0, filled).indexOf(LINE_FEED, start);
      if (end < 0) break;
      const line = decodeLine(bytes, start, end);
      start = end + 1;
      if (line && line.seq < seq) continue;
      if (line?.seq !== next) hole = true;
      if (!line) continue;
      next = line.seq + 1;
      const event = line.event();
      if (event) events.push(event);
    }
    if (next > seq) break;
  }
  return { events, next, hole };
}

/** Writes all of `bytes` at offset `at`; a single write may take only a part. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at + written);
    written += bytesWritten;
  }
}

export function seqOf(event: StoredEvent): number {
  return parseEventId(event.id)?.seq ?? 0;
}
