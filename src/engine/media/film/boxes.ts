import type { FileHandle } from 'node:fs/promises';

/** A box of an MP4 header: four letters and what is in it. */
export interface Box {
  type: string;
  body: Buffer;
}

const LARGEST_HEADER = 64 * 2 ** 20;

/** Where the header stands in the file, and what is in it. */
export interface Header {
  moov: Buffer;
  /** Offset of the whole box. */
  at: number;
  faststart: boolean;
}

/**
 * Walks the outermost boxes of a file.
 *
 * @throws Error when it is not a whole MP4 file.
 */
export async function findHeader(handle: FileHandle): Promise<Header> {
  const { size: total } = await handle.stat();
  const head = Buffer.alloc(16);
  let header: Header | undefined;
  let media = false;
  for (let at = 0; at < total;) {
    const { bytesRead } = await handle.read(head, 0, 16, at);
    if (bytesRead < 8) break;
    const type = head.toString('latin1', 4, 8);
    const short = head.readUInt32BE(0);
    const headSize = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? total - at : short;
    if (size < headSize || at + size > total) throw new Error('The MP4 file is cut off');
    if (type === 'mdat') media = true;
    if (type === 'moov') {
      if (size > LARGEST_HEADER) throw new Error('The MP4 header is too large');
      const moov = Buffer.alloc(size - headSize);
      await handle.read(moov, 0, moov.length, at + headSize);
      header = { moov, at, faststart: !media };
    }
    at += size;
  }
  if (!header || !media) throw new Error('The MP4 file has no header or no media');
  return header;
}

/** Offset of a field that stands elsewhere in boxes of version 1, whose times have 64 bits. */
export function versioned(box: Buffer, version0: number, version1: number): number {
  return box[0] === 1 ? version1 : version0;
}

/** What is in the first box of a type. */
export function child(body: Buffer, type: string): Buffer {
  const found = children(body).find((box) => box.type === type);
  if (!found) throw new Error(`The MP4 header has no ${type}`);
  return found.body;
}

/** The boxes in a box. */
export function children(body: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= body.length;) {
    const size = body.readUInt32BE(at);
    if (size < 8 || at + size > body.length) throw new Error('The MP4 header is damaged');
    boxes.push({ type: body.toString('latin1', at + 4, at + 8), body: body.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

/** A whole box: length, type, body. */
export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}
