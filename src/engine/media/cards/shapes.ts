import { ImageData, createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap } from './card.ts';
import { rgb } from './contrast.ts';
import type { Box, Frame } from './grid.ts';
import type { BulletMark, DiscMark, RectMark, ScrimMark } from './marks.ts';
import { subjectOf } from '../pictures/subject.ts';

/** A flat rectangle; hairlines snap to whole pixels, and are at least two of them from 1080 lines up. */
export function paintRect(context: SKRSContext2D, mark: RectMark): void {
  const { box } = mark;
  if (mark.alpha !== undefined) context.globalAlpha *= mark.alpha;
  context.fillStyle = mark.colour;
  if (mark.radius) {
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, mark.radius);
    context.fill();
    return;
  }
  const x = Math.round(box.x);
  const y = Math.round(box.y);
  const height = mark.hairline ? Math.max(1, Math.round(box.height)) : Math.round(box.y + box.height) - y;
  context.fillRect(x, y, Math.round(box.x + box.width) - x, height);
}

export function paintDisc(context: SKRSContext2D, mark: DiscMark): void {
  context.beginPath();
  context.arc(mark.x, mark.y, mark.radius, 0, Math.PI * 2);
  if (mark.stroke === undefined) {
    context.fillStyle = mark.colour;
    context.fill();
    return;
  }
  context.strokeStyle = mark.colour;
  context.lineWidth = mark.stroke;
  context.stroke();
}

/** @param newest 1 full, 0 hollow, between them one gives way to the other. */
export function paintBullet(context: SKRSContext2D, mark: BulletMark, newest: number): void {
  const alpha = context.globalAlpha;
  if (newest < 1) {
    context.globalAlpha = alpha * (1 - newest);
    paintHollow(context, mark);
  }
  if (newest <= 0) return;
  context.globalAlpha = alpha * newest;
  context.fillStyle = mark.colour;
  const half = mark.size / 2;
  if (mark.shape === 'disc') {
    context.beginPath();
    context.arc(mark.x, mark.y, half, 0, Math.PI * 2);
    context.fill();
  } else if (mark.shape === 'dash') paintDash(context, mark, 0.17 * mark.size);
  else context.fillRect(mark.x - half, mark.y - half, mark.size, mark.size);
}

function paintHollow(context: SKRSContext2D, mark: BulletMark): void {
  const stroke = Math.max(1, 0.13 * mark.size);
  const half = mark.size / 2 - stroke / 2;
  context.strokeStyle = mark.earlier;
  context.fillStyle = mark.earlier;
  context.lineWidth = stroke;
  if (mark.shape === 'dash') paintDash(context, mark, 0.065 * mark.size);
  else if (mark.shape === 'disc') {
    context.beginPath();
    context.arc(mark.x, mark.y, half, 0, Math.PI * 2);
    context.stroke();
  } else context.strokeRect(mark.x - half, mark.y - half, half * 2, half * 2);
}

function paintDash(context: SKRSContext2D, mark: BulletMark, thickness: number): void {
  const height = Math.max(1, Math.round(thickness));
  context.fillRect(
    Math.round(mark.x - mark.size / 2),
    Math.round(mark.y - height / 2),
    Math.round(mark.size),
    height,
  );
}

/** Fills the box with the picture, cut about its subject at the sides that are too long; flat where there is none. */
export function paintPicture(
  context: SKRSContext2D,
  box: Box,
  picture: Bitmap | undefined,
  empty: string,
): void {
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  if (!picture || picture.width < 1 || picture.height < 1) {
    context.fillStyle = empty;
    context.fillRect(box.x, box.y, box.width, box.height);
    return;
  }
  const source = createCanvas(picture.width, picture.height);
  const pixels = new Uint8ClampedArray(picture.data.buffer, picture.data.byteOffset, picture.data.byteLength);
  source.getContext('2d').putImageData(new ImageData(pixels, picture.width, picture.height), 0, 0);
  const scale = Math.max(box.width / picture.width, box.height / picture.height);
  const { x, y } = subjectOf(picture, box.width / box.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    source,
    box.x + Math.min(0, Math.max(box.width - width, box.width / 2 - width * x)),
    box.y + Math.min(0, Math.max(box.height - height, box.height / 2 - height * y)),
    width,
    height,
  );
}

const BAYER = [
  0, 32, 8, 40, 2, 34, 10, 42, 48, 16, 56, 24, 50, 18, 58, 26, 12, 44, 4, 36, 14, 46, 6, 38, 60, 28, 52, 20,
  62, 30, 54, 22, 3, 35, 11, 43, 1, 33, 9, 41, 51, 19, 59, 27, 49, 17, 57, 25, 15, 47, 7, 39, 13, 45, 5, 37,
  63, 31, 55, 23, 61, 29, 53, 21,
] as const;

/** Smoothstep from nothing to full strength, dithered so that its steps do not show as bands. */
export function paintScrim(context: SKRSContext2D, mark: ScrimMark, frame: Frame): void {
  const top = Math.floor(mark.from);
  const height = frame.height - top;
  if (height <= 0) return;
  const { r, g, b } = rgb(mark.colour);
  const pixels = new Uint32Array(frame.width * height);
  const colour = (b << 16) | (g << 8) | r;
  for (let row = 0; row < height; row += 1) {
    const t = Math.min(1, Math.max(0, (top + row + 0.5 - mark.from) / Math.max(1, mark.full - mark.from)));
    const alpha = 255 * mark.strength * t * t * (3 - 2 * t);
    const pattern = Array.from({ length: 8 }, (_, column) => {
      const level = Math.floor(alpha + ((BAYER[(row % 8) * 8 + column] ?? 0) + 0.5) / 64);
      return ((Math.min(255, level) << 24) | colour) >>> 0;
    });
    const start = row * frame.width;
    for (let column = 0; column < frame.width; column += 1) pixels[start + column] = pattern[column & 7] ?? 0;
  }
  const data = new ImageData(new Uint8ClampedArray(pixels.buffer), frame.width, height);
  const layer = createCanvas(frame.width, height);
  layer.getContext('2d').putImageData(data, 0, 0);
  context.drawImage(layer, 0, top);
}
