import type { Bitmap } from './card.ts';
import { AuraError } from '../../../protocol/protocol.ts';
import { blend, luminance, ratio, rgb } from './contrast.ts';
import type { Rgb } from './contrast.ts';
import type { Box, Frame } from './grid.ts';
import type { PictureInk, Theme } from './themes/theme.ts';

/** Strengths a scrim is tried at, faintest first. */
const STRENGTHS = [0.4, 0.5, 0.6, 0.72, 0.86] as const;
/** Contrast that text on a picture must have (WCAG AAA). */
const WANTED = 7;
/** The share of the picture beneath that may be less favourable. */
const PERCENTILE = 0.05;
/** The picture is looked at on a grid of so many points squared. */
const SAMPLES = 32;

/**
 * The faintest scrim that gives the lower third 7:1 against all but the least favourable twentieth of the picture
 * beneath it; `undefined` when none does, and a plate must stand under the text.
 * @param picture Fills the frame, cut to it from its centre. Without one the worst is expected.
 * @param box The text, in pixels of the frame.
 */
export function lowerThirdStrength(
  picture: Bitmap | undefined,
  frame: Frame,
  box: Box,
  ink: PictureInk,
): number | undefined {
  const scrim = rgb(ink.scrim);
  const letters = [luminance(rgb(ink.text)), luminance(rgb(ink.place))];
  const beneath = picture ? sample(picture, frame, box) : WORST;
  return STRENGTHS.find((strength) => {
    const ratios = beneath.map((colour) => {
      const behind = luminance(blend(colour, scrim, strength));
      return Math.min(...letters.map((letter) => ratio(letter, behind)));
    });
    ratios.sort((one, other) => one - other);
    return (ratios[Math.floor(ratios.length * PERCENTILE)] ?? 0) >= WANTED;
  });
}

/** What is expected of a picture that is not known. */
const WORST: readonly Rgb[] = [rgb('#ffffff'), rgb('#000000')];

/** The theme's ink that needs the faintest scrim on this picture. `strength` is `undefined` when it needs a plate. */
export function lowerThirdInk(
  picture: Bitmap | undefined,
  frame: Frame,
  box: Box,
  theme: Theme,
): { ink: PictureInk; strength: number | undefined } {
  let best: { ink: PictureInk; strength: number | undefined } | undefined;
  for (const ink of theme.onPicture) {
    const strength = lowerThirdStrength(picture, frame, box, ink);
    if (!best || (strength ?? 1) < (best.strength ?? 1)) best = { ink, strength };
  }
  if (!best) throw new AuraError('E500-INTERNAL', `The theme ${theme.name} has no ink for pictures`);
  return best;
}

/** Colours of the picture under `box`, on a grid, with a margin for a picture that moves. */
function sample(picture: Bitmap, frame: Frame, box: Box): Rgb[] {
  const scale = Math.max(frame.width / picture.width, frame.height / picture.height);
  const left = (picture.width * scale - frame.width) / 2;
  const top = (picture.height * scale - frame.height) / 2;
  const margin = 0.04 * frame.short;
  const colours: Rgb[] = [];
  for (let row = 0; row < SAMPLES; row += 1) {
    for (let column = 0; column < SAMPLES; column += 1) {
      const x = box.x - margin + ((box.width + 2 * margin) * (column + 0.5)) / SAMPLES;
      const y = box.y - margin + ((box.height + 2 * margin) * (row + 0.5)) / SAMPLES;
      const px = clamp(Math.floor((x + left) / scale), picture.width);
      const py = clamp(Math.floor((y + top) / scale), picture.height);
      const at = (py * picture.width + px) * 4;
      const { data } = picture;
      colours.push({ r: data[at] ?? 0, g: data[at + 1] ?? 0, b: data[at + 2] ?? 0 });
    }
  }
  return colours;
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}
