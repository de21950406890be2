import { AuraError } from '../../../protocol/protocol.ts';

/** Where the sound of a WAV file stands and how it is written. */
export interface WavFormat {
  encoding: 'integer' | 'float';
  bitsPerSample: number;
  channels: number;
  sampleRate: number;
  /** Bytes before the sound. */
  dataOffset: number;
  /** Bytes of sound; what the header says, limited to what the file has. */
  dataLength: number;
}

const HEADER_LENGTH = 44;
const INTEGER = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/**
 * Header of a WAV file: 16-bit integers or 32-bit floats.
 *
 * @param bytes length of the sound; more than a WAV file can say is written as the largest it can.
 */
export function wavHeader(
  encoding: 'integer' | 'float',
  sampleRate: number,
  bytes: number,
  channels = 1,
): Uint8Array {
  const width = encoding === 'float' ? 4 : 2;
  const header = new DataView(new ArrayBuffer(HEADER_LENGTH));
  const ascii = (at: number, text: string) => {
    for (let index = 0; index < text.length; index++) header.setUint8(at + index, text.charCodeAt(index));
  };
  const length = Math.min(bytes, 0xffffffff - HEADER_LENGTH);
  ascii(0, 'RIFF');
  header.setUint32(4, length + HEADER_LENGTH - 8, true);
  ascii(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, encoding === 'float' ? FLOAT : INTEGER, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * width * channels, true);
  header.setUint16(32, width * channels, true);
  header.setUint16(34, width * 8, true);
  ascii(36, 'data');
  header.setUint32(40, length, true);
  return new Uint8Array(header.buffer);
}

/** A mono WAV file; 16-bit samples are rounded and limited to −1…1. */
export function encodeWav(
  samples: Float32Array,
  sampleRate: number,
  encoding: 'integer' | 'float' = 'float',
): Uint8Array {
  const width = encoding === 'float' ? 4 : 2;
  const file = new Uint8Array(HEADER_LENGTH + samples.length * width);
  file.set(wavHeader(encoding, sampleRate, samples.length * width));
  const data = new DataView(file.buffer, HEADER_LENGTH);
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] ?? 0;
    if (encoding === 'float') data.setFloat32(index * 4, sample, true);
    else data.setInt16(index * 2, toInt16(sample), true);
  }
  return file;
}

/** A sample −1…1 as a 16-bit number; louder ones are cut off, what is no number is silence. */
export function toInt16(sample: number): number {
  const limited = sample > 1 ? 1 : sample < -1 ? -1 : sample;
  return Math.round(limited * 32_767) || 0;
}

/**
 * Reads a header: any order of chunks, odd lengths, the extensible form, and the length 0 or 2³²−1 that streaming writers
 * leave behind.
 *
 * @param head the beginning of the file, with all chunks before the sound.
 * @param fileLength bytes of the whole file.
 * Throws `E422-SCRIPT` when it is no WAV file that can be read.
 */
export function parseWav(head: Uint8Array, fileLength = head.length): WavFormat {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const ascii = (at: number) => String.fromCharCode(...head.subarray(at, at + 4));
  if (head.length < 12 || !['RIFF', 'RF64'].includes(ascii(0)) || ascii(8) !== 'WAVE') {
    throw unreadable('It does not begin like a WAV file.');
  }
  let format: Pick<WavFormat, 'encoding' | 'bitsPerSample' | 'channels' | 'sampleRate'> | undefined;
  for (let at = 12; at + 8 <= head.length;) {
    const name = ascii(at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === 'fmt ') {
      format = parseFormat(view, body, length);
    } else if (name === 'data') {
      if (!format) throw unreadable('Its sound comes before its format.');
      const there = Math.max(0, fileLength - body);
      const said = length === 0 || length === 0xffffffff ? there : Math.min(length, there);
      const frame = (format.channels * format.bitsPerSample) / 8;
      return { ...format, dataOffset: body, dataLength: said - (said % frame) };
    }
    at = body + length + (length % 2);
  }
  throw unreadable('It has no sound.');
}

function parseFormat(view: DataView, at: number, length: number) {
  if (length < 16 || at + length > view.byteLength) throw unreadable('Its format is cut off.');
  const tag = view.getUint16(at, true);
  const code = tag === EXTENSIBLE && length >= 26 ? view.getUint16(at + 24, true) : tag;
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  const bitsPerSample = view.getUint16(at + 14, true);
  const widths = code === FLOAT ? [32, 64] : [8, 16, 24, 32];
  if ((code !== INTEGER && code !== FLOAT) || !widths.includes(bitsPerSample)) {
    throw unreadable(`It is written in a way that is not known (format ${code}, ${bitsPerSample} bits).`);
  }
  if (channels < 1 || channels > 64 || sampleRate < 1000 || sampleRate > 768_000) {
    throw unreadable(`It says it has ${channels} channels at ${sampleRate} Hz.`);
  }
  const encoding = code === FLOAT ? ('float' as const) : ('integer' as const);
  return { encoding, bitsPerSample, channels, sampleRate };
}

/** Samples of a stretch of sound, its channels mixed into one. `bytes` begins at a frame's start. */
export function decodeSamples(bytes: Uint8Array, format: WavFormat): Float32Array<ArrayBuffer> {
  const width = format.bitsPerSample / 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = sampleReader(view, format);
  const samples = new Float32Array(Math.floor(bytes.length / (width * format.channels)));
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < format.channels; channel++) {
      sum += read((frame * format.channels + channel) * width);
    }
    samples[frame] = sum / format.channels;
  }
  return samples;
}

function sampleReader(view: DataView, { encoding, bitsPerSample }: WavFormat): (at: number) => number {
  if (encoding === 'float') {
    return bitsPerSample === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  }
  switch (bitsPerSample) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32_767;
    case 24:
      return (at) => (view.getUint8(at) | (view.getInt16(at + 1, true) << 8)) / 8_388_608;
    default:
      return (at) => view.getInt32(at, true) / 2_147_483_648;
  }
}

/** A whole WAV file, mixed to one channel. Throws `E422-SCRIPT` when it cannot be read. */
export function decodeWav(file: Uint8Array): { samples: Float32Array<ArrayBuffer>; sampleRate: number } {
  const format = parseWav(file);
  const data = file.subarray(format.dataOffset, format.dataOffset + format.dataLength);
  return { samples: decodeSamples(data, format), sampleRate: format.sampleRate };
}

function unreadable(details: string): AuraError {
  return new AuraError('E422-SCRIPT', 'A sound file cannot be read', {
    details,
    remediation: 'Save it again as WAV (16-bit) and try once more.',
  });
}
