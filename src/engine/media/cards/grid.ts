/** A rectangle in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How a frame stands: 16:9 and wider, 9:16 and narrower, or about square. */
export type Shape = 'wide' | 'tall' | 'square';

/** A frame and its measures. Every size on a card is a fraction of `short`, so that all resolutions look the same. */
export interface Frame {
  width: number;
  height: number;
  short: number;
  shape: Shape;
}

export function frameOf(width: number, height: number): Frame {
  const ratio = width / height;
  const shape = ratio > 1.2 ? 'wide' : ratio < 1 / 1.2 ? 'tall' : 'square';
  return { width, height, short: Math.min(width, height), shape };
}

interface Margins {
  left: number;
  right: number;
  top: number;
  bottom: number;
  bottomBurned: number;
}

/** Left and right are fractions of the short side, top and bottom of the height. */
const MARGINS: Readonly<Record<Shape, Margins>> = {
  wide: { left: 0.14, right: 0.14, top: 0.1, bottom: 0.1, bottomBurned: 0.235 },
  tall: { left: 0.085, right: 0.14, top: 0.14, bottom: 0.24, bottomBurned: 0.36 },
  square: { left: 0.085, right: 0.085, top: 0.085, bottom: 0.085, bottomBurned: 0.22 },
};

/** Distance of the captions' plate from the frame's lower edge, of the height. */
const PLATE_BOTTOM: Readonly<Record<Shape, number>> = { wide: 0.065, tall: 0.24, square: 0.06 };

/**
 * Where text may stand. In 9:16 the apps' header, buttons and caption keep free what they cover; with burned captions
 * the box ends above their plate.
 */
export function textBox(frame: Frame, captionsBurned: boolean): Box {
  const margins = MARGINS[frame.shape];
  const left = margins.left * frame.short;
  const top = margins.top * frame.height;
  const bottom = (captionsBurned ? margins.bottomBurned : margins.bottom) * frame.height;
  return {
    x: left,
    y: top,
    width: frame.width - left - margins.right * frame.short,
    height: frame.height - top - bottom,
  };
}

/** Where the captions' plate ends, pixels from the top. */
export function plateBottom(frame: Frame): number {
  return frame.height - PLATE_BOTTOM[frame.shape] * frame.height;
}

/** Where the lower third ends: above the captions' plate when captions are burned. Pixels from the top. */
export function lowerThirdBottom(frame: Frame, captionsBurned: boolean): number {
  const margins = MARGINS[frame.shape];
  if (!captionsBurned) return frame.height - margins.bottom * frame.height;
  return frame.height - (margins.bottomBurned + 0.02) * frame.height;
}

/** The part of the frame that the picture of a `beside` card fills: smaller where captions take room from the text. */
export function besidePicture(frame: Frame, captionsBurned: boolean): Box {
  if (frame.shape === 'wide') {
    const width = Math.round(frame.width * 0.44);
    return { x: frame.width - width, y: 0, width, height: frame.height };
  }
  const height = Math.round(frame.height * (frame.shape === 'tall' ? 0.4 : captionsBurned ? 0.31 : 0.46));
  return { x: 0, y: 0, width: frame.width, height };
}
