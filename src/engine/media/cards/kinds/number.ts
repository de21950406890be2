import type { SceneContent } from '../../../script/scene.ts';
import { whole } from '../composition.ts';
import type { Composition } from '../composition.ts';
import { measureOf, typeOf } from '../setting.ts';
import { createStack, textMark } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { measureText, sideBearing } from '../text/typeface.ts';
import type { Typeface } from '../text/typeface.ts';
import { addEyebrow } from './header.ts';

/** One figure, as large as it goes, and what it means. */
export function composeNumber(content: Extract<SceneContent, { kind: 'number' }>): Composition {
  return whole((setting, width) => {
    const stack = createStack(setting, width);
    const { short } = setting.frame;
    if (addEyebrow(stack)) stack.gap(0.078 * short * setting.scale);
    addFigure(stack, content.value.trim(), content.unit?.trim() ?? '');
    if (content.text.trim() !== '') {
      const type = typeOf(setting, 'fact');
      stack.gap(0.036 * short);
      stack.text(content.text, {
        type,
        colour: setting.theme.colours.text,
        width: measureOf(type, 38),
        balance: true,
      });
    }
    return stack;
  }, 'rim');
}

/** The figure shrinks by itself until it and its unit fit the width. */
function addFigure(stack: Stack, value: string, unit: string): void {
  const { setting, width } = stack;
  const gap = 0.01 * setting.frame.short;
  const full = typeOf(setting, 'figure');
  const unitFull = typeOf(setting, 'unit');
  const beside = unit === '' ? 0 : gap;
  const natural = measureText(full, value) + (unit === '' ? 0 : measureText(unitFull, unit));
  const factor = Math.min(1, (width - beside) / natural);
  const least = 0.16;
  if (factor < least) {
    stack.text(`${value} ${unit}`.trim(), {
      type: typeOf(setting, 'title'),
      colour: setting.theme.colours.accent,
      balance: true,
    });
    return;
  }
  const figure = typeOf(setting, 'figure', factor);
  const small = typeOf(setting, 'unit', Math.max(factor, Math.min(1, factor * 1.5)));
  const wide = measureText(figure, value) + beside + measureText(small, unit);
  const fitting = wide <= width ? small : typeOf(setting, 'unit', factor);
  placeFigure(stack, value, unit, { figure, unit: fitting, gap });
}

function placeFigure(
  stack: Stack,
  value: string,
  unit: string,
  type: { figure: Typeface; unit: Typeface; gap: number },
): void {
  const colour = stack.setting.theme.colours.accent;
  const height = figureHeight(type.figure);
  const top = stack.height;
  const mark = textMark(value, '0', { type: type.figure, colour }, 0, top, height);
  mark.baseline = top + type.figure.capHeight;
  // So large a figure's side bearing would set it off from the lines above and below.
  mark.x -= sideBearing(type.figure, value);
  stack.add(mark);
  if (unit !== '') {
    const second = textMark(unit, '0', { type: type.unit, colour }, mark.box.width + type.gap, top, height);
    second.baseline = mark.baseline;
    stack.add(second);
  }
  stack.gap(height);
}

/** Figures have no descenders: the box is their own height and a breath below. */
function figureHeight(type: Typeface): number {
  return type.capHeight + 0.06 * type.size;
}
