import { lineSpans, type Prose } from './prose.ts';
import { spokenText } from '../speech.ts';
import type { Span } from '../source.ts';

/** A line of a dialogue, or what the narrator says between two (`speaker` absent). */
export interface SpokenLine {
  speaker?: string;
  text: string;
  span: Span;
}

const LINE =
  /^([\p{L}][\p{L}\p{M}\p{N} .'’-]{0,39}?)\s*(?:\([^()]{0,40}\)\s*)?[:：]\s+?(\S.*)$|^([\p{L}]{1,10})：(\S.*)$/u;
const PARENTHETICAL = /^\([^()]{0,80}\)\s*/;

/**
 * Recognises paragraphs written as `NAME: text`. Names are in capitals, bold, or in the cast; names in small letters count when
 * two of them talk and one comes back. Paragraphs without a name are the narrator's.
 *
 * @returns `undefined` when it is no dialogue.
 */
export function readDialogue(
  paragraphs: readonly { prose: Prose; span: Span }[],
  text: string,
  names: ReadonlySet<string>,
): SpokenLine[] | undefined {
  const found: {
    name?: string;
    sure: boolean;
    fullWidth: boolean;
    text: string;
    span: Span;
    paragraph: number;
  }[] = [];
  paragraphs.forEach((paragraph, index) => {
    const spans = lineSpans(text, paragraph.span);
    paragraph.prose.lines.forEach((line, number) => {
      const match = LINE.exec(line.slice(0, 5000));
      const name = (match?.[1] ?? match?.[3])?.trim();
      const span =
        (spans.length === paragraph.prose.lines.length ? spans[number] : undefined) ?? paragraph.span;
      const rest = name === undefined ? line : line.slice(line.search(/[:：]/) + 1).trim();
      const sure =
        name !== undefined &&
        (isCapitals(name) || names.has(name.toUpperCase()) || paragraph.prose.boldStart[number] === true);
      found.push({
        ...(name === undefined ? {} : { name }),
        sure,
        fullWidth: match?.[3] !== undefined,
        text: rest,
        span,
        paragraph: index,
      });
    });
  });
  const named = found.filter((line) => line.name !== undefined);
  if (named.length === 0) return undefined;
  const sure = named.filter((line) => line.sure);
  const speakers = new Set(named.map((line) => line.name));
  const fullWidth = named.every((line) => line.fullWidth);
  const talk =
    speakers.size >= 2 && (named.length > speakers.size || fullWidth) && named.length === found.length;
  const enough = sure.length >= 2 || (sure.length === 1 && found.length === 1) || talk;
  if (!enough || named.length * 2 < found.length) return undefined;

  const lines: (SpokenLine & { paragraph: number })[] = [];
  for (const line of found) {
    const speaks = line.name !== undefined && (line.sure || talk);
    const content = spokenText(line.text.replace(PARENTHETICAL, ''));
    const previous = lines.at(-1);
    if (speaks && line.name !== undefined) {
      if (content)
        lines.push({ speaker: line.name, text: content, span: line.span, paragraph: line.paragraph });
    } else if (previous && previous.paragraph === line.paragraph) {
      // A soft break within what somebody says.
      previous.text = `${previous.text} ${spokenText(line.name === undefined ? line.text : `${line.name}: ${line.text}`)}`;
      previous.span = { start: previous.span.start, end: line.span.end };
    } else if (content && !/^\([^()]*\)$/.test(line.text)) {
      lines.push({ text: content, span: line.span, paragraph: line.paragraph });
    }
  }
  return lines.some((line) => line.speaker !== undefined)
    ? lines.map(({ paragraph: _paragraph, ...line }) => line)
    : undefined;
}

/** Words in capitals before a colon that nobody is called. */
const NO_NAMES = new Set([
  'NOTE',
  'NB',
  'PS',
  'WARNING',
  'TIP',
  'IMPORTANT',
  'CAUTION',
  'TODO',
  'FAQ',
  'TLDR',
  'FIG',
  'SOURCE',
]);

/** Whether a name is written in capitals, with at least two letters. */
function isCapitals(name: string): boolean {
  if (NO_NAMES.has(name)) return false;
  return name === name.toUpperCase() && name !== name.toLowerCase() && /\p{Lu}.*\p{Lu}/u.test(name);
}
