import { isSceneKey } from '../options/keys.ts';
import type { Source, Span } from '../source.ts';
import { isYamlLike, yamlKey } from './lines.ts';

export interface FrontMatterBlock {
  /** The `---` line. */
  opening: Span;
  /** What is between the lines. */
  yaml: Span;
  /** First line after the block. */
  nextLine: number;
  unclosed: boolean;
}

/** Lines that front matter may have: beyond that it is text. */
const LONGEST = 2000;

/** The film's front matter: `---` on the first line that holds anything, YAML, then `---` or `...`. */
export function findFrontMatter(source: Source): FrontMatterBlock | undefined {
  const first = firstLineWithText(source);
  if (first === undefined || textOf(source, first).trimEnd() !== '---') return undefined;
  const opening = source.lines[first] ?? { start: 0, end: 0 };
  const start = source.lines[first + 1]?.start ?? source.text.length;
  let keys = 0;
  let end = start;
  for (let line = first + 1; line < source.lines.length && line - first < LONGEST; line++) {
    const text = textOf(source, line);
    const trimmed = text.trimEnd();
    if (trimmed === '---' || trimmed === '...') {
      const empty = source.text.slice(start, end).trim() === '';
      if (keys === 0 && !empty) return undefined;
      return { opening, yaml: { start, end }, nextLine: line + 1, unclosed: false };
    }
    if (yamlKey(text) !== undefined || text.startsWith('{')) keys++;
    // Text before the first key: a break, then a scene.
    if (keys === 0 && text.trim() !== '' && !text.startsWith('#')) return undefined;
    if (text.trim() !== '') end = source.lines[line]?.end ?? end;
  }
  return keys > 0 ? unclosedBlock(source, first, opening, start) : undefined;
}

/** YAML that follows a scene break at once (Slidev): its keys are known ones, or all in small letters. */
export function findSceneFrontMatter(
  source: Source,
  breakLine: number,
): { yaml: Span; closingLine: number } | undefined {
  const start = source.lines[breakLine + 1]?.start;
  if (start === undefined || textOf(source, breakLine).trimEnd() !== '---') return undefined;
  let known = 0;
  let keys = 0;
  for (let line = breakLine + 1; line < source.lines.length && line - breakLine < LONGEST; line++) {
    const text = textOf(source, line);
    if (text.trimEnd() === '---') {
      if (keys === 0) return undefined;
      return { yaml: { start, end: source.lines[line - 1]?.end ?? start }, closingLine: line };
    }
    const key = yamlKey(text);
    if (key !== undefined) {
      keys++;
      if (isSceneKey(key)) known++;
      else if (known === 0 && key !== key.toLowerCase()) return undefined;
    } else if (keys === 0 || !isYamlLike(text)) return undefined;
  }
  return undefined;
}

function unclosedBlock(source: Source, first: number, opening: Span, start: number): FrontMatterBlock {
  let line = first + 1;
  let end = start;
  for (; line < source.lines.length; line++) {
    const text = textOf(source, line);
    if (text.trim() === '' || !isYamlLike(text)) break;
    end = source.lines[line]?.end ?? end;
  }
  return { opening, yaml: { start, end }, nextLine: line, unclosed: true };
}

function firstLineWithText(source: Source): number | undefined {
  const index = source.lines.findIndex((_, line) => textOf(source, line).trim() !== '');
  return index < 0 ? undefined : index;
}

function textOf(source: Source, line: number): string {
  const found = source.lines[line];
  return found ? source.text.slice(found.start, found.end) : '';
}
