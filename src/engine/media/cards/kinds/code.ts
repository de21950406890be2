import type { SceneContent } from '../../../script/scene.ts';
import type { CardSpec } from '../card.ts';
import type { Composition } from '../composition.ts';
import { grammarFor } from '../grammars.ts';
import { highlight } from '../highlight.ts';
import type { CodeToken } from '../highlight.ts';
import { typeOf } from '../setting.ts';
import { createStack, textMark } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { measureText } from '../text/typeface.ts';
import type { Typeface } from '../text/typeface.ts';
import { THEMES } from '../themes/themes.ts';
import { rowsOf } from './codeRows.ts';
import type { CodeRow } from './codeRows.ts';
import { eyebrowText, headlineText } from './header.ts';

type Code = Extract<SceneContent, { kind: 'code' }>;

const FEW_LINES = 8;
const MOST_GROWTH = 1.28;

/** Highlighted code on a panel; the lines in focus stand out, step by step. */
export function composeCode(content: Code, spec: CardSpec): Composition {
  const code = content.code.replaceAll('\r\n', '\n').replaceAll('\t', '  ').replace(/\s+$/u, '');
  const lines = highlight(code, content.language, THEMES[spec.theme]);
  return {
    dress: 'plain',
    units: lines.length,
    unit: (index) => ({ weight: 1, goodStart: textOf(lines[index - 1] ?? []).trim() === '' }),
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      addTop(stack, content);
      addPanel(stack, content, lines, from, to - blankEnd(lines, from, to));
      return stack;
    },
    steps(from, to) {
      const here = stepsOn(content.focus, from, to);
      return {
        steps: here.length,
        items: here,
        texts: here.map((step) => focusText(lines, content.focus[step] ?? [])),
      };
    },
  };
}

/** How many lines before `to` are blank: a page does not end with them. */
function blankEnd(lines: readonly CodeToken[][], from: number, to: number): number {
  let blank = 0;
  while (to - blank - 1 > from && textOf(lines[to - blank - 1] ?? []).trim() === '') blank += 1;
  return blank;
}

/** A focus step belongs to the page that holds its first line. */
function stepsOn(focus: Code['focus'], from: number, to: number): number[] {
  const numbers = focus.map((_, index) => index);
  return numbers.filter((step) => {
    const first = Math.min(...(focus[step] ?? []));
    return first > from && first <= to;
  });
}

function focusText(lines: readonly CodeToken[][], focus: readonly number[]): string {
  return focus.map((line) => textOf(lines[line - 1] ?? []).trim()).join(' ');
}

function textOf(tokens: readonly CodeToken[]): string {
  return tokens.map((token) => token.text).join('');
}

/** A file's name is a label; words are a heading. The language stands at the other end. */
function addTop(stack: Stack, content: Code): void {
  const { setting, width } = stack;
  const { colours } = setting.theme;
  const { short } = setting.frame;
  const heading = content.heading?.trim() ?? '';
  const eyebrow = eyebrowText(setting);
  const file = /^[^\s]+\.[\w+]{1,8}$/u.test(heading);
  const label = file ? [heading, setting.part].filter((part) => part !== undefined).join(', ') : eyebrow;
  const language = grammarFor(content.language)?.label ?? content.language.trim();
  const top = stack.height;
  if (label !== '') stack.text(label, { type: typeOf(setting, 'codeLabel'), colour: colours.muted });
  if (heading !== '' && !file) {
    if (label !== '') stack.gap(0.014 * short);
    stack.text(headlineText(setting, heading), {
      type: typeOf(setting, 'codeTitle'),
      colour: colours.text,
      balance: true,
      width: width * 0.86,
    });
  }
  const aside = typeOf(setting, 'codeAside');
  const asideWidth = measureText(aside, language);
  if (language !== '' && asideWidth < width * 0.5) {
    const bare = stack.height === top;
    const y = bare ? top : stack.height - aside.lineHeight;
    const clash = stack.marks.some(
      (mark) =>
        mark.kind === 'text' &&
        mark.box.x + mark.box.width > width - asideWidth - 0.02 * short &&
        mark.box.y + mark.box.height > y,
    );
    if (!clash) {
      stack.add(
        textMark(
          language,
          'a',
          { type: aside, colour: colours.muted },
          width - asideWidth,
          y,
          aside.lineHeight,
        ),
      );
      if (bare) stack.gap(aside.lineHeight);
    }
  }
  if (stack.height > top) stack.gap(0.024 * short);
}

