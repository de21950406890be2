import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { ensureEmoji, fontFamilies } from '../fonts.ts';
import type { Face } from '../themes/theme.ts';
import { leastLineHeight, takesTracking, wantsWideSpaces } from './direction.ts';

/** A face at a size, ready to be measured and drawn. Lengths in pixels. */
export interface Typeface {
  /** CSS font shorthand. */
  font: string;
  size: number;
  tracking: number;
  /** Line height for text that needs no more. */
  lineHeight: number;
  ascent: number;
  descent: number;
  capHeight: number;
  /** Width of a space. */
  space: number;
}

let measuring: SKRSContext2D | undefined;

function context(): SKRSContext2D {
  measuring ??= createCanvas(8, 8).getContext('2d');
  return measuring;
}

const typefaces = new Map<string, Typeface>();
const MOST_TYPEFACES = 1000;

/** A face at `size` pixels with lines `lineHeight` times that apart. */
export function typeface(face: Face, size: number, lineHeight: number, language: string): Typeface {
  const font = `${face.weight} ${size.toFixed(3)}px ${fontFamilies(face, language)}`;
  const key = `${lineHeight} ${face.tracking} ${font}`;
  let found = typefaces.get(key);
  if (!found) {
    if (typefaces.size >= MOST_TYPEFACES) typefaces.clear();
    const canvas = context();
    canvas.font = font;
    canvas.letterSpacing = '0px';
    canvas.wordSpacing = '0px';
    const metrics = canvas.measureText('H');
    found = {
      font,
      size,
      tracking: face.tracking * size,
      lineHeight: lineHeight * size,
      ascent: metrics.fontBoundingBoxAscent,
      descent: metrics.fontBoundingBoxDescent,
      capHeight: metrics.actualBoundingBoxAscent,
      space: canvas.measureText(' ').width,
    };
    typefaces.set(key, found);
  }
  return found;
}

/** Letter-spacing of this text in this face, pixels. */
export function trackingOf(type: Typeface, text: string): number {
  return type.tracking !== 0 && takesTracking(text) ? type.tracking : 0;
}

/** Of the size: an ordinary face's space. */
const ORDINARY_SPACE = 0.25;

/** What to add to each space of this text in this face, pixels. */
export function wordSpacingOf(type: Typeface, text: string): number {
  const missing = ORDINARY_SPACE * type.size - type.space;
  return missing > 0.02 * type.size && wantsWideSpaces(text) ? missing : 0;
}

/** Lines of this text stand so far apart, pixels. */
export function lineHeightOf(type: Typeface, text: string): number {
  return Math.max(type.lineHeight, leastLineHeight(text) * type.size);
}

/** From the top of a line to its baseline, pixels. */
export function baselineOf(type: Typeface, lineHeight: number): number {
  return (lineHeight - type.ascent - type.descent) / 2 + type.ascent;
}

const widths = new Map<string, Map<string, number>>();
const REMEMBERED = 4000;

/** Advance width of a line of text, pixels. */
export function measureText(type: Typeface, text: string): number {
  let known = widths.get(type.font);
  if (!known || known.size > REMEMBERED) {
    known = new Map();
    if (widths.size > 200) widths.clear();
    widths.set(type.font, known);
  }
  const tracking = trackingOf(type, text);
  let width = known.get(text);
  if (width === undefined) {
    ensureEmoji(text);
    const canvas = context();
    canvas.font = type.font;
    canvas.letterSpacing = `${tracking}px`;
    canvas.wordSpacing = `${wordSpacingOf(type, text)}px`;
    width = canvas.measureText(text).width;
    known.set(text, width);
  }
  return width;
}

/** The white space left of a text's first letter, pixels. */
export function sideBearing(type: Typeface, text: string): number {
  const canvas = context();
  canvas.font = type.font;
  canvas.letterSpacing = '0px';
  canvas.wordSpacing = '0px';
  return -canvas.measureText(text).actualBoundingBoxLeft;
}
