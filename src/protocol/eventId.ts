import * as v from 'valibot';

const EVENT_ID = /^(\d{1,15})-(\d{1,15})$/;

/** `{unixMs}-{seq}`: `seq` counts from 0 per job without gaps, `unixMs` never decreases. Also a legal Redis Stream id. */
export const EventIdSchema = v.pipe(v.string(), v.regex(EVENT_ID));
export type EventId = v.InferOutput<typeof EventIdSchema>;

/** The two halves of an id, or `undefined` when it is not one. */
export function parseEventId(id: string): { ms: number; seq: number } | undefined {
  // Not by the schema: a log of a million events asks this a million times.
  const parts = EVENT_ID.exec(id);
  return parts ? { ms: Number(parts[1]), seq: Number(parts[2]) } : undefined;
}

/** The id that follows `last`, at clock time `nowMs`; a clock that went back, or says no number, is not followed. */
export function nextEventId(last: EventId | undefined, nowMs: number): EventId {
  const previous = last === undefined ? undefined : parseEventId(last);
  const ms = nowMs > 0 ? Math.floor(nowMs) : 0;
  if (!previous) return `${ms}-0`;
  return `${Math.max(ms, previous.ms)}-${previous.seq + 1}`;
}
