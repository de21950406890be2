import { setextHeading } from '../rules/setextHeading.ts';
import { unclosedFrontMatter } from '../rules/unclosedFrontMatter.ts';
import type { Diagnostic } from '../scene.ts';
import { type Source, type Span, trimSpan } from '../source.ts';
import { findFrontMatter, findSceneFrontMatter } from './frontMatterBlock.ts';
import { scanLines, type LineMarks } from './scan.ts';

/** A scene as it stands in the text, not yet read. */
export interface SceneChunk extends Span {
  /** YAML between the separator and the scene (Slidev). */
  frontMatter?: Span;
  /** The break that ends the scene before, if one does. */
  separator?: Span;
}

export interface MarkdownCut {
  /** The YAML of the film. */
  frontMatter?: Span;
  /** Whether headings separate the scenes, for want of breaks. */
  atHeadings: boolean;
  /** In order. Scenes with nothing in them are still here, except before the first and after the last break. */
  chunks: readonly SceneChunk[];
  /** Link and picture definitions of the whole script: label → line. */
  definitions: ReadonlyMap<string, string>;
  diagnostics: readonly Diagnostic[];
}

/**
 * Cuts a script into scenes without parsing it: one pass over the lines. Thematic breaks separate scenes; where there is
 * none, headings do (`#` and `##`, or the highest level that is used).
 */
export function cutMarkdown(source: Source): MarkdownCut {
  const diagnostics: Diagnostic[] = [];
  const front = findFrontMatter(source);
  if (front?.unclosed) {
    diagnostics.push(unclosedFrontMatter(source, front.opening, front.yaml.end));
  }
  const marks = scanLines(source, front?.nextLine ?? 0);
  diagnostics.push(...marks.diagnostics);
  for (const { text, underline } of marks.setextTraps) {
    diagnostics.push(setextHeading(source, text, underline));
  }
  const bodyStart = source.lines[front?.nextLine ?? 0]?.start ?? source.text.length;
  const chunks =
    marks.breaks.length > 0 ? cutAtBreaks(source, marks, bodyStart) : cutAtHeadings(source, marks, bodyStart);
  return {
    ...(front ? { frontMatter: front.yaml } : {}),
    atHeadings: marks.breaks.length === 0,
    chunks,
    definitions: marks.definitions,
    diagnostics,
  };
}

function cutAtBreaks(source: Source, marks: LineMarks, bodyStart: number): SceneChunk[] {
  const chunks: SceneChunk[] = [];
  let start = bodyStart;
  let opened: Pick<SceneChunk, 'frontMatter' | 'separator'> = {};
  for (const line of marks.breaks) {
    const separator = source.lines[line] ?? { start, end: start };
    chunks.push({ ...trimSpan(source.text, { start, end: separator.start }), ...opened });
    const front = findSceneFrontMatter(source, line);
    start = source.lines[(front?.closingLine ?? line) + 1]?.start ?? source.text.length;
    opened = { separator, ...(front ? { frontMatter: front.yaml } : {}) };
  }
  chunks.push({ ...trimSpan(source.text, { start, end: source.text.length }), ...opened });
  const isVoid = (chunk: SceneChunk | undefined): boolean =>
    chunk !== undefined && chunk.start === chunk.end && !chunk.frontMatter;
  if (isVoid(chunks[0])) chunks.shift();
  if (isVoid(chunks.at(-1))) chunks.pop();
  return chunks;
}

function cutAtHeadings(source: Source, marks: LineMarks, bodyStart: number): SceneChunk[] {
  let level = 6;
  for (const heading of marks.headings) level = Math.min(level, heading.depth);
  const deepest = Math.max(2, level);
  const starts = marks.headings
    .filter((heading) => heading.depth <= deepest)
    .map((heading) => source.lines[heading.line]?.start ?? bodyStart);
  const firstContent = source.lines[marks.firstContentLine ?? source.lines.length]?.start ?? Infinity;
  // Comments above the first heading belong to its scene.
  if (starts[0] === undefined || firstContent < starts[0]) starts.unshift(bodyStart);
  else starts[0] = bodyStart;
  return starts
    .map((start, index) => trimSpan(source.text, { start, end: starts[index + 1] ?? source.text.length }))
    .filter((chunk) => chunk.end > chunk.start);
}
