/** The longest wait that a server can impose, ms: longer ones are mistakes. */
const MAX_MS = 60 * 60_000;

/** `Sun Nov  6 08:49:37 1994` names no zone, and means GMT (RFC 9110, 5.6.7). */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** How long `Retry-After` asks to wait, ms: seconds or a date (RFC 9110, 10.2.3). Nonsense is 0. */
export function parseRetryAfter(value: string | undefined, now: number): number {
  const text = value?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseDate(text) - now;
  return ms > 0 ? Math.min(ms, MAX_MS) : 0;
}

/** ms since 1970; 0 for what is none: `Date.parse` makes a year of almost any number. */
function parseDate(text: string): number {
  if (ASCTIME.test(text)) return Date.parse(`${text} GMT`);
  return /^[a-z]{3,9}, \d/i.test(text) ? Date.parse(text) : 0;
}
