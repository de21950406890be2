import { typographic } from './text/typographic.ts';
import type { CardLayout, CardPage, CardSpec } from './card.ts';
import type { Composition } from './composition.ts';
import { drawableContent, textsOf } from './content.ts';
import { fit } from './fit.ts';
import type { FittedPage } from './fit.ts';
import type { Box, Frame } from './grid.ts';
import { composeBeside } from './kinds/beside.ts';
import { composeCode } from './kinds/code.ts';
import { composeDialogue } from './kinds/dialogue.ts';
import { composeEnd } from './kinds/end.ts';
import { composeList } from './kinds/list.ts';
import { composeNumber } from './kinds/number.ts';
import { composePicture } from './kinds/picture.ts';
import { composeQuote } from './kinds/quote.ts';
import { composeTable } from './kinds/table.ts';
import { composeText } from './kinds/text.ts';
import { composeTitle } from './kinds/title.ts';
import { mirroredMark, moved } from './marks.ts';
import type { Mark } from './marks.ts';
import { notesFor } from './notes.ts';
import { clearanceOf, ornaments } from './ornaments.ts';
import { settingOf } from './setting.ts';
import type { Setting } from './setting.ts';
import { onPicture } from './onPicture.ts';

/** A page with every mark in its place, in pixels of the frame, in drawing order. */
export interface PageGeometry {
  page: CardPage;
  ornaments: readonly Mark[];
  marks: readonly Mark[];
  /** Where text may stand on this card. */
  textBox: Box;
}

/** A card, laid out to the last mark. */
export interface CardGeometry {
  layout: CardLayout;
  pages: readonly PageGeometry[];
  frame: Frame;
  setting: Setting;
  /** The scale at which its text fits, 1–0.68. */
  scale: number;
}

/** Lays a card out. Pure but for the fonts it measures with. */
export function cardGeometry(given: CardSpec): CardGeometry {
  const { eyebrow, language } = given;
  const spec = {
    ...given,
    content: drawableContent(given.content, language),
    ...(eyebrow === undefined ? {} : { eyebrow: typographic(eyebrow, language) }),
  };
  const setting = settingOf(spec, textsOf(spec.content));
  const { composition, box, fitted } = fitWell(compositionOf(spec), setting);
  const pages = fitted.pages.map((page) => place(page, composition, setting, box));
  return {
    layout: { pages: pages.map(({ page }) => page), notes: notesFor(given, fitted) },
    pages,
    frame: setting.frame,
    setting,
    scale: fitted.scale,
  };
}

/** Where not all the text fits beside a large ornament, the ornament gives way to it. */
function fitWell(composition: Composition, setting: Setting) {
  const box = boxFor(composition, setting);
  const fitted = fit(composition, setting, box);
  if (!fitted.left || composition.dress === 'plain') return { composition, box, fitted };
  const plain: Composition = { ...composition, dress: 'plain' };
  const roomier = boxFor(plain, setting);
  return { composition: plain, box: roomier, fitted: fit(plain, setting, roomier) };
}

function compositionOf(spec: CardSpec): Composition {
  const { content } = spec;
  switch (content.kind) {
    case 'title':
      return composeTitle(content);
    case 'text':
      return composeText(content, spec);
    case 'list':
      return composeList(content);
    case 'quote':
      return composeQuote(content, spec.language);
    case 'code':
      return composeCode(content, spec);
    case 'picture':
      return composePicture(content);
    case 'beside':
      return composeBeside(content, spec);
    case 'dialogue':
      return composeDialogue(content);
    case 'number':
      return composeNumber(content);
    case 'table':
      return composeTable(content);
    case 'end':
      return composeEnd(content);
  }
}

/** The text box less what the ornament takes, as it lies before mirroring. */
function boxFor(composition: Composition, setting: Setting): Box {
  const { frame, theme } = setting;
  const box = composition.box?.(setting) ?? setting.box;
  const clearance = clearanceOf(theme, frame, composition.dress);
  const right = frame.width - (clearance.right ?? 0) * frame.short;
  const top = Math.max(box.y, (clearance.top ?? 0) * frame.height);
  return {
    x: box.x,
    y: top,
    width: Math.min(box.width, right - box.x),
    height: box.y + box.height - top,
  };
}

function place(page: FittedPage, composition: Composition, setting: Setting, box: Box): PageGeometry {
  const { frame, theme, spec } = setting;
  const { draft } = page;
  const hangsFromTop = clearanceOf(theme, frame, composition.dress).top !== undefined;
  const free = Math.max(0, box.height - draft.height);
  const anchor = composition.anchor ?? (hangsFromTop ? 'top' : 'middle');
  const top = box.y + (anchor === 'top' ? 0 : anchor === 'bottom' ? free : free / 2);
  const overlay = spec.content.kind === 'picture';
  const block = draft.marks.map((mark) => moved(mark, box.x, top));
  const right = composition.underlay ? box.x + box.width : setting.box.x + setting.box.width;
  const dressed = overlay
    ? []
    : ornaments(theme, frame, composition.dress, setting.box.x, right, spec.captionsBurned);
  const underlay = composition.underlay?.(setting) ?? [];
  const marks = overlay ? onPicture(block, setting) : block;
  const steps = composition.steps(page.from, page.to);
  return mirrorPage(
    { page: { ...steps, overlay }, ornaments: [...dressed, ...underlay], marks, textBox: box },
    setting,
  );
}

/** Right-to-left cards are the mirror image, ornaments too; in 9:16 the text stays clear of the apps' buttons. */
function mirrorPage(page: PageGeometry, setting: Setting): PageGeometry {
  if (setting.direction === 'ltr') return page;
  const axis = setting.box.x + setting.box.width / 2;
  const { width } = setting.frame;
  return {
    ...page,
    marks: page.marks.map((mark) => mirroredMark(mark, axis)),
    ornaments: page.ornaments.map((mark) =>
      mirroredMark(mark, setting.theme.ornament === 'rules' ? axis : width / 2),
    ),
    textBox: { ...page.textBox, x: 2 * axis - page.textBox.x - page.textBox.width },
  };
}
