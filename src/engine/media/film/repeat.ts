import { open } from 'node:fs/promises';
import { box, child, children, findHeader } from './boxes.ts';
import type { Loop } from './loops.ts';

/** A sample as the tables of an MP4 file describe it. */
interface Sample {
  offset: number;
  size: number;
  /** Ticks from decoding to showing. */
  delay: number;
  key: boolean;
}

/**
 * Makes a piece longer without touching its media: the header is written again so that it names the samples of each loop as
 * often as it is shown. The file must be as our encoder writes it: one track, version 0 boxes, header last.
 *
 * @throws Error when it is not, or when a loop does not begin with a key frame.
 */
export async function repeatLoops(file: string, loops: readonly Loop[]): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { moov, at, faststart } = await findHeader(handle);
    if (faststart) throw new Error('The header of the piece does not come last');
    const longer = rewrite(moov, loops);
    await handle.truncate(at);
    await handle.write(longer, 0, longer.length, at);
  } finally {
    await handle.close();
  }
}

function rewrite(moov: Buffer, loops: readonly Loop[]): Buffer {
  const trak = child(moov, 'trak');
  const stbl = child(child(child(trak, 'mdia'), 'minf'), 'stbl');
  const samples = readSamples(stbl);
  const shown: Sample[] = [];
  let from = 0;
  for (const { frames, times } of loops) {
    if (!samples[from]?.key) throw new Error(`Frame ${from} of the piece is no key frame`);
    for (let time = 0; time < times; time += 1) shown.push(...samples.slice(from, from + frames));
    from += frames;
  }
  if (from !== samples.length) throw new Error(`${samples.length} frames where ${from} were wanted`);

  const ticks = child(stbl, 'stts').readUInt32BE(12);
  const mdhd = child(child(trak, 'mdia'), 'mdhd');
  const media = shown.length * ticks;
  const movie = Math.round((media * child(moov, 'mvhd').readUInt32BE(12)) / mdhd.readUInt32BE(12));
  const tables = sampleTables(shown, ticks);
  const replace = (body: Buffer): Buffer =>
    Buffer.concat(
      children(body).map(({ type, body: inner }) => {
        if (type === 'mvhd') return box(type, withNumber(inner, 16, movie));
        if (type === 'tkhd') return box(type, withNumber(inner, 20, movie));
        if (type === 'mdhd') return box(type, withNumber(inner, 16, media));
        if (type === 'elst') return box(type, withNumber(inner, 8, movie));
        if (['trak', 'edts', 'mdia', 'minf'].includes(type)) return box(type, replace(inner));
        if (type !== 'stbl') return box(type, inner);
        return box(type, box('stsd', child(inner, 'stsd')), tables);
      }),
    );
  return box('moov', replace(moov));
}

function readSamples(stbl: Buffer): Sample[] {
  const tables = new Map(children(stbl).map(({ type, body }) => [type, body]));
  const stsz = child(stbl, 'stsz');
  const count = stsz.readUInt32BE(8);
  const same = stsz.readUInt32BE(4);
  const sizes = Array.from({ length: count }, (_, i) => (same > 0 ? same : stsz.readUInt32BE(12 + i * 4)));
  const delays = readDelays(tables.get('ctts') ?? Buffer.alloc(8));
  const stss = tables.get('stss');
  const keys = new Set(
    Array.from({ length: stss?.readUInt32BE(4) ?? 0 }, (_, i) => stss?.readUInt32BE(8 + i * 4)),
  );
  const offsets = readOffsets(stbl, sizes);
  return sizes.map((size, i) => ({
    size,
    offset: offsets[i] ?? 0,
    delay: delays[i] ?? 0,
    key: !stss || keys.has(i + 1),
  }));
}

function readDelays(ctts: Buffer): number[] {
  const delays: number[] = [];
  for (let entry = 0; entry < ctts.readUInt32BE(4); entry += 1) {
    const delay = ctts.readUInt32BE(12 + entry * 8);
    for (let i = 0; i < ctts.readUInt32BE(8 + entry * 8); i += 1) delays.push(delay);
  }
  return delays;
}

function readOffsets(stbl: Buffer, sizes: readonly number[]): number[] {
  const long = children(stbl).some(({ type }) => type === 'co64');
  const chunks = child(stbl, long ? 'co64' : 'stco');
  const stsc = child(stbl, 'stsc');
  const offsets: number[] = [];
  let run = 0;
  for (let chunk = 0; chunk < chunks.readUInt32BE(4); chunk += 1) {
    const next = run + 1;
    if (next < stsc.readUInt32BE(4) && stsc.readUInt32BE(8 + next * 12) === chunk + 1) run = next;
    let at = long ? Number(chunks.readBigUInt64BE(8 + chunk * 8)) : chunks.readUInt32BE(8 + chunk * 4);
    const inChunk = stsc.readUInt32BE(8 + run * 12 + 4);
    for (let i = 0; i < inChunk; i += 1) {
      offsets.push(at);
      at += sizes[offsets.length - 1] ?? 0;
    }
  }
  return offsets;
}

/** One chunk a sample: samples of a loop may be named from several places. */
function sampleTables(samples: readonly Sample[], ticks: number): Buffer {
  const keys = samples.flatMap(({ key }, i) => (key ? [i + 1] : []));
  const numbers = samples.length;
  return Buffer.concat([
    table('stts', [0, 1, numbers, ticks]),
    table('ctts', [0, numbers, ...samples.flatMap(({ delay }) => [1, delay])]),
    table('stss', [0, keys.length, ...keys]),
    table('stsc', [0, 1, 1, 1, 1]),
    table('stsz', [0, 0, numbers, ...samples.map(({ size }) => size)]),
    table('stco', [0, numbers, ...samples.map(({ offset }) => offset)]),
  ]);
}

function table(type: string, values: readonly number[]): Buffer {
  const body = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) body.writeUInt32BE(value, i * 4);
  return box(type, body);
}

function withNumber(body: Buffer, at: number, value: number): Buffer {
  if (body[0] !== 0) throw new Error('The piece has a header of another version');
  const changed = Buffer.from(body);
  changed.writeUInt32BE(value, at);
  return changed;
}
