/** The longest wait that a server can impose, ms: longer ones are mistakes. */
const MAX_MS = 60 * 60_000;

/** How long `Retry-After` asks to wait, ms: seconds or a date (RFC 9110, 10.2.3). Nonsense is 0. */
export function parseRetryAfter(value: string | undefined, now: number): number {
  const text = value?.trim() ?? '';
  // `Date.parse` makes a year of almost any number.
  const date = /^[a-z]{3,9}, \d/i.test(text) ? Date.parse(text) - now : 0;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : date;
  return ms > 0 ? Math.min(ms, MAX_MS) : 0;
}
