import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** What the header of an MP4 file says about a track. */
export interface Mp4Track {
  /** `vide`, `soun`, `text`, `sbtl`, … */
  type: string;
  /** Sample entry: `avc1`, `mp4a.40` (AAC), `mp4a.6b` (MP3), `tx3g`, … */
  codec: string;
  timescale: number;
  /** In ticks of the timescale. */
  duration: number;
  /** Seconds as it is played: the edit list where there is one, else the duration. */
  seconds: number;
  samples: number;
  /** Ticks of every sample; absent when they differ. The last sample may be shorter in sound. */
  sampleDuration?: number;
  /** ISO 639-2, three letters. */
  language: string;
}

export interface Mp4 {
  tracks: readonly Mp4Track[];
  /** Whether the header stands before the media, so that playing starts while the rest still arrives. */
  faststart: boolean;
}

interface Box {
  type: string;
  body: Buffer;
}

const LARGEST_HEADER = 64 * 2 ** 20;

/**
 * Reads the header of an MP4 file: the product has no ffprobe, and this says frame counts and lengths to the tick.
 *
 * @throws Error when it is not a whole MP4 file.
 */
export async function readMp4(file: string): Promise<Mp4> {
  const handle = await open(file, 'r');
  try {
    const { moov, faststart } = await findHeader(handle);
    const movieTimescale = child(moov, 'mvhd').readUInt32BE(versioned(child(moov, 'mvhd'), 12, 20));
    const tracks = children(moov)
      .filter(({ type }) => type === 'trak')
      .map(({ body }) => readTrack(body, movieTimescale));
    return { tracks, faststart };
  } finally {
    await handle.close();
  }
}

async function findHeader(handle: FileHandle): Promise<{ moov: Buffer; faststart: boolean }> {
  const { size: total } = await handle.stat();
  const head = Buffer.alloc(16);
  let moov: Buffer | undefined;
  let media = false;
  let faststart = false;
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
      moov = Buffer.alloc(size - headSize);
      await handle.read(moov, 0, moov.length, at + headSize);
      faststart = !media;
    }
    at += size;
  }
  if (!moov || !media) throw new Error('The MP4 file has no header or no media');
  return { moov, faststart };
}

function readTrack(trak: Buffer, movieTimescale: number): Mp4Track {
  const mdia = child(trak, 'mdia');
  const mdhd = child(mdia, 'mdhd');
  const timescale = mdhd.readUInt32BE(versioned(mdhd, 12, 20));
  const duration = mdhd[0] === 1 ? Number(mdhd.readBigUInt64BE(24)) : mdhd.readUInt32BE(16);
  const packed = mdhd.readUInt16BE(versioned(mdhd, 20, 32));
  const letters = [10, 5, 0].map((shift) => String.fromCodePoint(((packed >> shift) & 31) + 0x60));
  const stbl = child(child(mdia, 'minf'), 'stbl');
  const edited = editedSeconds(trak, movieTimescale);
  return {
    type: child(mdia, 'hdlr').toString('latin1', 8, 12),
    codec: codecOf(child(stbl, 'stsd')),
    timescale,
    duration,
    seconds: edited ?? duration / timescale,
    samples: child(stbl, 'stsz').readUInt32BE(8),
    ...constantDuration(child(stbl, 'stts')),
    language: letters.join(''),
  };
}

/** `mp4a` is a family: which sound it is stands in its decoder descriptor. */
function codecOf(stsd: Buffer): string {
  const entry = stsd.toString('latin1', 12, 16);
  const esds = stsd.indexOf('esds', 16, 'latin1');
  if (entry !== 'mp4a' || esds < 0) return entry;
  let at = esds + 8;
  const skipHead = (): void => {
    at += 1;
    while ((stsd[at] ?? 0) & 0x80) at += 1;
    at += 1;
  };
  skipHead();
  at += 3;
  skipHead();
  return `mp4a.${(stsd[at] ?? 0).toString(16)}`;
}

function constantDuration(stts: Buffer): { sampleDuration?: number } {
  const lengths = new Set<number>();
  const entries = stts.readUInt32BE(4);
  for (let entry = 0; entry < entries; entry += 1) lengths.add(stts.readUInt32BE(8 + entry * 8 + 4));
  const [only] = lengths;
  return lengths.size === 1 && only !== undefined ? { sampleDuration: only } : {};
}

function editedSeconds(trak: Buffer, movieTimescale: number): number | undefined {
  const edts = children(trak).find(({ type }) => type === 'edts');
  if (!edts) return undefined;
  const elst = child(edts.body, 'elst');
  const entries = elst.readUInt32BE(4);
  let ticks = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    ticks += elst[0] === 1 ? Number(elst.readBigUInt64BE(8 + entry * 20)) : elst.readUInt32BE(8 + entry * 12);
  }
  return ticks / movieTimescale;
}

function versioned(box: Buffer, version0: number, version1: number): number {
  return box[0] === 1 ? version1 : version0;
}

function child(body: Buffer, type: string): Buffer {
  const found = children(body).find((box) => box.type === type);
  if (!found) throw new Error(`The MP4 header has no ${type}`);
  return found.body;
}

function children(body: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= body.length;) {
    const size = body.readUInt32BE(at);
    if (size < 8 || at + size > body.length) throw new Error('The MP4 header is damaged');
    boxes.push({ type: body.toString('latin1', at + 4, at + 8), body: body.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}
