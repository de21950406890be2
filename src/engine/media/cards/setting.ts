import type { CardSpec } from './card.ts';
import type { Box, Frame } from './grid.ts';
import { frameOf, textBox } from './grid.ts';
import { cardDirection } from './text/direction.ts';
import type { Direction } from './text/direction.ts';
import { measureText, typeface } from './text/typeface.ts';
import type { Typeface } from './text/typeface.ts';
import { themeFor } from './themes/themes.ts';
import type { Face, Theme } from './themes/theme.ts';

/** Sizes a card's text is tried at, largest first. */
export const SCALES = [1, 0.92, 0.84, 0.76, 0.68] as const;

/** What a line of text is for. */
export type Role =
  | 'title'
  | 'heading'
  | 'closing'
  | 'subtitle'
  | 'eyebrow'
  | 'statement'
  | 'lead'
  | 'item'
  | 'quote'
  | 'source'
  | 'sourceAside'
  | 'speaker'
  | 'line'
  | 'figure'
  | 'unit'
  | 'fact'
  | 'beside'
  | 'tableHead'
  | 'cell'
  | 'cellStrong'
  | 'credit'
  | 'creditName'
  | 'codeTitle'
  | 'codeLabel'
  | 'codeAside'
  | 'code'
  | 'place'
  | 'name';

interface RoleStyle {
  face: keyof Theme['faces'];
  /** Of the short side: wide, tall, square. */
  sizes: readonly [number, number, number];
  lineHeight: number;
  /** Never smaller than this, of the short side. */
  least: number;
}

/** Everything the composing of one card depends on. */
export interface Setting {
  spec: CardSpec;
  theme: Theme;
  frame: Frame;
  direction: Direction;
  /** Where text may stand, before an ornament takes its part. */
  box: Box;
  /** One of {@link SCALES}. */
  scale: number;
  /** "1 of 2" on a card that is split. */
  part?: string;
  /** Whether the heading stands on an earlier part only, because it leaves no room. */
  headless?: boolean;
}

/** @param texts All the words of the card, to tell its direction by. */
export function settingOf(spec: CardSpec, texts: readonly string[]): Setting {
  const frame = frameOf(spec.width, spec.height);
  return {
    spec,
    theme: themeFor(spec.theme, [...texts, spec.eyebrow ?? ''].join(' ')),
    frame,
    direction: spec.content.kind === 'code' ? 'ltr' : cardDirection(texts),
    box: textBox(frame, spec.captionsBurned),
    scale: 1,
  };
}

/** Whether a smaller step would not make the letters of a role smaller. */
export function isSmallest({ theme, frame, scale }: Setting, role: Role): boolean {
  const { sizes, least } = styleOf(theme, role);
  const base = sizes[frame.shape === 'wide' ? 0 : frame.shape === 'tall' ? 1 : 2];
  return scale === SCALES.at(-1) || base * scale <= least;
}

/** The typeface of a role at the setting's scale. */
export function typeOf(setting: Setting, role: Role, factor = 1): Typeface {
  const style = styleOf(setting.theme, role);
  const { short, shape } = setting.frame;
  const base = style.sizes[shape === 'wide' ? 0 : shape === 'tall' ? 1 : 2] * factor;
  const size = Math.min(base, Math.max(base * setting.scale, style.least)) * short;
  return typeface(faceOf(setting.theme, style.face), size, style.lineHeight, setting.spec.language);
}

/** Width of about so many characters, pixels: the longest line a role may have. */
export function measureOf(type: Typeface, characters: number): number {
  return (measureText(type, SAMPLE) / SAMPLE.length) * characters * 1.12;
}

const SAMPLE = 'the light is seen far out at sea and every ship knows it';

function faceOf(theme: Theme, name: keyof Theme['faces']): Face {
  return theme.faces[name];
}

