import { unclosedComment } from '../rules/unclosedComment.ts';
import { unclosedFence } from '../rules/unclosedFence.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';
import { findSceneFrontMatter } from './frontMatterBlock.ts';
import { watchInlineComments } from './inlineComments.ts';
import {
  closesFence,
  headingDepth,
  indentOf,
  isListMarker,
  isTableDelimiter,
  isThematicBreak,
  openingFence,
  withoutMarkers,
} from './lines.ts';

/** What the scanner finds; lines are numbered from 0. */
export interface LineMarks {
  breaks: readonly number[];
  headings: readonly { line: number; depth: number }[];
  /** Text that `---` right under it turns into a heading. */
  setextTraps: readonly { text: Span; underline: Span }[];
  /** First line that is neither empty nor a comment nor a definition. */
  firstContentLine: number | undefined;
  definitions: ReadonlyMap<string, string>;
  diagnostics: readonly Diagnostic[];
}

type Open =
  | { kind: 'nothing' }
  | { kind: 'paragraph'; line: number }
  /** A list, quote, table or HTML block: a line after it may be its own. */
  | { kind: 'container' }
  | { kind: 'fence'; line: number; marker: string; length: number; quoted: boolean; nextBreak?: number }
  | { kind: 'comment'; line: number; nextBreak?: number };

/** Longest line that is looked at closely; a longer one is text. */
const LONGEST_MARKUP = 2000;

/** Goes over the lines once and notes what separates scenes. Knows fences and comments, in which nothing separates. */
export function scanLines(source: Source, firstLine: number): LineMarks {
  const breaks: number[] = [];
  const headings: { line: number; depth: number }[] = [];
  const setextTraps: { text: Span; underline: Span }[] = [];
  const definitions = new Map<string, string>();
  let firstContentLine: number | undefined;
  let open: Open = { kind: 'nothing' };
  const inline = watchInlineComments(source);

  for (let line = firstLine; line < source.lines.length; line++) {
    const span = source.lines[line] ?? { start: 0, end: 0 };
    const text = source.text.slice(span.start, span.end);
    const trimmed = text.trim();

    if (open.kind === 'fence') {
      if (open.quoted && !trimmed.startsWith('>')) open = { kind: 'nothing' };
      else {
        const inside = open.quoted ? withoutMarkers(trimmed) : trimmed;
        if (closesFence(inside, open)) open = { kind: open.quoted ? 'container' : 'nothing' };
        else if (trimmed === '---') open.nextBreak ??= line;
        continue;
      }
    }
    if (open.kind === 'comment') {
      if (text.includes('-->')) open = { kind: 'nothing' };
      else if (trimmed === '---') open.nextBreak ??= line;
      continue;
    }
    inline.look(span);
    if (trimmed === '') {
      open = { kind: 'nothing' };
      continue;
    }
    if (trimmed.startsWith('<!--')) {
      if (!trimmed.includes('-->')) open = { kind: 'comment', line };
      else if (open.kind === 'paragraph') open = { kind: 'container' };
      continue;
    }
    const definition = open.kind === 'nothing' ? /^\[([^[\]]{1,200})\]:[ \t]*\S/.exec(trimmed) : undefined;
    if (definition?.[1] && trimmed.length < LONGEST_MARKUP && !definition[1].startsWith('^')) {
      definitions.set(definitionLabel(definition[1]), trimmed);
      continue;
    }
    if (trimmed.length < LONGEST_MARKUP && indentOf(text) < 4 && isThematicBreak(trimmed)) {
      const previous: Open = open;
      open = { kind: 'nothing' };
      if (previous.kind !== 'paragraph' || !/^-+$/.test(trimmed)) {
        breaks.push(line);
        const front = findSceneFrontMatter(source, line);
        if (front) line = front.closingLine;
        continue;
      }
      headings.push({ line: previous.line, depth: 2 });
      const start = source.lines[previous.line]?.start ?? span.start;
      if (trimmed === '---') setextTraps.push({ text: { start, end: span.start }, underline: span });
      continue;
    }
    firstContentLine ??= line;
    if (open.kind === 'paragraph' && /^=+$/.test(trimmed)) {
      headings.push({ line: open.line, depth: 1 });
      open = { kind: 'nothing' };
      continue;
    }
    // `--` and `-` under text are setext headings too; longer runs were breaks above.
    if (open.kind === 'paragraph' && /^-{1,2}$/.test(trimmed)) {
      headings.push({ line: open.line, depth: 2 });
      open = { kind: 'nothing' };
      continue;
    }
    const depth = indentOf(text) < 4 ? headingDepth(trimmed) : undefined;
    if (depth !== undefined) {
      headings.push({ line, depth });
      open = { kind: 'nothing' };
      continue;
    }
    open = openedBy(trimmed.slice(0, LONGEST_MARKUP), text, line, open);
  }

  return {
    breaks,
    headings,
    setextTraps,
    firstContentLine,
    definitions,
    diagnostics: [...inline.diagnostics(), ...unclosed(source, open)],
  };
}

/** How a definition and its uses are matched: without case, white space as one space. */
export function definitionLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase();
}

function openedBy(trimmed: string, text: string, line: number, open: Open): Open {
  const indent = indentOf(text);
  if (open.kind === 'nothing' && indent >= 4) return open;
  const fence = openingFence(withoutMarkers(trimmed));
  if (fence) return { kind: 'fence', line, ...fence, quoted: trimmed.startsWith('>') };
  if (isListMarker(trimmed) || trimmed.startsWith('>') || trimmed.startsWith('<'))
    return { kind: 'container' };
  if (open.kind === 'container') return open;
  // An indented line after an empty one goes on with a list.
  if (open.kind === 'nothing' && indent >= 2) return { kind: 'container' };
  if (open.kind === 'paragraph') return isTableDelimiter(trimmed) ? { kind: 'container' } : open;
  return { kind: 'paragraph', line };
}

function unclosed(source: Source, open: Open): Diagnostic[] {
  if (open.kind !== 'fence' && open.kind !== 'comment') return [];
  const opening = source.lines[open.line] ?? { start: 0, end: 0 };
  const closeAt =
    open.nextBreak === undefined
      ? source.text.trimEnd().length
      : (source.lines[open.nextBreak - 1]?.end ?? opening.end);
  if (open.kind === 'comment') return [unclosedComment(source, opening, closeAt, '-->')];
  return open.quoted ? [] : [unclosedFence(source, opening, closeAt, open.marker.repeat(open.length))];
}
