import type { SourceRange } from './scene.ts';

/** Half-open stretch of the text, UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** A line without its terminator. */
export type Line = Span;

/** The text of a script with a way from offsets to places. */
export interface Source {
  /** As long as the text that was given, but safe: see {@link createSource}. */
  readonly text: string;
  /** Where the script starts: after a byte order mark. */
  readonly start: number;
  readonly lines: readonly Line[];
  /** Characters that had to be replaced; the first one's offset. */
  readonly replaced: { count: number; first: number };
  /** Number of the line (from 0) that holds the offset. */
  lineAt(offset: number): number;
  range(start: number, end: number): SourceRange;
}

/**
 * Makes a text safe without moving anything in it: NUL and other control characters become spaces, lone surrogates
 * become U+FFFD, one unit each. Lines end with LF, CRLF or CR, also mixed.
 */
export function createSource(given: string): Source {
  const replaced = { count: 0, first: 0 };
  const text = given.replace(/(?![\t\n\r])\p{Cc}|\p{Cs}/gu, (character, offset: number) => {
    if (replaced.count++ === 0) replaced.first = offset;
    return character.charCodeAt(0) >= 0xd800 ? '\uFFFD' : ' ';
  });
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const lines = splitLines(text, start);

  function lineAt(offset: number): number {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function place(offset: number): { line: number; column: number } {
    const line = lineAt(offset);
    // A byte order mark is no column of the first line.
    return { line: line + 1, column: Math.max(1, offset - (lines[line]?.start ?? 0) + 1) };
  }

  return {
    text,
    start,
    lines,
    replaced,
    lineAt,
    range(from, to) {
      const first = place(from);
      const last = place(Math.max(from, to));
      return {
        start: from,
        end: Math.max(from, to),
        line: first.line,
        column: first.column,
        endLine: last.line,
        endColumn: last.column,
      };
    },
  };
}

function splitLines(text: string, from: number): Line[] {
  const lines: Line[] = [];
  const terminator = /\r\n|\r|\n/g;
  terminator.lastIndex = from;
  let start = from;
  for (let match = terminator.exec(text); match; match = terminator.exec(text)) {
    lines.push({ start, end: match.index });
    start = terminator.lastIndex;
  }
  lines.push({ start, end: text.length });
  return lines;
}

/** The span without white space at its ends; empty spans stay where they start. */
export function trimSpan(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0 || code === 0x3000;
}
