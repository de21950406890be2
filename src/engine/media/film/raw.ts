import { open } from 'node:fs/promises';

/** How ffmpeg is told about raw RGBA frames. */
export function rawInput(size: { width: number; height: number }, fps: number, source: string): string[] {
  const { width, height } = size;
  return [
    ['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${width}x${height}`],
    ['-framerate', String(fps), '-protocol_whitelist', 'file,pipe', '-i', source],
  ].flat();
}

/** Writes raw frames one after another. */
export async function writeRaw(
  file: string,
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for await (const frame of frames) await handle.writeFile(frame);
  } finally {
    await handle.close();
  }
}
