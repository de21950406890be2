import { open } from 'node:fs/promises';
import { child, children, findHeader, versioned } from './boxes.ts';

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
