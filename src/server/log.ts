export type LogLevel = 'info' | 'warn' | 'error';

/** One line of the server's log. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

type Line = (at: Date, ...entry: Parameters<Log>) => string;

/** `2026-11-20T11:00:00.000Z info request method=GET route=/api/jobs status=200`: for people, and one line whatever is in it. */
export const textLine: Line = (at, level, message, fields = {}) => {
  const facts = Object.entries(fields).map(([name, value]) =>
    value === undefined ? '' : ` ${name}=${bare(value)}`,
  );
  return `${at.toISOString()} ${level} ${message.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}${facts.join('')}`;
};

/** `{"time":…,"level":…,"message":…, fields…}`: for programs. */
export const jsonLine: Line = (at, level, message, fields = {}) =>
  quote({ ...fields, time: at.toISOString(), level, message });

/** JSON without anything that some reader takes for the end of a line. */
function quote(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0085\u2028\u2029]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value as it is, or quoted where it could be taken for something else. */
function bare(value: unknown): string {
  const text = typeof value === 'string' ? value : quote(value);
  if (/^[^\s"=\p{Cc}\u2028\u2029]+$/u.test(text)) return text;
  return typeof value === 'string' ? quote(text) : text;
}
