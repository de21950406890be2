import type { SceneContent } from '../../script/scene.ts';

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

function optional<Key extends string>(key: Key, text: string | undefined): { [name in Key]?: string } {
  return text === undefined ? {} : ({ [key]: drawable(text) } as { [name in Key]?: string });
}

/** The content with every text made drawable: scripts hold lone surrogates, NULs, and lines of 200 KB. */
export function drawableContent(content: SceneContent): SceneContent {
  switch (content.kind) {
    case 'title':
      return {
        ...content,
        title: drawable(content.title),
        ...optional('subtitle', content.subtitle),
        ...(content.credits ? { credits: content.credits.map((line) => drawable(line)) } : {}),
      };
    case 'text':
      return {
        ...content,
        ...optional('heading', content.heading),
        paragraphs: content.paragraphs.map((text) => drawable(text)),
      };
    case 'list':
      return {
        ...content,
        ...optional('heading', content.heading),
        items: content.items.map((item) => ({ ...item, text: drawable(item.text) })),
      };
    case 'beside':
      return {
        ...content,
        ...optional('heading', content.heading),
        items: content.items.map((item) => ({ ...item, text: drawable(item.text) })),
        paragraphs: content.paragraphs.map((text) => drawable(text)),
      };
    case 'quote':
      return { ...content, text: drawable(content.text), ...optional('attribution', content.attribution) };
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
        lines: content.lines.map((line) => ({ speaker: drawable(line.speaker), text: drawable(line.text) })),
      };
    case 'number':
      return {
        ...content,
        value: drawable(content.value),
        ...optional('unit', content.unit),
        text: drawable(content.text),
      };
    case 'table':
      return {
        ...content,
        ...optional('heading', content.heading),
        head: content.head.map((cell) => drawable(cell)),
        rows: content.rows.map((row) => row.map((cell) => drawable(cell))),
      };
    case 'end':
      return {
        ...content,
        title: drawable(content.title),
        lines: content.lines.map((line) => drawable(line)),
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
