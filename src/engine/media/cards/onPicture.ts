import type { Box } from './grid.ts';
import type { Mark } from './marks.ts';
import { lowerThirdInk } from './scrim.ts';
import type { Setting } from './setting.ts';
import type { PictureInk, Theme } from './themes/theme.ts';

/** How far up a scrim fades out, of the frame's height: longer ones band. */
const FADE = 0.28;

/** Text on a picture in the ink that suits it, over the faintest scrim that is enough, else over a plate. */
export function onPicture(block: readonly Mark[], setting: Setting): Mark[] {
  const box = textBounds(block);
  if (!box) return [];
  const { spec, frame, theme } = setting;
  const { ink, strength } = lowerThirdInk(spec.picture, frame, box, theme);
  const inked = block.map((mark) => inInk(mark, theme, ink));
  if (strength !== undefined) {
    const from = Math.max(0, box.y - FADE * frame.height);
    return [{ kind: 'scrim', from, full: box.y, colour: ink.scrim, strength }, ...inked];
  }
  const side = 0.024 * frame.short;
  const edge = 0.016 * frame.short;
  const plate = {
    x: box.x - side,
    y: box.y - edge,
    width: box.width + 2 * side,
    height: box.height + 2 * edge,
  };
  const radius = theme.radius * 0.85 * frame.short;
  return [{ kind: 'rect', box: plate, colour: ink.scrim, alpha: 0.92, radius }, ...inked];
}

function inInk(mark: Mark, theme: Theme, ink: PictureInk): Mark {
  if (mark.kind !== 'text' && mark.kind !== 'disc') return mark;
  const { text, muted } = theme.colours;
  const colour = mark.colour === text ? ink.text : mark.colour === muted ? ink.place : ink.accent;
  return { ...mark, colour };
}

/** The box around all text and its markers; `undefined` when there is none. */
export function textBounds(marks: readonly Mark[]): Box | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const mark of marks) {
    if (mark.kind !== 'text' && mark.kind !== 'disc') continue;
    const box =
      mark.kind === 'text'
        ? mark.box
        : {
            x: mark.x - mark.radius,
            y: mark.y - mark.radius,
            width: 2 * mark.radius,
            height: 2 * mark.radius,
          };
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left === Infinity ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}
