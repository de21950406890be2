import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/**
 * The child's side of `rasterise`: draws the SVG on standard input at the size that the arguments say, and writes raw RGBA to
 * standard output. It gives bytes to the canvas, never a path or an address.
 */
export async function rasteriseFromStdin([width, height]: readonly string[]): Promise<void> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const size = { width: Number(width), height: Number(height) };
  const image = await loadImage(await buffer(process.stdin));
  // Before it is drawn: a drawing is then drawn at this size, not stretched to it.
  image.width = size.width;
  image.height = size.height;
  const context = createCanvas(size.width, size.height).getContext('2d');
  context.drawImage(image, 0, 0, size.width, size.height);
  const { data } = context.getImageData(0, 0, size.width, size.height);
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!process.stdout.write(pixels)) await once(process.stdout, 'drain');
}
