/** An opaque colour, 0–255 each. */
export interface Rgb {
  r: number;
  g: number;
  b: number;
}

/** Reads `#rrggbb`. */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return { r: (value >> 16) & 255, g: (value >> 8) & 255, b: value & 255 };
}

/** `top` at opacity `alpha` (0–1) over `below`; also a blend from `below` to `top`. */
export function blend(below: Rgb, top: Rgb, alpha: number): Rgb {
  const mix = (from: number, to: number) => from + (to - from) * alpha;
  return { r: mix(below.r, top.r), g: mix(below.g, top.g), b: mix(below.b, top.b) };
}

export function css({ r, g, b }: Rgb): string {
  return `rgb(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)})`;
}

/** Relative luminance, 0–1 (WCAG 2.2). */
export function luminance({ r, g, b }: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast ratio of two colours, 1–21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  return ratio(luminance(one), luminance(other));
}

/** Contrast ratio of two relative luminances. */
export function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
