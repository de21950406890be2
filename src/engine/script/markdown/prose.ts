import type { PhrasingContent, Image, ImageReference, Html } from 'mdast';
import type { Span } from '../source.ts';
import { spokenText } from '../speech.ts';

/** Running text without its markup. */
export interface Prose {
  /** As it is shown; `\n` is a hard line break. */
  shown: string;
  /** As it is spoken and captioned. */
  spoken: string;
  /** The lines as they stand in the script, hard and soft breaks alike. */
  lines: readonly string[];
  /** Whether each of `lines` begins with bold text. */
  boldStart: readonly boolean[];
  /** Whether all of it is emphasised: a caption. */
  emphasised: boolean;
}

/** What the walk meets that is not text. */
export interface ProseVisitor {
  image(node: Image | ImageReference): void;
  html(node: Html): void;
}

const SOFT = '\r';
const HARD = '\n';
const DEEPEST = 100;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** Flattens inline Markdown: links to their text, pictures to nothing, addresses to their host when spoken. */
export function readProse(nodes: readonly PhrasingContent[], visitor: ProseVisitor): Prose {
  const boldAt = new Set<number>();
  let text = '';

  function walk(children: readonly PhrasingContent[], depth: number): void {
    if (depth > DEEPEST) return;
    for (const node of children) {
      if (node.type === 'text' || node.type === 'inlineCode') {
        text += node.type === 'text' ? textOf(node.value) : node.value;
      } else if (node.type === 'break') text += HARD;
      else if (node.type === 'strong') {
        boldAt.add(text.length);
        walk(node.children, depth + 1);
      } else if (node.type === 'emphasis' || node.type === 'link' || node.type === 'linkReference')
        walk(node.children, depth + 1);
      else if (node.type === 'image' || node.type === 'imageReference') visitor.image(node);
      else if (node.type === 'html') {
        if (/^<br\s*\/?>$/i.test(node.value)) text += HARD;
        else visitor.html(node);
      }
    }
  }

  walk(nodes, 0);
  return proseOf(text, boldAt, isEmphasised(nodes));
}

/** Text with its line ends marked and without the `==marks==` of highlighted words. */
function textOf(value: string): string {
  const text = value.replace(/\r\n?|\n/g, SOFT);
  return text.includes('==') ? text.replace(/==([^=\r]{1,200})==/g, '$1') : text;
}

/** Prose of text that has no markup. */
export function plainProse(text: string): Prose {
  return proseOf(text.replace(/\r\n?|\n/g, SOFT), new Set(), false);
}

function proseOf(text: string, boldAt: ReadonlySet<number>, emphasised: boolean): Prose {
  const lines: string[] = [];
  const boldStart: boolean[] = [];
  let offset = 0;
  for (const line of text.split(/[\r\n]/)) {
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== '') {
      lines.push(line.trim().replace(/\s+/g, ' '));
      boldStart.push(boldAt.has(offset + indent));
    }
    offset += line.length + 1;
  }
  const shown = joinSoft(text)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
  return { shown, spoken: spokenText(shown), lines, boldStart, emphasised };
}

/** Soft breaks become spaces, but nothing between characters that are written without spaces. */
function joinSoft(text: string): string {
  return text.replace(/[ \t]*\r[ \t]*/g, (_, offset: number) => {
    const before = text.charAt(offset - 1);
    const after = text.slice(offset).trimStart().charAt(0);
    return WIDE.test(before) && WIDE.test(after) ? '' : ' ';
  });
}

function isEmphasised(nodes: readonly PhrasingContent[]): boolean {
  const visible = nodes.filter((node) => !(node.type === 'text' && node.value.trim() === ''));
  return (
    visible.some((node) => node.type === 'emphasis') &&
    visible.every((node) => node.type === 'emphasis' || node.type === 'image')
  );
}

/** Where each source line of a paragraph stands, white space cut off, empty lines left out. */
export function lineSpans(text: string, span: Span): Span[] {
  const spans: Span[] = [];
  const line = /[^\r\n]+/g;
  line.lastIndex = span.start;
  for (let match = line.exec(text); match && match.index < span.end; match = line.exec(text)) {
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const end = Math.min(span.end, match.index + match[0].trimEnd().length);
    if (end > start) spans.push({ start, end });
  }
  return spans;
}
