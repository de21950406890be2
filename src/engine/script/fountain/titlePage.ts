import type { Source, Span } from '../source.ts';
import { FILM_KEYS } from '../options/keys.ts';
import type { YamlEntry } from '../options/yaml.ts';
import { isSceneHeading, plain } from './elements.ts';

/** The title page of a screenplay. */
export interface TitlePage {
  title?: string;
  /** `Written by` and the like, as written. */
  credit?: string;
  authors?: string;
  source?: string;
  span: Span;
  /** First line after it. */
  nextLine: number;
  /** Keys of ours, to be read as front matter is. */
  entries: readonly YamlEntry[];
}

interface Field {
  key: string;
  keySpan: Span;
  /** Its lines, with places. */
  values: { text: string; span: Span }[];
}

/** Keys by which a title page is recognised. */
const KNOWN =
  /^(?:title|credit|authors?|source|notes?|draft date|date|contact|copyright|revision|format|episode)$/i;
const KEY = /^([A-Za-z][A-Za-z ]{0,29}):[ \t]*(.*)$/;

/** Reads the title page: `Key: value` lines from the very start up to the first empty line. */
export function readTitlePage(source: Source, text: string, firstLine: number): TitlePage | undefined {
  const fields: Field[] = [];
  let line = firstLine;
  while (line < source.lines.length && lineText(source, text, line).trim() === '') line++;
  const first = source.lines[line]?.start ?? 0;
  let end = first;
  for (; line < source.lines.length; line++) {
    const span = source.lines[line] ?? { start: 0, end: 0 };
    const raw = text.slice(span.start, span.end);
    if (raw.trim() === '') break;
    const match = /^\S/.test(raw) ? KEY.exec(raw) : null;
    if (match?.[1] && !isSceneHeading(raw)) {
      const keySpan = { start: span.start, end: span.start + match[1].length };
      const field: Field = { key: match[1].trim(), keySpan, values: [] };
      pushValue(field, match[2] ?? '', span.end - (match[2]?.length ?? 0));
      fields.push(field);
    } else if (fields.length > 0 && /^[ \t]/.test(raw)) {
      const last = fields.at(-1);
      if (last) pushValue(last, raw, span.start);
    } else return undefined;
    end = span.end;
  }
  if (!fields.some((field) => KNOWN.test(field.key) || isOurs(field.key))) return undefined;
  const valueOf = (...keys: string[]): string | undefined => {
    const field = fields.find((candidate) => keys.includes(candidate.key.toLowerCase()));
    return field &&
      field.values
        .map((value) => plain(value.text))
        .join(' ')
        .trim()
      ? joined(field)
      : undefined;
  };
  const title = valueOf('title');
  const credit = valueOf('credit');
  const authors = fields
    .filter((field) => /^authors?$/i.test(field.key))
    .flatMap((field) => field.values.map((value) => plain(value.text)))
    .filter(Boolean)
    .join(', ');
  const based = valueOf('source');
  return {
    ...(title === undefined ? {} : { title }),
    ...(credit === undefined ? {} : { credit }),
    ...(authors === '' ? {} : { authors }),
    ...(based === undefined ? {} : { source: based }),
    span: { start: first, end },
    nextLine: line,
    entries: fields
      .filter((field) => isOurs(field.key) && !/^(?:title|author)$/i.test(field.key))
      .map(entryOf),
  };
}

function isOurs(key: string): boolean {
  return FILM_KEYS.some((known) => known === key.toLowerCase());
}

function joined(field: Field): string {
  return field.values
    .map((value) => plain(value.text))
    .filter(Boolean)
    .join(' ');
}

function pushValue(field: Field, raw: string, start: number): void {
  const text = raw.trim();
  if (text === '') return;
  const from = start + (raw.length - raw.trimStart().length);
  field.values.push({ text, span: { start: from, end: from + text.length } });
}

/** A field as YAML would give it: one value, or a mapping where it has lines of `NAME: voice`. */
function entryOf(field: Field): YamlEntry {
  const key = field.key.toLowerCase();
  const [first] = field.values;
  const span = {
    start: first?.span.start ?? field.keySpan.end,
    end: field.values.at(-1)?.span.end ?? field.keySpan.end,
  };
  if (key !== 'cast') {
    const value = first ? scalarOf(field.values.map((part) => part.text).join(' ')) : null;
    return { key, keySpan: field.keySpan, value: { kind: 'scalar', value, span } };
  }
  const entries = field.values.flatMap(({ text, span: at }): YamlEntry[] => {
    const colon = text.indexOf(':');
    if (colon <= 0) return [];
    const voice = text.slice(colon + 1).trim();
    const keySpan = { start: at.start, end: at.start + colon };
    return [
      {
        key: text.slice(0, colon).trim(),
        keySpan,
        value: { kind: 'scalar', value: voice || null, span: { start: at.end - voice.length, end: at.end } },
      },
    ];
  });
  return { key, keySpan: field.keySpan, value: { kind: 'map', entries, span } };
}

function scalarOf(text: string): string | number {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function lineText(source: Source, text: string, line: number): string {
  const span = source.lines[line];
  return span ? text.slice(span.start, span.end) : '';
}
