import type { Box } from './grid.ts';
import type { Mark } from './marks.ts';
import { lowerThirdStrength } from './scrim.ts';
import type { Setting } from './setting.ts';

/** How far up a scrim fades out, of the frame's height: longer ones band. */
const FADE = 0.28;

/** What lies between a picture and the text on it: the faintest scrim that is enough, else a plate. */
export function underText(block: readonly Mark[], setting: Setting): Mark[] {
  const box = textBounds(block);
  if (!box) return [];
  const { spec, frame, theme } = setting;
  const strength = lowerThirdStrength(spec.picture, frame, box, theme);
  const { colours } = theme;
  if (strength !== undefined) {
    const from = Math.max(0, box.y - FADE * frame.height);
    return [{ kind: 'scrim', from, full: box.y, colour: colours.background, strength }];
  }
  const side = 0.024 * frame.short;
  const edge = 0.016 * frame.short;
  const plate = {
    x: box.x - side,
    y: box.y - edge,
    width: box.width + 2 * side,
    height: box.height + 2 * edge,
  };
  return [
    {
      kind: 'rect',
      box: plate,
      colour: colours.background,
      alpha: 0.92,
      radius: theme.radius * 0.85 * frame.short,
    },
  ];
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
