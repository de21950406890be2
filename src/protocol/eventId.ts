import * as v from 'valibot';

const EVENT_ID = /^(\d{1,15})-(\d{1,15})$/;

/** `{unixMs}-{seq}`: `seq` counts from 0 per job without gaps, `unixMs` never decreases. Also a legal Redis Stream id. */
export const EventIdSchema = v.pipe(v.string(), v.regex(EVENT_ID));
export type EventId = v.InferOutput<typeof EventIdSchema>;

/** The two halves of an id, or `undefined` when it is not one. */
export function parseEventId(id: string): { ms: number; seq: number } | undefined {
  // Neither by the schema nor by its pattern: each event asks this several times, and a log of a million events a million times.
  const dash = id.indexOf('-');
  const ms = numberIn(id, 0, dash);
  const seq = numberIn(id, dash + 1, id.length);
  return ms === undefined || seq === undefined ? undefined : { ms, seq };
}

/** The number that `text[from, to)` is, of 1 to 15 digits and nothing else. */
function numberIn(text: string, from: number, to: number): number | undefined {
  if (to <= from || to - from > 15) return undefined;
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** The id that follows `last`, at clock time `nowMs`; a clock that went back, or says no number, is not followed. */
export function nextEventId(last: EventId | undefined, nowMs: number): EventId {
  const previous = last === undefined ? undefined : parseEventId(last);
  const ms = nowMs > 0 ? Math.floor(nowMs) : 0;
  if (!previous) return `${ms}-0`;
  return `${Math.max(ms, previous.ms)}-${previous.seq + 1}`;
}
