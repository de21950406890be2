import type {
  BlockContent,
  DefinitionContent,
  Html,
  List,
  PhrasingContent,
  Root,
  RootContent,
  Table,
} from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Span } from '../source.ts';
import type { Block, CommentDraft, ImageDraft, ListItemDraft } from './blocks.ts';
import { htmlParts } from './html.ts';
import { imageDraft, looseImages } from './images.ts';
import { plainProse, type Prose, readProse } from './prose.ts';

const SYNTAX = [gfm()];
const TREE = [gfmFromMarkdown()];

/** Where the reader puts what it finds. */
export interface BlockSink {
  block(block: Block): void;
  image(image: ImageDraft): void;
  comment(comment: CommentDraft): void;
}

/** Slidev's `::right::`, which only says where the rest of a slide stands. */
const SLOT = /^::[\w-]+::$/;

type Flow = RootContent | BlockContent | DefinitionContent;

/**
 * Reads a piece of a scene with the Markdown parser. Time is quadratic in the piece's length and recursion as deep as its
 * nesting: both are bounded before. `definitions` are lines put behind it so that references resolve.
 */
export function parsePiece(scene: string, piece: Span, definitions: string, sink: BlockSink): void {
  const tree: Root = fromMarkdown(scene.slice(piece.start, piece.end) + definitions, {
    extensions: SYNTAX,
    mdastExtensions: TREE,
  });
  const targets = new Map<string, { url: string; title?: string | null | undefined }>();
  for (const node of tree.children) if (node.type === 'definition') targets.set(node.identifier, node);

  const spanOf = (node: { position?: Root['position'] }): Span => ({
    start: piece.start + (node.position?.start.offset ?? 0),
    end: Math.min(piece.end, piece.start + (node.position?.end.offset ?? 0)),
  });

  function html(node: Html): string {
    const parts = htmlParts(node.value, spanOf(node).start);
    parts.comments.forEach((comment) => sink.comment(comment));
    parts.images.forEach((image) => sink.image(image));
    return parts.text;
  }

  function prose(nodes: readonly PhrasingContent[]): Prose {
    const read = readProse(nodes, {
      html,
      image(node) {
        const target = node.type === 'image' ? node : targets.get(node.identifier);
        if (target) sink.image(imageDraft(scene, spanOf(node), { ...target, alt: node.alt ?? '' }));
      },
    });
    if (!read.shown.includes('![')) return read;
    const [first] = nodes;
    const last = nodes.at(-1);
    if (!first || !last) return read;
    const loose = looseImages(scene, { start: spanOf(first).start, end: spanOf(last).end });
    loose.images.forEach((image) => sink.image(image));
    return loose.patterns.length > 0
      ? plainProse(
          loose.patterns.reduce((text, pattern) => text.replace(pattern, ' '), read.lines.join('\n')),
        )
      : read;
  }

  function items(list: List, depth: number): ListItemDraft[] {
    const found: ListItemDraft[] = [];
    for (const item of list.children) {
      const texts: Prose[] = [];
      const nested: ListItemDraft[] = [];
      for (const child of item.children) {
        if (child.type === 'list') nested.push(...items(child, depth + 1));
        else if (child.type === 'paragraph' || child.type === 'heading') texts.push(prose(child.children));
        else if (child.type === 'html') html(child);
        else flow(child);
      }
      const own = texts.filter((text) => text.shown !== '');
      const [only] = own;
      if (only) {
        const joined = own.length === 1 ? only : plainProse(own.map((text) => text.shown).join(' '));
        const first = item.children[0];
        found.push({ prose: joined, depth, span: first ? spanOf(first) : spanOf(item) });
      }
      found.push(...nested);
    }
    return found;
  }

  function quoteParagraphs(children: readonly Flow[]): (Prose & { span: Span })[] {
    return children.flatMap((child) => {
      if (child.type === 'paragraph' || child.type === 'heading') {
        return [{ ...prose(child.children), span: spanOf(child) }].filter((text) => text.shown !== '');
      }
      if (child.type === 'blockquote') return quoteParagraphs(child.children);
      if (child.type === 'list') return items(child, 0).map((item) => ({ ...item.prose, span: item.span }));
      flow(child);
      return [];
    });
  }

  function table(node: Table): void {
    const rows = node.children.map((row) => row.children.map((cell) => prose(cell.children).shown));
    const [head = [], ...body] = rows;
    const align = head.map((_, column) => node.align?.[column] ?? 'left');
    sink.block({ kind: 'table', head, rows: body, align, span: spanOf(node) });
  }

  function flow(node: Flow): void {
    const span = spanOf(node);
    if (node.type === 'heading' || node.type === 'paragraph') {
      const read = prose(node.children);
      if (read.shown === '' || SLOT.test(read.shown)) return;
      if (node.type === 'heading') sink.block({ kind: 'heading', depth: node.depth, prose: read, span });
      else sink.block({ kind: 'paragraph', prose: read, span });
    } else if (node.type === 'list') {
      sink.block({ kind: 'list', ordered: node.ordered === true, items: items(node, 0), span });
    } else if (node.type === 'blockquote') {
      sink.block({ kind: 'quote', paragraphs: quoteParagraphs(node.children), span });
    } else if (node.type === 'code') {
      const info = /^([^\s{[]*)(.*)$/s.exec(`${node.lang ?? ''} ${node.meta ?? ''}`.trim());
      sink.block({
        kind: 'code',
        language: info?.[1] ?? '',
        meta: info?.[2]?.trim() ?? '',
        code: node.value,
        span,
      });
    } else if (node.type === 'table') table(node);
    else if (node.type === 'html') {
      const text = html(node);
      if (text) sink.block({ kind: 'paragraph', prose: plainProse(text), span });
    }
  }

  tree.children.forEach(flow);
}
