import { typeOf } from '../setting.ts';
import type { Role, Setting } from '../setting.ts';
import type { Stack } from '../stack.ts';
import { textMark } from '../stack.ts';
import { baselineOf, lineHeightOf, measureText } from '../text/typeface.ts';

/** The eyebrow with the number of the part where a card is split. Empty when there is neither. */
export function eyebrowText(setting: Setting): string {
  return [setting.spec.eyebrow?.trim() ?? '', setting.part ?? ''].filter((part) => part !== '').join(', ');
}

/** Small line above the heading: only what the script says. Returns whether there was one. */
export function addEyebrow(stack: Stack, step?: number): boolean {
  const { setting } = stack;
  const text = eyebrowText(setting);
  if (text === '') return false;
  const { theme, frame } = setting;
  const type = typeOf(setting, 'eyebrow');
  if (theme.ornament === 'flag') {
    addTab(stack, text);
    return true;
  }
  if (theme.ornament === 'rules') {
    stack.text(text, { type, colour: theme.colours.accent, ...(step === undefined ? {} : { step }) });
    return true;
  }
  const radius = 0.0083 * frame.short;
  const lines = stack.text(text, { type, colour: theme.colours.muted, indent: 0.034 * frame.short });
  const [first] = lines;
  if (first) {
    const y = first.baseline - type.capHeight / 2;
    stack.add({ kind: 'disc', x: radius, y, radius, colour: theme.colours.accent });
  }
  return true;
}

/** The flag's eyebrow: dark letters on a strip of its yellow. */
function addTab(stack: Stack, text: string): void {
  const { setting } = stack;
  const { short } = setting.frame;
  const { colours } = setting.theme;
  const type = typeOf(setting, 'eyebrow');
  const padding = 0.018 * short;
  const top = stack.height;
  stack.gap(0.009 * short);
  const at = stack.marks.length;
  const lines = stack.text(text, {
    type,
    colour: colours.surface,
    indent: padding,
    width: stack.width - 2 * padding,
  });
  stack.gap(0.009 * short);
  const widest = Math.max(0, ...lines.map((line) => line.box.width));
  const box = { x: 0, y: top, width: widest + 2 * padding, height: stack.height - top };
  stack.marks.splice(at, 0, { kind: 'rect', box, colour: colours.accent });
}

/** In capitals where the theme wants it and the script has them; never for a speaker's own words. */
export function headlineText(setting: Setting, text: string): string {
  if (!setting.theme.capitals) return text;
  return text.toLocaleUpperCase(upperLocale(setting.spec.language));
}

function upperLocale(language: string): string {
  return /^(?:tr|az|lt|el)\b/u.exec(language)?.[0] ?? 'en';
}

/** Eyebrow and heading with the space below them. */
export function addHeader(stack: Stack, heading: string | undefined, role: Role = 'heading'): void {
  const { setting } = stack;
  const { short } = setting.frame;
  const text = setting.headless ? '' : (heading?.trim() ?? '');
  const eyebrow = addEyebrow(stack);
  if (text === '') {
    if (eyebrow) stack.gap(0.05 * short);
    return;
  }
  if (eyebrow) stack.gap((setting.theme.ornament === 'flag' ? 0.032 : 0.029) * short);
  stack.text(headlineText(setting, text), {
    type: typeOf(setting, role),
    colour: setting.theme.colours.text,
    balance: true,
  });
  stack.gap(0.045 * short * Math.max(0.8, setting.scale));
}

/** Two texts on one line where there is room, else below each other: a name and where it is from. */
export function addPair(stack: Stack, first: string, second: string, roles: readonly [Role, Role]): void {
  const { setting } = stack;
  const { colours } = setting.theme;
  const strong = typeOf(setting, roles[0]);
  const light = typeOf(setting, roles[1]);
  const gap = 0.022 * setting.frame.short;
  const firstWidth = measureText(strong, first);
  if (second !== '' && firstWidth + gap + measureText(light, second) <= stack.width) {
    const lineHeight = Math.max(lineHeightOf(strong, first), lineHeightOf(light, second));
    const left = textMark(first, first, { type: strong, colour: colours.text }, 0, stack.height, lineHeight);
    const right = textMark(
      second,
      second,
      { type: light, colour: colours.muted },
      firstWidth + gap,
      stack.height,
      lineHeight,
    );
    right.baseline = stack.height + baselineOf(strong, lineHeight);
    stack.add(left);
    stack.add(right);
    stack.gap(lineHeight);
    return;
  }
  stack.text(first, { type: strong, colour: colours.text });
  if (second !== '') stack.text(second, { type: light, colour: colours.muted });
}
