// Draws media/icon.png: `node --import tsx scripts/icon.ts`. The lamp and its halo, as on the title card of the theme midnight.
import { writeFile } from 'node:fs/promises';
import { createCanvas } from '@napi-rs/canvas';

const SIZE = 256;
const PAGE = '#0F1720';
/** Radii in parts of the size, outer to inner, and their flat tones: lighter than on a card, so that they show at 16 px. */
const RINGS = [
  [0.44, '#182430'],
  [0.33, '#22313D'],
  [0.225, '#33424F'],
] as const;
const LAMP = { radius: 0.125, colour: '#FFC27A' };
const CORNER = 0.19;

const canvas = createCanvas(SIZE, SIZE);
const context = canvas.getContext('2d');

context.beginPath();
context.roundRect(0, 0, SIZE, SIZE, SIZE * CORNER);
context.clip();
context.fillStyle = PAGE;
context.fillRect(0, 0, SIZE, SIZE);
for (const [radius, colour] of RINGS) disc(radius, colour);
disc(LAMP.radius, LAMP.colour);

await writeFile(new URL('../media/icon.png', import.meta.url), await canvas.encode('png'));

function disc(radius: number, colour: string): void {
  context.beginPath();
  context.arc(SIZE / 2, SIZE / 2, radius * SIZE, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
