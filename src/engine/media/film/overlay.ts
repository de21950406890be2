import type { Bitmap } from '../cards/card.ts';
import { writeRaw } from './raw.ts';
import { toVideoLevels } from './spec.ts';
import type { FilmSpec } from './spec.ts';
import { exactly, holdChain } from './timing.ts';
import type { OverlayRun } from './visual.ts';

/** Part of the frame that overlays touch. All even, so that colour at half resolution stays in place. */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Draws the overlays and writes the part of the frame that they touch, a raw RGBA frame for each run. */
export async function writeOverlays(
  file: string,
  runs: readonly OverlayRun[],
  { spec, signal }: { spec: FilmSpec; signal: AbortSignal },
): Promise<Box> {
  const drawn: { box: Box; pixels: Uint8Array }[] = [];
  for (const run of runs) {
    signal.throwIfAborted();
    const bitmap = await run.draw?.();
    const box = (bitmap && touched(bitmap)) ?? { x: 0, y: 0, width: 0, height: 0 };
    if (bitmap && (bitmap.width !== spec.width || bitmap.height !== spec.height)) {
      throw new RangeError(
        `An overlay is ${bitmap.width}x${bitmap.height}, the film is ${spec.width}x${spec.height}`,
      );
    }
    drawn.push({ box, pixels: bitmap ? cut(bitmap, box) : new Uint8Array() });
  }
  const whole = union(drawn.map(({ box }) => box));
  await writeRaw(
    file,
    (function* place() {
      for (const { box, pixels } of [...drawn, ...drawn.slice(-1)]) yield put(pixels, box, whole);
    })(),
  );
  return whole;
}

/** Filters that lay the overlays of input number `input` over the link `[under]`. */
export function overlayChain(
  runs: readonly OverlayRun[],
  box: Box,
  { from, to, spec }: { from: number; to: number; spec: FilmSpec },
  links: { under: string; input: number; label: string },
): string {
  const over = `${links.label}o`;
  return (
    `[${links.input}:v]${toVideoLevels('yuva420p')},${holdChain(runs, spec.fps)}[${over}];` +
    `[${links.under}][${over}]overlay=x=${box.x}:y=${box.y}:format=yuv420:eof_action=repeat,` +
    `${exactly(to - from, spec.fps)}[${links.label}]`
  );
}

function touched({ width, height, data }: Bitmap): Box | undefined {
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let y = 0; y < height; y += 1) {
    const row = y * width * 4 + 3;
    let x = 0;
    while (x < width && data[row + x * 4] === 0) x += 1;
    if (x === width) continue;
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, x);
    x = width - 1;
    while (x > right && data[row + x * 4] === 0) x -= 1;
    right = Math.max(right, x);
  }
  if (bottom < 0) return undefined;
  const [x, y] = [left & ~1, top & ~1];
  return {
    x,
    y,
    width: Math.min(width, (right + 2) & ~1) - x,
    height: Math.min(height, (bottom + 2) & ~1) - y,
  };
}

function union(boxes: readonly Box[]): Box {
  const real = boxes.filter(({ width }) => width > 0);
  if (real.length === 0) return { x: 0, y: 0, width: 2, height: 2 };
  const x = Math.min(...real.map((box) => box.x));
  const y = Math.min(...real.map((box) => box.y));
  const right = Math.max(...real.map((box) => box.x + box.width));
  const bottom = Math.max(...real.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

function cut(bitmap: Bitmap, box: Box): Uint8Array {
  const pixels = new Uint8Array(box.width * box.height * 4);
  for (let y = 0; y < box.height; y += 1) {
    const at = ((box.y + y) * bitmap.width + box.x) * 4;
    pixels.set(bitmap.data.subarray(at, at + box.width * 4), y * box.width * 4);
  }
  return pixels;
}

function put(pixels: Uint8Array, box: Box, whole: Box): Uint8Array {
  const placed = new Uint8Array(whole.width * whole.height * 4);
  for (let y = 0; y < box.height; y += 1) {
    const to = ((box.y - whole.y + y) * whole.width + box.x - whole.x) * 4;
    placed.set(pixels.subarray(y * box.width * 4, (y + 1) * box.width * 4), to);
  }
  return placed;
}
