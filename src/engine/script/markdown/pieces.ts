import type { Span } from '../source.ts';
import { closesFence, indentOf, isListMarker, openingFence, withoutMarkers } from './lines.ts';

/** A part of a scene that can be read on its own. */
export interface Piece extends Span {
  /**
   * `plain` text has no markup at all, a `heading` is one line `# plain text`, a `list` has lines `- plain text`, a `comment` is one
   * and nothing else; `markup` needs the parser.
   */
  kind: 'plain' | 'heading' | 'comment' | 'list' | 'markup';
}

/** Text in which the parser would find nothing. */
const PLAIN_LINE = /^[\p{L}“”‘’"'(][^*_[\]<>&`~\\|#=:@/$!^\n\r]*$/u;
/** Two spaces at the end are a hard line break. */
const HARD_BREAK = / {2,}$/;
const PLAIN_HEADING = /^#{1,6} [\p{L}“”‘’"'(][^*_[\]<>&`~\\|#=:@/$!^\n\r]*$/u;

/**
 * Splits a scene where an empty line is followed by a line that begins a new block whatever came before. The parser takes time
 * quadratic in the length of its input, so it gets short pieces, and plain text not at all.
 */
export function splitPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece | undefined;
  let fence: { marker: string; length: number } | undefined;
  let raw: string | undefined;
  let afterEmpty = true;

  for (const { start, end } of linesOf(text)) {
    const line = text.slice(start, end);
    const trimmed = line.trim();
    if (fence || raw !== undefined) {
      if (piece) piece.end = end;
      if (fence && closesFence(trimmed, fence)) fence = undefined;
      else if (raw !== undefined && line.toLowerCase().includes(raw)) raw = undefined;
      continue;
    }
    if (trimmed === '') {
      afterEmpty = true;
      continue;
    }
    const heading = PLAIN_HEADING.test(line);
    const begins = afterEmpty && indentOf(line) === 0 && !isListMarker(trimmed);
    if (!piece || begins || (heading && indentOf(line) === 0) || piece.kind === 'heading') {
      piece = { start, end, kind: heading ? 'heading' : isPlain(line) ? 'plain' : 'markup' };
      pieces.push(piece);
    } else {
      piece.end = end;
      if (piece.kind === 'plain' && !isPlain(line)) piece.kind = 'markup';
    }
    afterEmpty = false;
    if (trimmed.length > 5000) continue;
    fence = openingFence(withoutMarkers(trimmed));
    if (fence && trimmed.startsWith('>')) fence = undefined;
    raw = rawEnd(trimmed);
  }
  for (const found of pieces)
    if (found.kind === 'markup') found.kind = simpler(text.slice(found.start, found.end));
  return pieces;
}

/** Comments and plain flat lists are most of what scripts have besides prose. */
function simpler(content: string): Piece['kind'] {
  if (content.startsWith('<!--')) {
    return content.indexOf('-->', 4) === content.trimEnd().length - 3 ? 'comment' : 'markup';
  }
  if (!content.startsWith('- ') || content.length > 10_000) return 'markup';
  return content.split(/\r\n|\r|\n/).every(isPlainItem) ? 'list' : 'markup';
}

function isPlainItem(line: string): boolean {
  return line.startsWith('- ') && isPlain(line.slice(2));
}

/** What ends the HTML block that the line opens and that goes on over empty lines. */
function rawEnd(trimmed: string): string | undefined {
  if (!trimmed.startsWith('<')) return undefined;
  const lower = trimmed.toLowerCase();
  const ending = lower.startsWith('<!--')
    ? '-->'
    : /^<(script|pre|style|textarea)\b/.exec(lower)?.[1]?.replace(/^/, '</');
  return ending !== undefined && !lower.includes(ending) ? ending : undefined;
}

function* linesOf(text: string): Generator<Span> {
  const terminator = /\r\n|\r|\n/g;
  let start = 0;
  for (let match = terminator.exec(text); match; match = terminator.exec(text)) {
    yield { start, end: match.index };
    start = terminator.lastIndex;
  }
  yield { start, end: text.length };
}

function isPlain(line: string): boolean {
  return PLAIN_LINE.test(line) && !HARD_BREAK.test(line);
}
