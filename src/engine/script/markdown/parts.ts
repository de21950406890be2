import { spokenText } from '../speech.ts';
import type { Span } from '../source.ts';
import type { Block, ImageDraft, ListItemDraft, SceneBlocks } from './blocks.ts';
import { plainProse, type Prose } from './prose.ts';
import { readDialogue, type SpokenLine } from './dialogue.ts';

/** A paragraph with its place in the scene. */
export interface Paragraph {
  prose: Prose;
  span: Span;
}

/** A quotation and who said it. */
export interface Quote {
  text: string;
  spoken: readonly { text: string; span: Span }[];
  attribution?: string;
  verse: boolean;
}

/** A scene's blocks by kind, as the cards need them. */
export interface SceneParts {
  headings: readonly (Paragraph & { depth: number })[];
  paragraphs: readonly Paragraph[];
  lists: readonly { ordered: boolean; items: readonly ListItemDraft[]; span: Span }[];
  quote?: Quote;
  code?: Extract<Block, { kind: 'code' }>;
  table?: Extract<Block, { kind: 'table' }>;
  images: readonly ImageDraft[];
  /** Set when the paragraphs are a dialogue. */
  dialogue?: readonly SpokenLine[];
  /** Everything in the order of the script. */
  blocks: readonly Block[];
}

const ATTRIBUTION = /^(?:—|–|―|--+|―|〜)\s*(.+)$/s;

/** Sorts a scene's blocks. `names` are the speakers that the script's cast names. */
export function partsOf(scene: SceneBlocks, text: string, names: ReadonlySet<string>): SceneParts {
  const headings: (Paragraph & { depth: number })[] = [];
  const lists: { ordered: boolean; items: readonly ListItemDraft[]; span: Span }[] = [];
  const quotes: Extract<Block, { kind: 'quote' }>[] = [];
  let paragraphs: Paragraph[] = [];
  let code: Extract<Block, { kind: 'code' }> | undefined;
  let table: Extract<Block, { kind: 'table' }> | undefined;
  for (const block of scene.blocks) {
    if (block.kind === 'heading') headings.push(block);
    else if (block.kind === 'paragraph') paragraphs.push(block);
    else if (block.kind === 'list' && block.items.length > 0) lists.push(block);
    else if (block.kind === 'quote' && block.paragraphs.length > 0) quotes.push(block);
    else if (block.kind === 'code' && block.code.trim() !== '' && block.language !== 'mermaid')
      code ??= block;
    else if (block.kind === 'table') table ??= block;
  }
  const [first] = quotes;
  const quote = first ? readQuote(first) : undefined;
  if (quote && first && quote.attribution === undefined) {
    // A line that begins with a dash right after the quotation names who said it.
    const after = paragraphs.find((paragraph) => paragraph.span.start >= first.span.end);
    const name = after && ATTRIBUTION.exec(after.prose.shown)?.[1];
    if (after && name) {
      quote.attribution = name.trim();
      paragraphs = paragraphs.filter((paragraph) => paragraph !== after);
    }
  }
  const dialogue = readDialogue(paragraphs, text, names);
  return {
    headings,
    paragraphs,
    lists,
    images: scene.images,
    blocks: scene.blocks,
    ...(quote ? { quote } : {}),
    ...(code ? { code } : {}),
    ...(table ? { table } : {}),
    ...(dialogue ? { dialogue } : {}),
  };
}

function readQuote(block: Extract<Block, { kind: 'quote' }>): Quote | undefined {
  const { paragraphs } = block;
  let attribution: string | undefined;
  const texts: { text: string; spoken: string; span: Span; verse: boolean }[] = [];
  paragraphs.forEach((paragraph, index) => {
    let prose: Prose = paragraph;
    // GitHub's `> [!NOTE]`.
    if (index === 0 && /^\[!\w+\]$/.test(prose.lines[0] ?? ''))
      prose = withLines(prose, prose.lines.slice(1));
    if (index === paragraphs.length - 1) {
      const found = ATTRIBUTION.exec(prose.lines.at(-1) ?? '')?.[1];
      if (found) {
        attribution = found.trim();
        prose = withLines(prose, prose.lines.slice(0, -1));
      }
    }
    if (prose.shown === '') return;
    const verse = prose.shown.includes('\n') || looksLikeVerse(prose.lines);
    texts.push({
      text: verse ? prose.lines.join('\n') : prose.shown,
      spoken: prose.spoken,
      span: paragraph.span,
      verse,
    });
  });
  if (texts.length === 0) return undefined;
  const verse = texts.some((paragraph) => paragraph.verse);
  return {
    text: texts.map((paragraph) => paragraph.text).join(verse ? '\n\n' : ' '),
    // Verse is told line by line.
    spoken: texts.flatMap(({ text, spoken, span }) =>
      (verse ? text.split('\n').map(spokenText) : [spoken]).map((line) => ({ text: line, span })),
    ),
    verse,
    ...(attribution === undefined ? {} : { attribution }),
  };
}

/** Longest line of a verse, characters: prose is wrapped at more. */
const LONGEST_VERSE_LINE = 56;

/** Poems are often quoted without the marks of a hard break: short lines that all begin with a capital. */
function looksLikeVerse(lines: readonly string[]): boolean {
  return (
    lines.length > 1 &&
    lines.every((line) => [...line].length <= LONGEST_VERSE_LINE && /^["'“‘«„–—-]?\s*\p{Lu}/u.test(line)) &&
    lines.slice(0, -1).some((line) => !/[.!?…]["'”’»]?$/u.test(line))
  );
}

/** The same prose with fewer of its lines, broken as before. */
function withLines(prose: Prose, lines: readonly string[]): Prose {
  const rest = plainProse(lines.join('\n'));
  return prose.shown.includes('\n') ? { ...rest, shown: lines.join('\n') } : rest;
}
