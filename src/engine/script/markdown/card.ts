import type { MediaReference, SceneContent, SceneKind } from '../scene.ts';
import type { ImageDraft, ListItemDraft } from './blocks.ts';
import { focusSteps } from './focus.ts';
import { readFigure } from './figure.ts';
import { isEndingTitle } from './ending.ts';
import type { Paragraph, SceneParts } from './parts.ts';

/** Where a scene stands in the film. */
export interface ScenePlace {
  first: boolean;
  last: boolean;
}

/** A card and the paragraphs that stand on it: those are not what is told, unless nothing else is. */
export interface ChosenCard {
  content: SceneContent;
  shown: readonly Paragraph[];
}

/** Longest subtitle or text of a number, in characters. */
const SHORT = 100;
/** A paragraph under a picture that is longer than this stands beside it instead of being told over it. */
const CAPTION = 300;

/** Tries one kind of card; `undefined` when the scene has not what it needs. */
type Recipe = (parts: SceneParts, media: MediaReference | undefined) => ChosenCard | undefined;

const titleCard: Recipe = (parts) => {
  const title = parts.headings[0]?.prose.shown;
  if (title === undefined) return undefined;
  const second = parts.headings[1]?.prose.shown;
  const lead = parts.paragraphs[0];
  const short = lead && [...lead.prose.shown].length <= SHORT ? lead : undefined;
  const subtitle = second ?? short?.prose.shown;
  return {
    content: { kind: 'title', title: oneLine(title), ...(subtitle ? { subtitle: oneLine(subtitle) } : {}) },
    shown: second === undefined && short ? [short] : [],
  };
};

const textCard: Recipe = (parts) => ({
  content: {
    kind: 'text',
    ...heading(parts),
    paragraphs: parts.paragraphs.map((paragraph) => paragraph.prose.shown),
  },
  shown: [],
});

const listCard: Recipe = (parts) => {
  const items = itemsOf(parts);
  if (items.length === 0) return undefined;
  return {
    content: {
      kind: 'list',
      ...heading(parts),
      ordered: parts.lists[0]?.ordered === true,
      items: shownItems(items),
    },
    shown: [],
  };
};

const quoteCard: Recipe = (parts) => {
  const paragraph = parts.paragraphs[0];
  const quote =
    parts.quote ??
    (paragraph && { text: paragraph.prose.shown, verse: paragraph.prose.shown.includes('\n') });
  if (!quote) return undefined;
  const { text, verse } = quote;
  const attribution = parts.quote?.attribution;
  return {
    content: { kind: 'quote', text, verse, ...(attribution === undefined ? {} : { attribution }) },
    shown: [],
  };
};

const codeCard: Recipe = (parts) => {
  const { code } = parts;
  if (!code) return undefined;
  const file = /\[([^\]]{1,80})\]/.exec(code.meta)?.[1];
  const title = heading(parts).heading ?? file;
  return {
    content: {
      kind: 'code',
      ...(title === undefined ? {} : { heading: title }),
      language: code.language,
      code: code.code,
      focus: focusSteps(code.meta, code.code.split('\n').length),
    },
    shown: [],
  };
};

const tableCard: Recipe = (parts) => {
  const { table } = parts;
  if (!table) return undefined;
  const { head, rows, align } = table;
  return { content: { kind: 'table', ...heading(parts), head, rows, align }, shown: [] };
};

const pictureCard: Recipe = (parts, media) => {
  if (!media) return undefined;
  const caption = parts.paragraphs.find((paragraph) => paragraph.prose.emphasised);
  const title = parts.images[0]?.title;
  const label = isLabel(media.alt) ? media.alt : undefined;
  const name = title === undefined && label === undefined ? caption?.prose.shown : (label ?? title);
  const place = label === undefined ? undefined : (title ?? caption?.prose.shown);
  return {
    content: {
      kind: 'picture',
      media,
      ...(name === undefined ? {} : { name: oneLine(name) }),
      ...(place === undefined ? {} : { place: oneLine(place) }),
    },
    shown: caption ? [caption] : [],
  };
};

const besideCard: Recipe = (parts, media) => {
  if (!media) return undefined;
  const items = itemsOf(parts);
  return {
    content: {
      kind: 'beside',
      media,
      ...heading(parts),
      ordered: parts.lists[0]?.ordered === true,
      items: shownItems(items),
      paragraphs: items.length > 0 ? [] : parts.paragraphs.map((paragraph) => paragraph.prose.shown),
    },
    shown: [],
  };
};

const dialogueCard: Recipe = (parts) => {
  const lines = parts.dialogue?.flatMap(({ speaker, text }) =>
    speaker === undefined ? [] : [{ speaker, text }],
  );
  return lines && { content: { kind: 'dialogue', ...heading(parts), lines }, shown: [] };
};

