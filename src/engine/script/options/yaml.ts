import { isAlias, isMap, isScalar, isSeq, type Document, parseDocument } from 'yaml';
import type { Span } from '../source.ts';

/** A value of YAML with its place; offsets count from the start of the script. */
export type YamlValue = { span: Span } & (
  | { kind: 'scalar'; value: string | number | boolean | null }
  | { kind: 'map'; entries: readonly YamlEntry[] }
  | { kind: 'list'; items: readonly YamlValue[] }
  /** Something that is no plain data, or too much of it. */
  | { kind: 'odd' }
);

export interface YamlEntry {
  key: string;
  keySpan: Span;
  value: YamlValue;
}

export interface YamlProblem {
  message: string;
  span: Span;
}

/** Most that is looked at: front matter is a page, not a database. */
const LONGEST = 64 * 1024;
const MOST_VALUES = 2000;
const DEEPEST = 20;

/**
 * Reads a mapping. Never throws. Aliases are followed only to plain values, so a "billion laughs" stays as small as it is
 * written; what is nested deeper than 20 or longer than 64 KB is not read and said so.
 */
export function readYaml(given: string, offset: number): { entries: YamlEntry[]; problems: YamlProblem[] } {
  // A lone CR ends a line in a script, but not in YAML.
  const text = given.replace(/\r(?!\n)/g, '\n');
  const whole = { start: offset, end: offset + text.length };
  if (text.trim() === '') return { entries: [], problems: [] };
  if (text.length > LONGEST) {
    return {
      entries: [],
      problems: [{ message: 'This is too long to be settings (over 64 KB).', span: whole }],
    };
  }
  if (nesting(text) > DEEPEST) {
    return { entries: [], problems: [{ message: 'This is nested too deeply to be settings.', span: whole }] };
  }
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const problems = document.errors.slice(0, 5).map((error) => ({
    message: `This is not valid YAML: ${firstSentence(error.message)}`,
    span: place(offset, text.length, error.pos),
  }));
  const contents = document.contents;
  if (!isMap(contents)) {
    if (problems.length === 0 && !(isScalar(contents) && contents.value === null)) {
      problems.push({ message: 'Settings are written as “key: value”, one on a line.', span: whole });
    }
    return { entries: [], problems };
  }
  const budget = { left: MOST_VALUES };
  const value = valueOf(contents, document, offset, text.length, budget, 0);
  if (budget.left < 0)
    problems.push({ message: 'These are too many values; the rest was not read.', span: whole });
  return { entries: value.kind === 'map' ? [...value.entries] : [], problems };
}

function valueOf(
  node: unknown,
  document: Document,
  offset: number,
  length: number,
  budget: { left: number },
  depth: number,
): YamlValue {
  const span = place(offset, length, rangeOf(node));
  if (budget.left-- <= 0 || depth > DEEPEST) return { kind: 'odd', span };
  if (isAlias(node)) {
    const target = node.resolve(document);
    return isScalar(target)
      ? { ...valueOf(target, document, offset, length, budget, depth + 1), span }
      : { kind: 'odd', span };
  }
  if (isScalar(node)) {
    const { value } = node;
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      return { kind: 'scalar', value, span };
    }
    return { kind: 'odd', span };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => valueOf(item, document, offset, length, budget, depth + 1));
    return { kind: 'list', items, span };
  }
  if (isMap(node)) {
    const entries = node.items.flatMap((pair): YamlEntry[] => {
      if (!isScalar(pair.key)) return [];
      const keySpan = place(offset, length, rangeOf(pair.key));
      const value: YamlValue =
        pair.value === null || pair.value === undefined
          ? { kind: 'scalar', value: null, span: { start: keySpan.end, end: keySpan.end } }
          : valueOf(pair.value, document, offset, length, budget, depth + 1);
      return [{ key: String(pair.key.value), keySpan, value }];
    });
    return { kind: 'map', entries, span };
  }
  return { kind: 'odd', span };
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? undefined : [start, end];
}

function place(offset: number, length: number, range: readonly [number, number] | undefined): Span {
  const start = Math.min(range?.[0] ?? 0, length);
  const end = Math.min(Math.max(range?.[1] ?? length, start), length);
  return { start: offset + start, end: offset + end };
}

/** Upper bound of the nesting: brackets that are open at once, or indentation. */
function nesting(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++open);
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    else if (character === '\n') open = 0;
  }
  let dashes = 0;
  for (const match of text.matchAll(/^(?:[ \t]*[-?](?=[ \t]))+/gm))
    dashes = Math.max(dashes, match[0].replace(/\s/g, '').length);
  const indents = new Set(Array.from(text.matchAll(/^ */gm), (match) => match[0].length));
  return Math.max(deepest, dashes, indents.size - 1);
}

function firstSentence(message: string): string {
  return `${message.split('\n')[0]?.replace(/[.:]$/, '') ?? ''}.`;
}
