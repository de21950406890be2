import type { ListItem, SceneContent } from '../../../script/scene.ts';
import type { Composition } from '../composition.ts';
import { typeOf } from '../setting.ts';
import type { Role } from '../setting.ts';
import { createStack, textMark } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { lineHeightOf, measureText } from '../text/typeface.ts';
import { addHeader } from './header.ts';

/** A heading and items that appear one after another. */
export function composeList(content: Extract<SceneContent, { kind: 'list' }>): Composition {
  return {
    dress: 'rim',
    units: content.items.length,
    unit: (index) => itemUnit(content.items, index),
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      addHeader(stack, content.heading);
      addItems(stack, content.items, { from, to, ordered: content.ordered, role: 'item' });
      return stack;
    },
    steps: (from, to) => itemSteps(content.items, from, to),
  };
}

export function itemUnit(items: readonly ListItem[], index: number): { weight: number; goodStart: boolean } {
  const item = items[index];
  return { weight: 30 + (item?.text.length ?? 0), goodStart: (item?.depth ?? 0) === 0 };
}

export function itemSteps(items: readonly ListItem[], from: number, to: number) {
  const shown = items.slice(from, to);
  return {
    steps: shown.length,
    items: shown.map((_, index) => from + index),
    texts: shown.map((item) => item.text),
  };
}

/** Items with their markers; the newest marker is full, earlier ones hollow. */
export function addItems(
  stack: Stack,
  items: readonly ListItem[],
  options: { from: number; to: number; ordered: boolean; role: Role },
): void {
  const { setting } = stack;
  const { short } = setting.frame;
  const numbers = numbering(items);
  for (let index = options.from; index < options.to; index += 1) {
    const item = items[index];
    if (!item) continue;
    const depth = Math.min(item.depth, 3);
    const type = typeOf(setting, options.role, depth > 0 ? 0.9 : 1);
    if (index > options.from) stack.gap((depth > 0 ? 0.016 : 0.034) * short * setting.scale);
    const step = index - options.from;
    const left = depth * 0.05 * short;
    const top = stack.height;
    const lines = stack.text(item.text, {
      type,
      colour: setting.theme.colours.text,
      indent: left + 0.068 * short,
      step,
    });
    const [first] = lines;
    if (!first) continue;
    if (options.ordered)
      addNumber(stack, `${numbers[index] ?? 1}.`, { left, top, step, depth, role: options.role });
    else addBullet(stack, left, first.baseline - type.capHeight / 2, step, depth);
  }
}

function addBullet(stack: Stack, left: number, y: number, step: number, depth: number): void {
  const { frame, theme } = stack.setting;
  const size = (theme.marker === 'dash' ? 0.03 : 0.022) * frame.short * (depth > 0 ? 0.8 : 1);
  stack.add({
    kind: 'bullet',
    shape: theme.marker,
    x: left + size / 2,
    y,
    size,
    colour: theme.colours.accent,
    earlier: theme.colours.muted,
    step,
  });
}

function addNumber(
  stack: Stack,
  text: string,
  place: { left: number; top: number; step: number; depth: number; role: Role },
): void {
  const { setting } = stack;
  const item = typeOf(setting, place.role, place.depth > 0 ? 0.9 : 1);
  const type = {
    ...typeOf(setting, 'source', item.size / typeOf(setting, 'source').size),
    lineHeight: item.lineHeight,
  };
  const lineHeight = lineHeightOf(item, text);
  const mark = textMark(
    text,
    setting.direction === 'rtl' ? 'ا' : 'a',
    { type, colour: setting.theme.colours.accent, earlier: setting.theme.colours.muted, step: place.step },
    place.left,
    place.top,
    lineHeight,
  );
  const room = 0.068 * setting.frame.short - measureText(type, ' ') / 2;
  if (mark.box.width > room) mark.x = mark.box.x = place.left + room - mark.box.width;
  stack.add(mark);
}

/** Each item's number among its siblings. */
function numbering(items: readonly ListItem[]): number[] {
  const counts: number[] = [];
  return items.map(({ depth }) => {
    counts.length = Math.min(counts.length, depth + 1);
    while (counts.length <= depth) counts.push(0);
    counts[depth] = (counts[depth] ?? 0) + 1;
    return counts[depth] ?? 1;
  });
}
