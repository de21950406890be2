import { createCanvas } from '@napi-rs/canvas';
import type { Bitmap, CardSpec } from './card.ts';
import { frameOf, plateBottom } from './grid.ts';
import { bitmapOf } from './paint.ts';
import { paragraphDirection } from './text/direction.ts';
import {
  baselineOf,
  lineHeightOf,
  measureText,
  trackingOf,
  typeface,
  wordSpacingOf,
} from './text/typeface.ts';
import { themeFor } from './themes/themes.ts';

/** A caption's plate with its text, and where its upper left corner goes. All four numbers are even. */
export interface CaptionPlate {
  bitmap: Bitmap;
  x: number;
  y: number;
}

export type CaptionSpec = Pick<CardSpec, 'theme' | 'width' | 'height' | 'language'>;

/**
 * Draws a burned caption: one flat plate for all its lines, centred above the lower edge. Its contrast is at least 12:1
 * whatever lies behind.
 * @param lines At most two, broken by the captions' own rules.
 */
export function drawCaption(lines: readonly string[], spec: CaptionSpec): CaptionPlate {
  const theme = themeFor(spec.theme, lines.join(' '));
  const frame = frameOf(spec.width, spec.height);
  const { short } = frame;
  const shown = lines
    .map((line) => line.replaceAll(/\p{Cs}/gu, '\uFFFD').trim())
    .filter((line) => line !== '');
  const most = frame.width - 2 * 0.05 * frame.width - 2 * 0.024 * short;
  let size = (frame.shape === 'tall' ? 0.05 : 0.046) * short;
  let type = typeface(theme.faces.caption, size, 1.26, spec.language);
  const widest = Math.max(1, ...shown.map((line) => measureText(type, line)));
  if (widest > most) {
    size *= most / widest;
    type = typeface(theme.faces.caption, size, 1.26, spec.language);
  }
  const lineHeight = lineHeightOf(type, shown.join(' '));
  const padding = { x: 0.024 * short, y: 0.011 * short };
  const width = even(Math.max(0, ...shown.map((line) => measureText(type, line))) + 2 * padding.x);
  const height = even(shown.length * lineHeight + 2 * padding.y);
  const context = createCanvas(width, height).getContext('2d');
  context.globalAlpha = theme.colours.captionPlateAlpha;
  context.fillStyle = theme.colours.captionPlate;
  context.beginPath();
  context.roundRect(0, 0, width, height, theme.radius > 0 ? 0.01 * short : 0);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = theme.colours.captionText;
  context.font = type.font;
  context.textAlign = 'left';
  for (const [index, line] of shown.entries()) {
    context.direction = paragraphDirection(shown.join(' '));
    context.letterSpacing = `${trackingOf(type, line)}px`;
    context.wordSpacing = `${wordSpacingOf(type, line)}px`;
    const x = (width - measureText(type, line)) / 2;
    context.fillText(line, x, padding.y + index * lineHeight + baselineOf(type, lineHeight));
  }
  return {
    bitmap: bitmapOf(context, width, height, true),
    x: Math.max(0, 2 * Math.round((frame.width - width) / 4)),
    y: Math.max(0, 2 * Math.round((plateBottom(frame) - height) / 2)),
  };
}

function even(length: number): number {
  return 2 * Math.max(1, Math.ceil(length / 2));
}
