import type { Span } from '../source.ts';
import type { Block, CommentDraft, ImageDraft, SceneBlocks } from './blocks.ts';
import { isListMarker } from './lines.ts';
import { type BlockSink, parsePiece } from './parse.ts';
import { type Piece, splitPieces } from './pieces.ts';
import { lineSpans, plainProse } from './prose.ts';
import { definitionLabel } from './scan.ts';

/** Longest scene that is read as Markdown, in UTF-16 units. */
const LONGEST_SCENE = 256 * 1024;
/** Longest stretch for the parser without an empty line; it needs about a second for this. */
const LONGEST_PIECE = 48 * 1024;
/** More marks than that in one stretch, and the parser takes seconds to pair them. */
const MOST_MARKS = 6000;
/** Deepest nesting of lists and quotes. */
const DEEPEST = 100;

/** Takes a scene apart. Never throws, and takes time linear in the scene's length. */
export function readScene(text: string, definitions: ReadonlyMap<string, string>): SceneBlocks {
  const blocks: Block[] = [];
  const images: ImageDraft[] = [];
  const comments: CommentDraft[] = [];
  const plain: { reason: 'depth' | 'length'; span: Span }[] = [];
  const sink: BlockSink = {
    block: (block) => blocks.push(block),
    image: (image) => images.push(image),
    comment: (comment) => comments.push(comment),
  };

  function asPlainText(span: Span, reason: 'depth' | 'length'): void {
    plain.push({ reason, span });
    for (const paragraph of paragraphs(text, span)) {
      const prose = plainProse(text.slice(paragraph.start, paragraph.end));
      if (prose.shown) blocks.push({ kind: 'paragraph', prose, span: paragraph });
    }
  }

  if (text.length > LONGEST_SCENE) {
    asPlainText({ start: 0, end: text.length }, 'length');
    return { blocks, images, comments, plain };
  }
  for (const piece of splitPieces(text)) {
    const content = text.slice(piece.start, piece.end);
    if (piece.kind === 'comment') {
      const span = { start: piece.start, end: piece.start + content.trimEnd().length };
      comments.push({ text: text.slice(span.start + 4, span.end - 3), start: span.start + 4, span });
    } else if (piece.kind === 'list') blocks.push(plainList(text, piece));
    else if (piece.kind === 'heading') blocks.push(plainHeading(content, piece));
    else if (piece.kind === 'plain') {
      blocks.push({
        kind: 'paragraph',
        prose: plainProse(content),
        span: { start: piece.start, end: piece.end },
      });
    } else if (content.length > LONGEST_PIECE || marks(content) > MOST_MARKS) asPlainText(piece, 'length');
    else if (nesting(content) > DEEPEST) asPlainText(piece, 'depth');
    else parsePiece(text, piece, usedDefinitions(content, definitions), sink);
  }
  return { blocks, images, comments, plain };
}

function plainHeading(content: string, piece: Piece): Block {
  const depth = content.indexOf(' ');
  return {
    kind: 'heading',
    depth,
    prose: plainProse(content.slice(depth + 1)),
    span: { start: piece.start, end: piece.end },
  };
}

function plainList(text: string, piece: Piece): Block {
  const items = lineSpans(text, piece).map(({ start, end }) => ({
    prose: plainProse(text.slice(start + 2, end)),
    depth: 0,
    span: { start: start + 2, end },
  }));
  return { kind: 'list', ordered: false, items, span: { start: piece.start, end: piece.end } };
}

/** Definitions from elsewhere in the script that this piece refers to, as lines to put behind it. */
function usedDefinitions(content: string, definitions: ReadonlyMap<string, string>): string {
  if (definitions.size === 0 || !content.includes('[')) return '';
  const used = new Set<string>();
  for (const match of content.matchAll(/\[([^[\]]{1,200})\]/g)) {
    const line = definitions.get(definitionLabel(match[1] ?? ''));
    if (line !== undefined) used.add(line);
  }
  return used.size > 0 ? `\n\n${[...used].join('\n')}` : '';
}

function marks(content: string): number {
  let count = 0;
  for (const _ of content.matchAll(/[*_[\]`<&~|]/g)) count++;
  return count;
}

/** How deep the lists and quotes of a piece are nested, at most. */
function nesting(content: string): number {
  let deepest = 0;
  for (const line of content.split(/\r\n|\r|\n/)) {
    let depth = 0;
    let rest = line;
    const indent = line.length - line.trimStart().length;
    // Two columns are the least that a nested list item is indented by.
    if (isListMarker(line.trimStart().slice(0, 20))) depth += Math.floor(indent / 2);
    for (; depth <= DEEPEST; depth++) {
      rest = rest.trimStart();
      const marker = /^(?:>|[-*+](?=\s)|\d{1,9}[.)](?=\s))/.exec(rest.slice(0, 16));
      if (!marker) break;
      rest = rest.slice(marker[0].length);
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function paragraphs(text: string, span: Span): Span[] {
  const found: Span[] = [];
  const gap = /(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\s*/g;
  gap.lastIndex = span.start;
  let start = span.start;
  for (let match = gap.exec(text); match && match.index < span.end; match = gap.exec(text)) {
    found.push({ start, end: match.index });
    start = gap.lastIndex;
  }
  found.push({ start, end: span.end });
  return found.filter((paragraph) => paragraph.end > paragraph.start);
}
