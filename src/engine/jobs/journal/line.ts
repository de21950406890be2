import { parseEvent, parseEventId, type EventId, type JobEvent } from '../../../protocol/protocol.ts';
import { crc32 } from './crc32.ts';

// A line is JSON of a fixed shape, so that the checksum is checked without parsing:
// {"crc":"0123abcd","e":{"id":"…","event":"…","data":{…}}}\n
const HEAD = '{"crc":"';
const MIDDLE = '","e":';
const PAYLOAD_AT = HEAD.length + 8 + MIDDLE.length;
const ID_HEAD = '{"id":"';
const CLOSING = '}\n';
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

/** The event as it stands in its line. Ids and names of events have nothing in them that JSON escapes. */
export function toJson({ id, event, data }: StoredEvent): string {
  return `${ID_HEAD}${id}","event":"${event}","data":${JSON.stringify(data)}}`;
}

/** Where lines are made before they are copied out at their length: as long as the longest so far could have been. */
let desk = Buffer.allocUnsafeSlow(4096);

export function encodeLine(event: StoredEvent): Buffer {
  const text = toJson(event);
  // A UTF-16 unit takes three bytes at most: written once, in place.
  const room = PAYLOAD_AT + text.length * 3 + CLOSING.length;
  if (desk.length < room) desk = Buffer.allocUnsafeSlow(room);
  const end = PAYLOAD_AT + desk.write(text, PAYLOAD_AT, 'utf8');
  const checksum = crc32(desk, PAYLOAD_AT, end).toString(16).padStart(8, '0');
  desk.write(`${HEAD}${checksum}${MIDDLE}`, 0, 'latin1');
  desk.write(CLOSING, end, 'latin1');
  const line = Buffer.allocUnsafe(end + CLOSING.length);
  desk.copy(line, 0, 0, line.length);
  return line;
}

/** Checks the line in `bytes[start, end)`, without its line feed; `undefined` when it is damaged. */
export function decodeLine(bytes: Buffer, start: number, end: number): CheckedLine | undefined {
  const from = start + PAYLOAD_AT;
  const to = end - 1;
  if (to <= from || bytes[to] !== CLOSE) return undefined;
  if (!stands(HEAD, bytes, start) || !stands(MIDDLE, bytes, start + HEAD.length + 8)) return undefined;
  if (crc32(bytes, from, to) !== checksumAt(bytes, start + HEAD.length)) return undefined;
  if (!stands(ID_HEAD, bytes, from)) return undefined;
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

// A log of a million lines is read whole when it is opened: no strings are made here.
function stands(text: string, bytes: Buffer, at: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Eight hexadecimal digits in lower case; -1 when there is anything else. */
function checksumAt(bytes: Buffer, at: number): number {
  let value = 0;
  for (let index = at; index < at + 8; index++) {
    const byte = bytes[index] ?? 0;
    const digit = byte >= 0x61 ? byte - 0x57 : byte - 0x30;
    const isHex = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
    if (!isHex) return -1;
    value = value * 16 + digit;
  }
  return value;
}
