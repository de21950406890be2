import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap, CardState } from './card.ts';
import { blend, css, rgb } from './contrast.ts';
import type { CardGeometry, PageGeometry } from './geometry.ts';
import type { Mark, TextMark } from './marks.ts';
import { paintBullet, paintDisc, paintPicture, paintRect, paintScrim } from './shapes.ts';

/** How far below its place an entering mark begins, of the short side. */
const RISE = 0.011;

/** Draws one state of a card. Steps that are not there yet leave no trace. */
export function paintCard(geometry: CardGeometry, state: CardState, picture: Bitmap | undefined): Bitmap {
  const { width, height } = geometry.frame;
  const page = geometry.pages[Math.min(state.page, geometry.pages.length - 1)];
  const context = createCanvas(width, height).getContext('2d');
  if (!page) return bitmapOf(context, width, height, true);
  if (!page.page.overlay) {
    context.fillStyle = geometry.setting.theme.colours.background;
    context.fillRect(0, 0, width, height);
  }
  for (const mark of [...page.ornaments, ...page.marks])
    paintMark(context, mark, geometry, page, state, picture);
  return bitmapOf(context, width, height, page.page.overlay);
}

/** How much a step is there (0–1), and how much it is the newest (0–1). */
function presence(step: number | undefined, state: CardState): { there: number; newest: number } {
  if (step === undefined) return { there: 1, newest: 1 };
  if (step > state.shown) return { there: 0, newest: 1 };
  if (step === state.shown) return { there: state.entering, newest: 1 };
  return { there: 1, newest: step === state.shown - 1 ? 1 - state.entering : 0 };
}

function paintMark(
  context: SKRSContext2D,
  mark: Mark,
  geometry: CardGeometry,
  page: PageGeometry,
  state: CardState,
  picture: Bitmap | undefined,
): void {
  const { there, newest } = presence(mark.step, state);
  if (there <= 0) return;
  context.save();
  context.globalAlpha = there;
  if (there < 1) context.translate(0, (1 - there) * RISE * geometry.frame.short);
  switch (mark.kind) {
    case 'text':
      context.globalAlpha *= textOpacity(mark, geometry, page, state);
      paintText(context, mark, newest);
      break;
    case 'rect':
      if (mark.focus) context.globalAlpha *= inFocus(mark.focus, state);
      if (context.globalAlpha > 0) paintRect(context, mark);
      break;
    case 'bullet':
      paintBullet(context, mark, newest);
      break;
    case 'disc':
      paintDisc(context, mark);
      break;
    case 'picture':
      paintPicture(context, mark.box, picture, geometry.setting.theme.colours.surface);
      break;
    case 'scrim':
      paintScrim(context, mark, geometry.frame);
      break;
  }
  context.restore();
}

/** Whether something of these focus steps is in focus: 0–1 while one step gives way to the next. */
function inFocus(focus: readonly number[], state: CardState): number {
  const now = focus.includes(state.shown - 1) ? 1 : 0;
  const next = focus.includes(state.shown) ? 1 : 0;
  return now + (next - now) * state.entering;
}

/** Code out of focus steps back; before the first focus nothing does. */
function textOpacity(mark: TextMark, geometry: CardGeometry, page: PageGeometry, state: CardState): number {
  if (!mark.focus || page.page.steps === 0) return 1;
  const { dim } = geometry.setting.theme.code;
  const level = (step: number) => (step < 0 || mark.focus?.includes(step) ? 1 : dim);
  const now = level(state.shown - 1);
  const next = state.shown < page.page.steps ? level(state.shown) : now;
  return now + (next - now) * state.entering;
}

function paintText(context: SKRSContext2D, mark: TextMark, newest: number): void {
  context.font = mark.font;
  context.letterSpacing = `${mark.tracking}px`;
  context.wordSpacing = `${mark.wordSpacing ?? 0}px`;
  context.direction = mark.direction;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle =
    mark.earlier === undefined || newest >= 1
      ? mark.colour
      : css(blend(rgb(mark.earlier), rgb(mark.colour), newest));
  context.fillText(mark.text, mark.x, mark.baseline);
}

/**
 * The canvas's pixels, straight alpha where there is transparency. Copied to memory of JavaScript's own: what native code
 * lends cannot be moved to another thread.
 */
export function bitmapOf(
  context: SKRSContext2D,
  width: number,
  height: number,
  transparent: boolean,
): Bitmap {
  const lent = transparent ? context.getImageData(0, 0, width, height).data : context.canvas.data();
  return { width, height, data: new Uint8Array(lent) };
}