function styleOf(theme: Theme, role: Role): RoleStyle {
  const { sizes, lineHeights, titleFactor } = theme;
  switch (role) {
    case 'title':
      return {
        face: 'headline',
        sizes: [sizes.title, sizes.title * titleFactor.tall, sizes.title * titleFactor.square],
        lineHeight: lineHeights.title,
        least: 0.05,
      };
    case 'heading':
      return { face: 'headline', sizes: same(sizes.heading), lineHeight: lineHeights.heading, least: 0.05 };
    case 'closing':
      return {
        face: 'headline',
        sizes: same(sizes.heading * 1.06),
        lineHeight: lineHeights.heading,
        least: 0.05,
      };
    case 'codeTitle':
      return {
        face: 'headline',
        sizes: same(sizes.heading * 0.8),
        lineHeight: lineHeights.heading,
        least: 0.046,
      };
    case 'statement':
      return { face: 'text', sizes: [0.068, 0.066, 0.064], lineHeight: 1.32, least: 0.0365 };
    case 'lead':
      return { face: 'text', sizes: [0.054, 0.058, 0.056], lineHeight: 1.38, least: 0.0365 };
    case 'subtitle':
      return { face: 'text', sizes: [0.046, 0.048, 0.048], lineHeight: 1.35, least: 0.034 };
    case 'beside':
      return { face: 'text', sizes: [0.048, 0.048, 0.048], lineHeight: 1.4, least: 0.0365 };
    case 'item':
      return { face: 'text', sizes: [0.054, 0.058, 0.058], lineHeight: 1.3, least: 0.0365 };
    case 'line':
      return { face: 'text', sizes: [0.058, 0.06, 0.06], lineHeight: 1.3, least: 0.0365 };
    case 'fact':
      return { face: 'text', sizes: same(0.054), lineHeight: 1.3, least: 0.0365 };
    case 'quote':
      return {
        face: theme.name === 'signal' && theme.faces.headline.weight > 600 ? 'headline' : 'text',
        sizes: theme.name === 'signal' ? same(sizes.quote) : [sizes.quote, 0.064, 0.064],
        lineHeight: lineHeights.quote,
        least: 0.0365,
      };
    case 'source':
      return { face: 'label', sizes: same(0.038), lineHeight: 1.25, least: 0.03 };
    case 'sourceAside':
      return { face: 'aside', sizes: same(0.038), lineHeight: 1.25, least: 0.03 };
    case 'speaker':
      return { face: 'label', sizes: same(0.034), lineHeight: 1.25, least: 0.028 };
    case 'eyebrow':
      return { face: 'label', sizes: [0.033, 0.036, 0.036], lineHeight: 1.25, least: 0.028 };
    case 'codeLabel':
      return { face: 'label', sizes: same(0.033), lineHeight: 1.25, least: 0.028 };
    case 'codeAside':
      return { face: 'aside', sizes: same(0.033), lineHeight: 1.25, least: 0.028 };
    case 'figure':
      return {
        face: 'headline',
        sizes: [sizes.number, sizes.number * 0.9, sizes.number * 0.9],
        lineHeight: lineHeights.number,
        least: 0.1,
      };
    case 'unit':
      return { face: 'headline', sizes: same(sizes.number * 0.3), lineHeight: 1.1, least: 0.05 };
    case 'tableHead':
      return { face: 'label', sizes: same(0.034), lineHeight: 1.25, least: 0.028 };
    case 'cell':
      return { face: 'text', sizes: [0.048, 0.042, 0.042], lineHeight: 1.25, least: 0.032 };
    case 'cellStrong':
      return { face: 'strong', sizes: [0.048, 0.042, 0.042], lineHeight: 1.25, least: 0.032 };
    case 'credit':
      return { face: 'aside', sizes: same(0.042), lineHeight: 1.25, least: 0.03 };
    case 'creditName':
      return { face: 'label', sizes: same(0.042), lineHeight: 1.25, least: 0.03 };
    case 'code':
      return { face: 'code', sizes: [0.0325, 0.0278, 0.029], lineHeight: 1.46, least: 0.026 };
    case 'name':
      return { face: 'strong', sizes: same(0.05), lineHeight: 1.2, least: 0.0365 };
    case 'place':
      return { face: 'text', sizes: same(0.038), lineHeight: 1.2, least: 0.028 };
  }
}

function same(size: number): readonly [number, number, number] {
  return [size, size, size];
}
