// Draws contact sheets of every kind of card: `npx tsx scripts/sheet.ts OUT_DIR [THEME…]`. To be looked at by people.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImageData, createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import type { Bitmap, CardSpec } from '../src/engine/media/cards/card.ts';
import { drawCaption, prepareCard } from '../src/engine/media/cards/cards.ts';
import type { ThemeName } from '../src/protocol/protocol.ts';
import { frameSize } from '../src/protocol/protocol.ts';
import type { Aspect } from '../src/protocol/protocol.ts';
import { PICTURES, SAMPLES, WORLD } from './samples.ts';

const [folder = 'sheets', ...wanted] = process.argv.slice(2);
const themes: readonly ThemeName[] = ['midnight', 'paper', 'signal'];
const aspects: readonly Aspect[] = ['16:9', '9:16', '1:1'];
mkdirSync(folder, { recursive: true });

function pictureFor(kind: string): { picture?: Bitmap } {
  return kind === 'picture' || kind === 'beside' ? { picture: PICTURES.night } : {};
}

function canvasOf(bitmap: Bitmap) {
  const canvas = createCanvas(bitmap.width, bitmap.height);
  const pixels = new Uint8ClampedArray(bitmap.data.buffer, bitmap.data.byteOffset, bitmap.data.byteLength);
  canvas.getContext('2d').putImageData(new ImageData(pixels, bitmap.width, bitmap.height), 0, 0);
  return canvas;
}

/** One page in its last state, over its picture where it is an overlay, with captions where they are burned. */
function finished(spec: CardSpec, page: number): Canvas {
  const card = prepareCard(spec);
  const steps = card.layout.pages[page]?.steps ?? 0;
  const canvas = createCanvas(spec.width, spec.height);
  const context = canvas.getContext('2d');
  const overlay = card.layout.pages[page]?.overlay ?? false;
  if (overlay && spec.picture) {
    const { width, height } = spec.picture;
    const scale = Math.max(spec.width / width, spec.height / height);
    const [x, y] = [(spec.width - width * scale) / 2, (spec.height - height * scale) / 2];
    context.drawImage(canvasOf(spec.picture), x, y, width * scale, height * scale);
  }
  context.drawImage(canvasOf(card.draw({ page, shown: steps, entering: 0 })), 0, 0);
  if (spec.captionsBurned) {
    const plate = drawCaption(
      ['The keeper could read by it, and so,', 'on a clear night, could a ship.'],
      spec,
    );
    context.drawImage(canvasOf(plate.bitmap), plate.x, plate.y);
  }
  return canvas;
}

function sheet(name: string, specs: readonly CardSpec[], columns: number): void {
  const shots = specs.flatMap((spec) =>
    prepareCard(spec).layout.pages.map((_, page) => finished(spec, page)),
  );
  const [first] = shots;
  if (!first) return;
  const gap = 8;
  const rows = Math.ceil(shots.length / columns);
  const canvas = createCanvas(columns * (first.width + gap) + gap, rows * (first.height + gap) + gap);
  const context = canvas.getContext('2d');
  context.fillStyle = '#808080';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, shot] of shots.entries()) {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    context.drawImage(shot, gap + column * (first.width + gap), gap + row * (first.height + gap));
  }
  writeFileSync(join(folder, `${name}.png`), canvas.toBuffer('image/png'));
  console.log(`${name}.png`);
}

for (const theme of themes) {
  for (const aspect of aspects) {
    const { width, height } = frameSize('480p', aspect);
    const columns = aspect === '9:16' ? 5 : aspect === '1:1' ? 4 : 3;
    const base = { theme, width, height, language: 'en', captionsBurned: false };
    const name = `${theme}-${aspect.replace(':', 'x')}`;
    if (wanted.length > 0 && !wanted.some((part) => name.startsWith(part))) continue;
    sheet(
      name,
      SAMPLES.map((sample) => ({ ...base, ...sample, ...pictureFor(sample.content.kind) })),
      columns,
    );
    sheet(
      `${name}-world`,
      WORLD.map((sample) => ({ ...base, ...sample })),
      columns,
    );
    const burned = SAMPLES.map((sample) => ({
      ...base,
      ...sample,
      ...pictureFor(sample.content.kind),
      captionsBurned: true,
    }));
    sheet(`${name}-burned`, burned, columns);
  }
}
