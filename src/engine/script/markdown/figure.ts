/** A figure with its unit. */
export interface Figure {
  value: string;
  unit?: string;
}

const SIGN = '[-+−±~≈<>≤≥]?\\s?';
const CURRENCY = '[$€£¥₹₽₩]?\\s?';
const DIGITS = "\\d{1,3}(?:[ \\u00a0\\u202f.,'’]\\d{3})*(?:[.,:/]\\d+)?|\\d+(?:[.,:/]\\d+)?";
const UNIT = '(?:[×x%‰°′″$€£¥₹₽₩]|°[CF]|[\\p{L}\\p{M}µΩ²³]{1,12}(?:[/·][\\p{L}²³]{1,6})?)';
const FIGURE = new RegExp(`^(${SIGN}${CURRENCY}(?:${DIGITS}))\\s?(${UNIT}(?:\\s\\p{L}{1,10})?)?$`, 'u');

/** Headings that are numbers but mean something else: years and "1. Introduction". */
const YEAR = /^(?:1[0-9]|20|21)\d\d$/;

/**
 * Reads a heading that is nothing but a figure: `32 km`, `87 %`, `1 500 000`, `$4.99`, `−40 °C`. A lone year or a lone figure of one
 * digit is not one: those are dates and chapters.
 */
export function readFigure(text: string): Figure | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 32) return undefined;
  const match = FIGURE.exec(trimmed);
  const value = match?.[1]?.trim();
  if (!value) return undefined;
  const unit = match?.[2]?.trim();
  if (unit === undefined && (YEAR.test(value) || /^\d$/.test(value))) return undefined;
  return { value, ...(unit === undefined ? {} : { unit }) };
}
