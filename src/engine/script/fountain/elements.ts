import { isSpeakable } from '../speech.ts';
import type { Source, Span } from '../source.ts';

/** What a screenplay is made of, in order. */
export type FountainElement = { span: Span } & (
  | { kind: 'heading'; text: string }
  | { kind: 'section'; depth: number; text: string }
  | { kind: 'action'; text: string; centered: boolean }
  | { kind: 'transition'; text: string }
  | { kind: 'dialogue'; speaker: string; text: string }
);

const SCENE_HEADING = /^(?:INT\.?\s?\/\s?EXT|EXT\.?\s?\/\s?INT|I\/E|INT|EXT|EST)[. ]/i;
const FORCED_HEADING = /^\.(?!\.)(?=[\p{L}\p{N}])/u;
const SCENE_NUMBER = /\s*#[\w.-]+#\s*$/;
const TRANSITION =
  /^(?:[\p{Lu}\p{N} .'’-]+ TO:|(?:FADE|CUT|DISSOLVE|SMASH CUT|MATCH CUT|JUMP CUT|WIPE|IRIS)(?: [\p{Lu} ]{1,30})?[.:])$/u;
const PARENTHETICAL = /^\([^\r\n]*\)$/;

/** Whether the line is a scene heading, also a forced one. */
export function isSceneHeading(line: string): boolean {
  return SCENE_HEADING.test(line) || FORCED_HEADING.test(line);
}

/**
 * Reads the body of a screenplay (Fountain 1.1) line by line. `text` is the text with notes and boneyards blanked, as long as the source;
 * `firstLine` is the first after the title page. Parentheticals, synopses and page breaks are left out: nobody reads them aloud.
 */
export function readElements(source: Source, text: string, firstLine: number): FountainElement[] {
  const elements: FountainElement[] = [];
  const lineText = (line: number): string => {
    const span = source.lines[line];
    return span ? text.slice(span.start, span.end) : '';
  };
  // A line that only held a note is as good as none, but a line of two spaces goes on with a dialogue.
  const isEmpty = (line: number): boolean => lineText(line).trim() === '';
  const wasEmpty = (line: number): boolean => {
    const span = source.lines[line];
    return (
      !span ||
      span.start === span.end ||
      (isEmpty(line) && source.text.slice(span.start, span.end).trim() === '')
    );
  };

  let line = firstLine;
  while (line < source.lines.length) {
    const span = source.lines[line] ?? { start: 0, end: 0 };
    const raw = lineText(line).replace(/\s+$/, '');
    const trimmed = raw.trim();
    const afterEmpty = line === firstLine || isEmpty(line - 1);
    const beforeEmpty = isEmpty(line + 1);
    line++;
    if (trimmed === '' || /^={3,}$/.test(trimmed)) continue;
    if (trimmed.startsWith('=')) continue;
    const section = /^(#{1,6})\s*(.*)$/.exec(trimmed);
    if (section) {
      elements.push({ kind: 'section', depth: section[1]?.length ?? 1, text: plain(section[2] ?? ''), span });
      continue;
    }
    if (FORCED_HEADING.test(trimmed) || (afterEmpty && SCENE_HEADING.test(trimmed))) {
      const title = trimmed.replace(FORCED_HEADING, '').replace(SCENE_NUMBER, '');
      elements.push({ kind: 'heading', text: plain(title), span });
      continue;
    }
    const centered = /^>\s*(.*?)\s*<$/.exec(trimmed);
    if (centered) {
      elements.push({ kind: 'action', text: plain(centered[1] ?? ''), centered: true, span });
      continue;
    }
    if (trimmed.startsWith('>')) {
      elements.push({ kind: 'transition', text: plain(trimmed.slice(1)), span });
      continue;
    }
    if (afterEmpty && beforeEmpty && TRANSITION.test(trimmed)) {
      elements.push({ kind: 'transition', text: trimmed, span });
      continue;
    }
    const speaker = afterEmpty && !beforeEmpty ? speakerOf(trimmed) : undefined;
    if (speaker !== undefined) {
      const parts: string[] = [];
      let end = span.end;
      for (; line < source.lines.length; line++) {
        if (isEmpty(line)) {
          const kept = source.lines[line];
          const isOpen = kept !== undefined && /^ {2,}$/.test(source.text.slice(kept.start, kept.end));
          if (isOpen || !wasEmpty(line)) continue;
          break;
        }
        const spoken = lineText(line).trim();
        end = source.lines[line]?.end ?? end;
        if (!PARENTHETICAL.test(spoken)) parts.push(plain(spoken.replace(/^~\s*/, '')));
      }
      const said = parts
        .join(' ')
        .replace(/\([^()]{1,80}\)/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      if (said !== '')
        elements.push({ kind: 'dialogue', speaker, text: said, span: { start: span.start, end } });
      continue;
    }
    const text = plain(trimmed.replace(/^[!~]\s*/, ''));
    const previous = elements.at(-1);
    // Lines of one paragraph are told in one breath.
    if (
      !afterEmpty &&
      previous?.kind === 'action' &&
      !previous.centered &&
      previous.span.end >= span.start - 2
    ) {
      previous.text += ` ${text}`;
      previous.span = { start: previous.span.start, end: span.end };
    } else if (isSpeakable(text)) elements.push({ kind: 'action', text, centered: false, span });
  }
  return elements;
}

/** The speaker whom a line in capitals or with `@` introduces, without extensions and the mark of a dual dialogue. */
function speakerOf(line: string): string | undefined {
  const forced = line.startsWith('@');
  const name = (forced ? line.slice(1) : line)
    .replace(/\^\s*$/, '')
    .replace(/\s*\([^()]*\)/g, '')
    .trim();
  if (name === '' || name.length > 60) return undefined;
  if (forced) return plain(name);
  if (
    line.startsWith('!') ||
    !/\p{L}/u.test(name) ||
    name !== name.toUpperCase() ||
    name === name.toLowerCase()
  ) {
    return undefined;
  }
  // "BANG!" and "SUDDENLY:" are action.
  return /[.!?:,;]$/.test(name) && !/\b(?:MR|MRS|MS|DR|ST|JR|SR)\.$/.test(name) ? undefined : plain(name);
}

/** Text without emphasis marks and escapes. */
export function plain(text: string): string {
  return (
    text
      .replace(/\\([*_])/g, (_, mark: string) => (mark === '*' ? '\uE000' : '\uE001'))
      .replace(/\*{1,3}|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '')
      .replaceAll('\uE000', '*')
      .replaceAll('\uE001', '_')
      // A typewriter's dash.
      .replace(/ ?(?<!-)--(?!-) ?/g, ' — ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
