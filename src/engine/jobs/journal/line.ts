import { parseEvent, parseEventId, type EventId, type JobEvent } from '../../../protocol/protocol.ts';
import { crc32 } from './crc32.ts';

// A line is JSON of a fixed shape, so that the checksum is checked without parsing:
// {"crc":"0123abcd","e":{"id":"…","event":"…","data":{…}}}\n
const HEAD = '{"crc":"';
const MIDDLE = '","e":';
const PAYLOAD_AT = HEAD.length + 8 + MIDDLE.length;
const ID_HEAD = '{"id":"';
const CLOSE = 0x7d;
const QUOTE = 0x22;

export type StoredEvent = JobEvent & { readonly id: EventId };

/** A line whose checksum holds; its event is parsed only when asked for. */
export interface CheckedLine {
  id: EventId;
  seq: number;
  /** `undefined` for an event of a newer version. */
  event(): StoredEvent | undefined;
}

export function encodeLine(event: StoredEvent): Buffer {
  const payload = Buffer.from(JSON.stringify({ id: event.id, event: event.event, data: event.data }));
  const checksum = crc32(payload).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${HEAD}${checksum}${MIDDLE}`), payload, Buffer.from('}\n')]);
}

/** Checks the line in `bytes[start, end)`, without its line feed; `undefined` when it is damaged. */
export function decodeLine(bytes: Buffer, start: number, end: number): CheckedLine | undefined {
  const from = start + PAYLOAD_AT;
  const to = end - 1;
  if (to <= from || bytes[to] !== CLOSE) return undefined;
  if (bytes.toString('latin1', start, start + HEAD.length) !== HEAD) return undefined;
  const checksum = bytes.toString('latin1', start + HEAD.length, start + HEAD.length + 8);
  if (bytes.toString('latin1', start + HEAD.length + 8, from) !== MIDDLE) return undefined;
  if (!/^[0-9a-f]{8}$/.test(checksum) || crc32(bytes, from, to) !== Number.parseInt(checksum, 16))
    return undefined;
  if (bytes.toString('latin1', from, from + ID_HEAD.length) !== ID_HEAD) return undefined;
  const idEnd = bytes.indexOf(QUOTE, from + ID_HEAD.length);
  const id = bytes.toString('latin1', from + ID_HEAD.length, idEnd);
  const parsed = parseEventId(id);
  if (!parsed) return undefined;
  return {
    id,
    seq: parsed.seq,
    event() {
      const raw = JSON.parse(bytes.toString('utf8', from, to)) as { event: string; data: unknown };
      const event = parseEvent(raw.event, raw.data, id);
      return event && { ...event, id };
    },
  };
}
