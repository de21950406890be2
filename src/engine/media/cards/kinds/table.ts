import type { SceneContent } from '../../../script/scene.ts';
import { noSteps } from '../composition.ts';
import type { Composition } from '../composition.ts';
import type { TextMark } from '../marks.ts';
import { typeOf } from '../setting.ts';
import type { Setting } from '../setting.ts';
import { createStack } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { measureText } from '../text/typeface.ts';
import type { Typeface } from '../text/typeface.ts';
import { addHeader } from './header.ts';

type Table = Extract<SceneContent, { kind: 'table' }>;

/** Columns are given up only when they do not fit at this scale. */
const STILL_COLUMNS = 0.76;
/** Cells up to this length are one thing ("2.59 m") and stay on one line. */
const SHORT_CELL = 12;

/** Rows and columns between hairlines; rows become little paragraphs where the columns do not fit. */
export function composeTable(content: Table): Composition {
  return {
    dress: 'plain',
    units: Math.max(1, content.rows.length),
    unit: (index) => ({
      weight: 20 + Math.max(0, ...(content.rows[index] ?? []).map((cell) => cell.length)),
      goodStart: true,
    }),
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      addHeader(stack, content.heading);
      const rows = content.rows.slice(from, to);
      const columns = columnsOf(content, setting, width);
      if (columns) addRows(stack, content, rows, columns);
      else if (columnsOf(content, { ...setting, scale: STILL_COLUMNS }, width)) stack.refuse();
      else addRecords(stack, content, rows);
      return stack;
    },
    steps: () => noSteps(),
  };
}

interface Column {
  x: number;
  width: number;
  align: 'left' | 'center' | 'right';
}

function columnCount(content: Table): number {
  return Math.max(content.head.length, ...content.rows.map((row) => row.length));
}

function cellType(setting: Setting, column: number): Typeface {
  return typeOf(setting, column === 0 ? 'cellStrong' : 'cell');
}

/** Widths between each column's longest word and its longest cell; `undefined` when not even the words fit. */
function columnsOf(content: Table, setting: Setting, width: number): Column[] | undefined {
  const count = columnCount(content);
  if (count === 0) return [];
  const gap = (setting.frame.shape === 'wide' ? 0.07 : 0.045) * setting.frame.short;
  const head = typeOf(setting, 'tableHead');
  const measured = Array.from({ length: count }, (_, column) => {
    const type = cellType(setting, column);
    const texts = content.rows.map((row) => row[column] ?? '');
    const title = content.head[column] ?? '';
    const words = texts.flatMap((text) => (text.length <= SHORT_CELL ? [text] : text.split(/\s+/u)));
    return {
      least: Math.max(
        ...words.map((word) => measureText(type, word)),
        ...title.split(/\s+/u).map((word) => measureText(head, word)),
      ),
      most: Math.max(...texts.map((text) => measureText(type, text)), measureText(head, title)),
    };
  });
  const room = width - gap * (count - 1);
  const least = measured.reduce((sum, column) => sum + column.least, 0);
  const most = measured.reduce((sum, column) => sum + column.most, 0);
  if (least > room) return undefined;
  const spare = most <= room ? (room - most) / count : 0;
  const share = most <= room ? 1 : (room - least) / Math.max(1, most - least);
  let x = 0;
  return measured.map((column, index) => {
    const own = column.least + (column.most - column.least) * share + spare;
    const placed = { x, width: own, align: content.align[index] ?? 'left' };
    x += own + gap;
    return placed;
  });
}

function addRows(stack: Stack, content: Table, rows: Table['rows'], columns: readonly Column[]): void {
  const { setting, width } = stack;
  const { colours } = setting.theme;
  const { short } = setting.frame;
  const padding = 0.0255 * short * setting.scale;
  if (content.head.some((title) => title.trim() !== '')) {
    addRow(stack, content.head, columns, () => typeOf(setting, 'tableHead'), colours.muted, 'bottom');
    stack.gap(0.0165 * short);
    addRule(stack, width, colours.muted, 0.0024 * short);
  }
  for (const [index, row] of rows.entries()) {
    if (index > 0) addRule(stack, width, colours.line, 0.0014 * short);
    stack.gap(padding);
    addRow(stack, row, columns, (column) => cellType(setting, column), colours.text);
    stack.gap(padding);
  }
}

function addRule(stack: Stack, width: number, colour: string, thickness: number): void {
  stack.add({
    kind: 'rect',
    box: { x: 0, y: stack.height, width, height: thickness },
    colour,
    hairline: true,
  });
}

function addRow(
  stack: Stack,
  cells: readonly string[],
  columns: readonly Column[],
  typeFor: (column: number) => Typeface,
  colour: string,
  stand: 'top' | 'bottom' = 'top',
): void {
  const top = stack.height;
  let bottom = top;
  const cellsDone: { marks: TextMark[]; end: number }[] = [];
  for (const [index, column] of columns.entries()) {
    const text = cells[index]?.trim() ?? '';
    if (text === '') continue;
    stack.height = top;
    const marks = stack.text(text, {
      type: typeFor(index),
      colour,
      indent: column.x,
      width: column.width + 0.5,
    });
    for (const mark of marks) {
      const free = Math.max(0, column.width - mark.box.width);
      const shift = column.align === 'right' ? free : column.align === 'center' ? free / 2 : 0;
      mark.x += shift;
      mark.box = { ...mark.box, x: mark.box.x + shift };
    }
    cellsDone.push({ marks, end: stack.height });
    bottom = Math.max(bottom, stack.height);
  }
  for (const { marks, end } of stand === 'bottom' ? cellsDone : []) {
    for (const mark of marks) {
      mark.baseline += bottom - end;
      mark.box.y += bottom - end;
    }
  }
  stack.height = Math.max(bottom, top + (bottom === top ? typeFor(0).lineHeight : 0));
}

/** For narrow frames: each row a name in bold and its facts below, "Head: value". */
function addRecords(stack: Stack, content: Table, rows: Table['rows']): void {
  const { setting, width } = stack;
  const { colours } = setting.theme;
  const { short } = setting.frame;
  const facts = typeOf(setting, 'cell');
  for (const [index, row] of rows.entries()) {
    if (index > 0) {
      stack.gap(0.02 * short * setting.scale);
      addRule(stack, width, colours.line, 0.0014 * short);
      stack.gap(0.02 * short * setting.scale);
    }
    stack.text(row[0] ?? '', { type: typeOf(setting, 'cellStrong'), colour: colours.text });
    for (const [column, cell] of row.entries()) {
      if (column === 0 || cell.trim() === '') continue;
      const title = content.head[column]?.trim() ?? '';
      const line = title === '' ? cell : `${title}: ${cell}`;
      stack.text(line, { type: facts, colour: colours.muted });
    }
  }
}
