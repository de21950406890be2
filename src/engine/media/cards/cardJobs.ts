import { createCanvas, ImageData, type Canvas } from '@napi-rs/canvas';
import type { ThemeName } from '../../../protocol/protocol.ts';
import type { CardRun } from '../../timeline/cardRuns.ts';
import type { WorkerAnswer } from '../workers/job.ts';
import type { Bitmap, CardLayout, CardSpec, ThumbnailRequest } from './card.ts';
import { drawCaption, fontFingerprint, prepareCard, type PreparedCard } from './cards.ts';

/** Cards that a worker keeps laid out: the one it draws and its neighbours at a crossfade. */
const KEPT = 4;

const prepared = new Map<string, PreparedCard>();

function preparedCard(card: CardSpec, key: string): PreparedCard {
  const known = prepared.get(key) ?? prepareCard(card);
  prepared.delete(key);
  prepared.set(key, known);
  const [oldest] = prepared.keys();
  if (prepared.size > KEPT && oldest !== undefined) prepared.delete(oldest);
  return known;
}

function answer(bitmap: Bitmap): WorkerAnswer<Bitmap> {
  const { buffer } = bitmap.data;
  return { output: bitmap, transfer: buffer instanceof ArrayBuffer ? [buffer] : [] };
}

/** What a worker thread does for the artist, by kind of job. */
export const cardJobs = {
  'card-layout': ({ card, key }: { card: CardSpec; key: string }): WorkerAnswer<CardLayout> => ({
    output: preparedCard(card, key).layout,
  }),
  'card-draw': (input: { card: CardSpec; key: string } & Omit<CardRun, 'frames'>): WorkerAnswer<Bitmap> => {
    const card = preparedCard(input.card, input.key);
    const bitmap = card.draw(input.state);
    return answer(input.blend ? mix(card.draw(input.blend.from), bitmap, input.blend.amount) : bitmap);
  },
  'caption-draw': ({ lines, card }: { lines: readonly string[]; card: CardSpec }): WorkerAnswer<Bitmap> => {
    const { bitmap, x, y } = drawCaption(lines, card);
    return answer(placed(bitmap, x, y, card));
  },
  'card-thumbnail': (request: ThumbnailRequest): WorkerAnswer<Uint8Array> => ({ output: thumbnail(request) }),
  'font-fingerprint': (theme: ThemeName): WorkerAnswer<string> => ({ output: fontFingerprint(theme) }),
};

/** `after` over `before`, both of one size: 0 is all before, 1 all after. */
function mix(before: Bitmap, after: Bitmap, amount: number): Bitmap {
  const data = new Uint8Array(before.data.length);
  for (let index = 0; index < data.length; index += 1) {
    const from = before.data[index] ?? 0;
    data[index] = Math.round(from + ((after.data[index] ?? 0) - from) * amount);
  }
  return { width: before.width, height: before.height, data };
}

/** A small bitmap at its place in an otherwise transparent frame. */
function placed(
  bitmap: Bitmap,
  x: number,
  y: number,
  { width, height }: { width: number; height: number },
): Bitmap {
  const data = new Uint8Array(width * height * 4);
  const columns = Math.min(bitmap.width, width - x);
  for (let row = 0; row < Math.min(bitmap.height, height - y); row += 1) {
    const from = row * bitmap.width * 4;
    data.set(bitmap.data.subarray(from, from + columns * 4), ((y + row) * width + x) * 4);
  }
  return { width, height, data };
}

function thumbnail({ card, key, under, width }: ThumbnailRequest): Uint8Array {
  const whole = preparedCard(card, key);
  const page = 0;
  const full = whole.draw({ page, shown: whole.layout.pages[page]?.steps ?? 0, entering: 0 });
  const height = Math.max(1, Math.round((width * card.height) / card.width));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  for (const layer of [under, full]) {
    if (layer) context.drawImage(canvasOf(layer), 0, 0, width, height);
  }
  return canvas.toBuffer('image/png');
}

function canvasOf({ width, height, data }: Bitmap): Canvas {
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}