function addPanel(
  stack: Stack,
  content: Code,
  lines: readonly CodeToken[][],
  from: number,
  to: number,
): void {
  const { setting, width } = stack;
  const { theme, frame } = setting;
  const { short } = frame;
  const padding = 0.03 * short;
  const usual = typeOf(setting, 'code');
  const digits = String(to).length;
  const roomFor = (type: Typeface) => width - 2.15 * padding - digits * measureText(type, '0') - 0.03 * short;
  const type = typeOf(setting, 'code', growth(lines.slice(from, to), usual, roomFor(usual)));
  const gutter = digits * measureText(type, '0');
  const left = padding * 1.15 + gutter + 0.03 * short;
  const room = roomFor(type);
  const rows = rowsOf(lines, { from, to, type, room, setting, stack });
  const top = stack.height;
  const height = rows.length * type.lineHeight + 2 * padding;
  const steps = stepsOn(content.focus, from, to);
  stack.add({
    kind: 'rect',
    box: { x: 0, y: top, width, height },
    colour: theme.colours.surface,
    radius: theme.radius * short,
  });
  const focusOf = (line: number) => {
    return steps.flatMap((step, index) => (content.focus[step]?.includes(line) ? [index] : []));
  };
  stack.gap(padding);
  addBands(stack, rows, focusOf, type.lineHeight);
  for (const row of rows) {
    addRow(stack, row, {
      type,
      left,
      gutterEnd: padding * 1.15 + gutter,
      focus: focusOf(row.line),
      stepped: steps.length > 0,
    });
    stack.gap(type.lineHeight);
  }
  stack.gap(padding);
}

/** A few short lines are shown larger: a panel that is mostly empty helps nobody to read it. */
function growth(lines: readonly CodeToken[][], type: Typeface, room: number): number {
  if (lines.length > FEW_LINES) return 1;
  const longest = Math.max(1, ...lines.map((line) => measureText(type, textOf(line))));
  return Math.min(MOST_GROWTH, Math.max(1, (0.94 * room) / longest));
}

/** Bands behind the rows in focus: neighbours in the same steps are one band. */
function addBands(
  stack: Stack,
  rows: readonly CodeRow[],
  focusOf: (line: number) => number[],
  lineHeight: number,
): void {
  const { theme, frame } = stack.setting;
  let start = 0;
  while (start < rows.length) {
    const focus = focusOf(rows[start]?.line ?? 0);
    let end = start + 1;
    while (end < rows.length && focusOf(rows[end]?.line ?? 0).join() === focus.join()) end += 1;
    if (focus.length > 0) {
      const box = {
        x: 0,
        y: stack.height + start * lineHeight,
        width: stack.width,
        height: (end - start) * lineHeight,
      };
      stack.add({ kind: 'rect', box, colour: theme.colours.codeFocus, focus });
      stack.add({
        kind: 'rect',
        box: { ...box, width: 0.006 * frame.short },
        colour: theme.colours.accent,
        focus,
      });
    }
    start = end;
  }
}

function addRow(
  stack: Stack,
  row: CodeRow,
  place: { type: Typeface; left: number; gutterEnd: number; focus: readonly number[]; stepped: boolean },
): void {
  const { colours } = stack.setting.theme;
  const { type } = place;
  const focus = place.stepped ? { focus: place.focus } : {};
  const top = stack.height;
  if (row.number > 0) {
    const text = String(row.number);
    const x = place.gutterEnd - measureText(type, text);
    const mark = textMark(text, 'a', { type, colour: colours.muted }, x, top, type.lineHeight);
    stack.add({ ...mark, ...focus });
  }
  let x = place.left + (row.hang ? 2 * measureText(type, '0') : 0);
  for (const token of row.tokens) {
    const width = measureText(type, token.text);
    if (token.text.trim() !== '') {
      const mark = textMark(token.text, 'a', { type, colour: token.colour }, x, top, type.lineHeight);
      stack.add({ ...mark, ...focus });
    }
    x += width;
  }
}