const numberCard: Recipe = (parts) => {
  const title = parts.headings[0]?.prose.shown ?? parts.paragraphs[0]?.prose.shown;
  const figure = title === undefined ? undefined : readFigure(title);
  if (!figure) return undefined;
  const lead = parts.paragraphs[parts.headings.length > 0 ? 0 : 1];
  const text = parts.headings[1]?.prose.shown ?? lead?.prose.shown ?? '';
  return {
    content: { kind: 'number', ...figure, text: firstSentence(text) },
    shown: parts.headings.length < 2 && lead && parts.paragraphs.length > 1 ? [lead] : [],
  };
};

const endCard: Recipe = (parts) => {
  const [lead] = parts.paragraphs;
  const title = parts.headings[0]?.prose.shown ?? lead?.prose.shown;
  if (title === undefined) return undefined;
  const rest = parts.headings.length > 0 ? parts.paragraphs : parts.paragraphs.slice(1);
  const lines = [...parts.headings.slice(1), ...rest].flatMap((part) => part.prose.shown.split('\n'));
  const items = itemsOf(parts).map((item) => item.prose.shown);
  return {
    content: {
      kind: 'end',
      title: oneLine(title),
      lines: [...lines, ...items].filter((line) => [...line].length <= SHORT),
    },
    shown: [],
  };
};

const RECIPES: Readonly<Record<SceneKind, Recipe>> = {
  title: titleCard,
  text: textCard,
  list: listCard,
  quote: quoteCard,
  code: codeCard,
  picture: pictureCard,
  beside: besideCard,
  dialogue: dialogueCard,
  number: numberCard,
  table: tableCard,
  end: endCard,
};

/** The card that was asked for, or `undefined` when the scene has not what it needs. */
export function askedCard(
  kind: SceneKind,
  parts: SceneParts,
  media: MediaReference | undefined,
): ChosenCard | undefined {
  return RECIPES[kind](parts, media);
}

/** The card that suits what the scene has. `undefined` for a scene without anything to show. */
export function chooseCard(
  parts: SceneParts,
  media: MediaReference | undefined,
  place: ScenePlace,
): ChosenCard | undefined {
  const kind = suitableKind(parts, media, place);
  return kind === undefined ? undefined : RECIPES[kind](parts, media);
}

function suitableKind(
  parts: SceneParts,
  media: MediaReference | undefined,
  place: ScenePlace,
): SceneKind | undefined {
  const [heading] = parts.headings;
  const hasText = parts.paragraphs.length > 0;
  const hasList = parts.lists.length > 0;
  if (parts.code) return 'code';
  if (parts.table) return 'table';
  if (parts.dialogue && !media) return 'dialogue';
  if (media) return besidePicture(parts) ? 'beside' : 'picture';
  if (parts.quote) return 'quote';
  if (heading && !hasList && readFigure(heading.prose.shown)) return 'number';
  if (heading && !hasList && place.last && !place.first && isEnding(parts)) return 'end';
  if (hasList) return 'list';
  if (heading && place.first && heading.depth === 1) return 'title';
  if (heading && !hasText) return 'title';
  return heading || hasText ? 'text' : undefined;
}

/** Whether a scene with a picture has text to stand beside it, rather than a caption or what is told over it. */
function besidePicture(parts: SceneParts): boolean {
  if (parts.dialogue) return false;
  if (parts.headings.length > 0 || parts.lists.length > 0) return true;
  const told = parts.paragraphs.filter((paragraph) => !paragraph.prose.emphasised);
  return told.length > 1 || told.some((paragraph) => paragraph.prose.shown.length > CAPTION);
}

/** A last scene that says so, or that is only a heading. */
function isEnding(parts: SceneParts): boolean {
  const words = parts.paragraphs.reduce((sum, paragraph) => sum + paragraph.prose.shown.length, 0);
  return words === 0 || (words <= 4 * SHORT && isEndingTitle(parts.headings[0]?.prose.shown ?? ''));
}

/** Items of all lists of a scene, in order. */
export function itemsOf(parts: SceneParts): readonly ListItemDraft[] {
  return parts.lists.flatMap((list) => list.items);
}

function shownItems(items: readonly ListItemDraft[]): { text: string; depth: number }[] {
  return items.map((item) => ({ text: item.prose.shown, depth: item.depth }));
}

function heading(parts: SceneParts): { heading?: string } {
  const [first] = parts.headings;
  return first ? { heading: oneLine(first.prose.shown) } : {};
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function firstSentence(text: string): string {
  if ([...text].length <= SHORT * 1.4) return oneLine(text);
  return /^.{20,}?[.!?。！？](?=\s|$)/su.exec(text.slice(0, 400))?.[0] ?? oneLine(text);
}

/** Whether an alternative text can stand on the picture: short, and no file's name. */
function isLabel(alt: string): boolean {
  return (
    alt !== '' &&
    [...alt].length <= 60 &&
    !/\.\w{2,5}$|^(?:image|img|picture|photo|screenshot|figure|alt)[ _-]?\d*$/i.test(alt)
  );
}

/** The picture of a scene: the one its settings name, else the first in the text. */
export function sceneImage(images: readonly ImageDraft[]): ImageDraft | undefined {
  return images.find((image) => image.background === undefined) ?? images[0];
}
