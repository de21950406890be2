import type { Mark, TextMark } from './marks.ts';
import type { Setting } from './setting.ts';
import { breakLines } from './text/breakLines.ts';
import type { BrokenText } from './text/breakLines.ts';
import { paragraphDirection } from './text/direction.ts';
import { baselineOf, lineHeightOf, measureText, trackingOf, wordSpacingOf } from './text/typeface.ts';
import type { Typeface } from './text/typeface.ts';

export interface ParagraphStyle {
  type: Typeface;
  colour: string;
  /** Colour once a later step stands. */
  earlier?: string;
  /** From the stack's left edge, pixels. */
  indent?: number;
  /** Longest line, pixels; the stack's width less the indent otherwise. */
  width?: number;
  /** Further indent of every line but the first. */
  hang?: number;
  balance?: boolean;
  step?: number;
  /** Keep the line as it is. */
  unbroken?: boolean;
}

/** What a stack has become: marks from its own origin, top left. */
export interface Draft {
  marks: Mark[];
  height: number;
  /** Whether a word had to be cut, or something is wider than its place. */
  broken: boolean;
}

/** Puts things below each other. Lengths in pixels, from the stack's top left; text starts at the left, mirroring comes later. */
export interface Stack extends Draft {
  readonly setting: Setting;
  readonly width: number;
  /** Adds a paragraph and returns its lines. */
  text(text: string, style: ParagraphStyle): TextMark[];
  gap(height: number): void;
  add(mark: Mark): void;
  /** Marks the stack as not fitting. */
  refuse(): void;
}

export function createStack(setting: Setting, width: number): Stack {
  const stack: Stack = {
    setting,
    width,
    marks: [],
    height: 0,
    broken: false,
    text(text, style) {
      const indent = style.indent ?? 0;
      const room = style.width === undefined ? width - indent : Math.min(style.width, width - indent);
      const lines = linesOf(text, style, room, stack);
      const lineHeight = lineHeightOf(style.type, text);
      const added = lines.map((line, index) => {
        const x = indent + (index > 0 ? (style.hang ?? 0) : 0);
        const mark = textMark(line, text, style, x, stack.height, lineHeight);
        stack.height += lineHeight;
        return mark;
      });
      stack.marks.push(...added);
      return added;
    },
    gap(height) {
      stack.height += height;
    },
    add(mark) {
      stack.marks.push(mark);
    },
    refuse() {
      stack.broken = true;
    },
  };
  return stack;
}

function linesOf(text: string, style: ParagraphStyle, room: number, stack: Stack): string[] {
  if (style.unbroken) return [text];
  const full = brokenTo(room, text, style, stack);
  const hung = style.hang !== undefined && full.lines.length > 1;
  const chosen = hung ? brokenTo(room - (style.hang ?? 0), text, style, stack) : full;
  if (chosen.broken) stack.refuse();
  return chosen.lines;
}

/** Lines no wider than `room`, checked as a whole: kerning and shaping make a line differ from the sum of its words. */
function brokenTo(room: number, text: string, style: ParagraphStyle, stack: Stack): BrokenText {
  const { type } = style;
  const measure = (part: string) => measureText(type, part);
  const options = {
    measure,
    space: type.space + trackingOf(type, text) + wordSpacingOf(type, text),
    language: stack.setting.spec.language,
    balance: style.balance ?? false,
  };
  const broken = breakLines(text, { ...options, width: room });
  const excess = Math.max(0, ...broken.lines.map(measure)) - room;
  return excess > 0.5 ? breakLines(text, { ...options, width: room - excess - 0.5 }) : broken;
}

/** One line of text as a mark. `paragraph` tells its direction. */
export function textMark(
  line: string,
  paragraph: string,
  style: Pick<ParagraphStyle, 'type' | 'colour' | 'earlier' | 'step'>,
  x: number,
  top: number,
  lineHeight: number,
): TextMark {
  const { type, colour, earlier, step } = style;
  return {
    kind: 'text',
    text: line,
    font: type.font,
    tracking: trackingOf(type, line),
    wordSpacing: wordSpacingOf(type, line),
    colour,
    ...(earlier === undefined ? {} : { earlier }),
    ...(step === undefined ? {} : { step }),
    direction: paragraphDirection(paragraph),
    x,
    baseline: top + baselineOf(type, lineHeight),
    box: { x, y: top, width: measureText(type, line), height: lineHeight },
  };
}
