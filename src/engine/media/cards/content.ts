import type { SceneContent } from '../../script/scene.ts';
import { typographic } from './text/typographic.ts';

/** Longest paragraph a card is tried with, characters; nobody reads more from a screen. */
const LONGEST = 2000;

/** Text as it can be drawn: whole characters, no controls, of a length that can be laid out at once. */
function drawable(text: string): string {
  const whole = text
    .slice(0, LONGEST)
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .replaceAll(/[^\P{Cc}\n\t]/gu, ' ');
  return text.length > LONGEST ? `${whole}…` : whole;
}

/**
 * The content with every text made drawable (scripts hold lone surrogates, NULs, and lines of 200 KB) and set with the marks
 * of a typesetter; code stays as it is.
 *
 * @param language BCP 47.
 */
export function drawableContent(content: SceneContent, language: string): SceneContent {
  const set = (text: string): string => typographic(drawable(text), language);
  const optional = <Key extends string>(key: Key, text: string | undefined): { [name in Key]?: string } =>
    text === undefined ? {} : ({ [key]: set(text) } as { [name in Key]?: string });
  switch (content.kind) {
    case 'title':
      return {
        ...content,
        title: set(content.title),
        ...optional('subtitle', content.subtitle),
        ...(content.credits ? { credits: content.credits.map((line) => set(line)) } : {}),
      };
    case 'text':
      return {
        ...content,
        ...optional('heading', content.heading),
        paragraphs: content.paragraphs.map((text) => set(text)),
      };
    case 'list':
      return {
        ...content,
        ...optional('heading', content.heading),
        items: content.items.map((item) => ({ ...item, text: set(item.text) })),
      };
    case 'beside':
      return {
        ...content,
        ...optional('heading', content.heading),
        items: content.items.map((item) => ({ ...item, text: set(item.text) })),
        paragraphs: content.paragraphs.map((text) => set(text)),
      };
    case 'quote':
      return { ...content, text: set(content.text), ...optional('attribution', content.attribution) };
    case 'code':
      return {
        ...content,
        ...optional('heading', content.heading),
        code: content.code
          .replaceAll(/\p{Cs}/gu, '\uFFFD')
          .split('\n')
          .slice(0, 2000)
          .map((line) => drawable(line))
          .join('\n'),
      };
    case 'picture':
      return { ...content, ...optional('name', content.name), ...optional('place', content.place) };
    case 'dialogue':
      return {
        ...content,
        ...optional('heading', content.heading),
        lines: content.lines.map((line) => ({ speaker: set(line.speaker), text: set(line.text) })),
      };
    case 'number':
      return {
        ...content,
        value: set(content.value),
        ...optional('unit', content.unit),
        text: set(content.text),
      };
    case 'table':
      return {
        ...content,
        ...optional('heading', content.heading),
        head: content.head.map((cell) => set(cell)),
        rows: content.rows.map((row) => row.map((cell) => set(cell))),
      };
    case 'end':
      return {
        ...content,
        title: set(content.title),
        lines: content.lines.map((line) => set(line)),
      };
  }
}

/** Every text that could stand on the card, for its direction and its glyphs. */
export function textsOf(content: SceneContent): string[] {
  switch (content.kind) {
    case 'title':
      return present(content.title, content.subtitle, ...(content.credits ?? []));
    case 'text':
      return present(content.heading, ...content.paragraphs);
    case 'list':
      return present(content.heading, ...content.items.map((item) => item.text));
    case 'beside':
      return present(content.heading, ...content.items.map((item) => item.text), ...content.paragraphs);
    case 'quote':
      return present(content.text, content.attribution);
    case 'code':
      return present(content.heading, content.code);
    case 'picture':
      return present(content.name, content.place);
    case 'dialogue':
      return present(content.heading, ...content.lines.flatMap((line) => [line.speaker, line.text]));
    case 'number':
      return present(content.text, content.value, content.unit);
    case 'table':
      return present(content.heading, ...content.head, ...content.rows.flat());
    case 'end':
      return present(content.title, ...content.lines);
  }
}

function present(...texts: readonly (string | undefined)[]): string[] {
  return texts.filter((text) => text !== undefined && text !== '') as string[];
}
