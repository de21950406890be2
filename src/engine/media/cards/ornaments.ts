import type { Frame } from './grid.ts';
import type { Mark } from './marks.ts';
import type { Theme } from './themes/theme.ts';

/**
 * How a card is dressed: `opening` for titles, `closing` for the last card, `rim` where a part of the halo looks in,
 * `plain` for cards that need the whole width.
 */
export type Dress = 'opening' | 'closing' | 'rim' | 'plain';

/** What the ornaments leave to the text: fractions of the short side taken from the left margin's opposite, and of the height from the top. */
export interface Clearance {
  /** The text box ends so far from the frame's right edge, of the short side. */
  right?: number;
  /** The text begins here instead of being centred, of the height. */
  top?: number;
}

/** Ornaments never lie under text: the text box ends before them. */
export function clearanceOf(theme: Theme, frame: Frame, dress: Dress): Clearance {
  const large = dress === 'opening' || dress === 'closing';
  if (theme.ornament === 'halo') {
    if (frame.shape === 'wide') return large ? { right: 0.72 } : dress === 'rim' ? { right: 0.33 } : {};
    return large ? { top: frame.shape === 'tall' ? 0.395 : 0.4 } : {};
  }
  if (theme.ornament === 'flag' && dress === 'opening') {
    return frame.shape === 'wide' ? { right: 0.46 } : { top: frame.shape === 'tall' ? 0.325 : 0.255 };
  }
  return {};
}

/** The marks of a card's ornament, drawn before everything else. */
export function ornaments(
  theme: Theme,
  frame: Frame,
  dress: Dress,
  left: number,
  right: number,
  captionsBurned: boolean,
): Mark[] {
  switch (theme.ornament) {
    case 'halo':
      return halo(theme, frame, dress);
    case 'rules':
      return rules(theme, frame, dress, left, right).slice(0, captionsBurned ? 2 : 3);
    case 'flag':
      return flag(theme, frame, dress, left);
  }
}

const RADII = [0.43, 0.31, 0.195] as const;
const LAMP = 0.085;
const RIM = [0.4, 0.29] as const;

function halo(theme: Theme, frame: Frame, dress: Dress): Mark[] {
  const { width, height, short, shape } = frame;
  const { rings, accent, background } = theme.colours;
  if (dress === 'rim' && shape === 'wide') {
    return RIM.map((radius, index) =>
      disc(width + 0.16 * short, height / 2, radius * short, rings[index] ?? background),
    );
  }
  if (dress !== 'opening' && dress !== 'closing') return [];
  const place = {
    wide: { x: width - 0.25 * short, y: height / 2, factor: 1 },
    tall: { x: width / 2, y: 0.225 * height, factor: 0.58 },
    square: { x: width - 0.17 * short, y: 0.13 * short, factor: 0.55 },
  }[shape];
  const marks = RADII.map((radius, index) =>
    disc(place.x, place.y, radius * place.factor * short, rings[index] ?? background),
  );
  const lamp = LAMP * place.factor * short;
  if (dress === 'opening') return [...marks, disc(place.x, place.y, lamp, accent)];
  const stroke = Math.max(2, 0.0055 * short);
  return [
    ...marks,
    disc(place.x, place.y, lamp, background),
    { kind: 'disc', x: place.x, y: place.y, radius: lamp - stroke / 2, colour: accent, stroke },
  ];
}

function rules(theme: Theme, frame: Frame, dress: Dress, left: number, right: number): Mark[] {
  const { height, short, shape } = frame;
  const colour = theme.colours.text;
  const top = { wide: 0.062 * short, tall: 0.112 * height, square: 0.05 * short }[shape];
  const rule = (y: number, thickness: number): Mark => {
    return {
      kind: 'rect',
      box: { x: left, y, width: right - left, height: thickness },
      colour,
      hairline: true,
    };
  };
  const thin = 0.0022 * short;
  if (dress !== 'opening' && dress !== 'closing') return [rule(top, thin)];
  const thick = 0.0085 * short;
  const foot = shape === 'tall' ? height - 0.235 * height : height - top - thin;
  return [rule(top, thick), rule(top + thick + 0.0055 * short, thin), rule(foot, thin)];
}

function flag(theme: Theme, frame: Frame, dress: Dress, left: number): Mark[] {
  const { width, height, short, shape } = frame;
  const { accent, background } = theme.colours;
  if (dress !== 'opening') return [rect(0, 0, 0.05 * short, height, accent)];
  if (shape === 'wide') {
    const block = 0.36 * short;
    const side = 0.18 * short;
    const x = width - block;
    return [
      rect(x, 0, block, height, accent),
      rect(x + (block - side) / 2, (height - side) / 2, side, side, background),
    ];
  }
  const block = shape === 'tall' ? 0.29 * height : 0.2 * height;
  const side = (shape === 'tall' ? 0.122 : 0.1) * short;
  const below = (shape === 'tall' ? 0.08 : 0.05) * short;
  return [rect(0, 0, width, block, accent), rect(left, block - below - side, side, side, background)];
}

function disc(x: number, y: number, radius: number, colour: string): Mark {
  return { kind: 'disc', x, y, radius, colour };
}

function rect(x: number, y: number, width: number, height: number, colour: string): Mark {
  return { kind: 'rect', box: { x, y, width, height }, colour };
}
