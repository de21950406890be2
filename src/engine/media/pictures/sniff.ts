import { fileTypeFromBuffer } from 'file-type';
import { looksLikeSvg } from './svg.ts';

/** What the first bytes of a file promise. */
export type Sniffed =
  | { kind: 'picture' | 'clip' | 'sound' | 'moving'; format: string; demuxer: string }
  | { kind: 'svg' }
  | { kind: 'refused'; why: string; remedy: string };

type Format = Extract<Sniffed, { demuxer: string }>;

const format = (kind: Format['kind'], name: string, demuxer: string): Format => ({
  kind,
  format: name,
  demuxer,
});

/** By the type that the bytes have; nothing else is read. `moving` needs a look at how many frames there are. */
const FORMATS: Readonly<Record<string, Format>> = {
  'image/png': format('picture', 'PNG', 'png_pipe'),
  'image/apng': format('moving', 'APNG', 'apng'),
  'image/jpeg': format('picture', 'JPEG', 'jpeg_pipe'),
  'image/webp': format('picture', 'WebP', 'webp_pipe'),
  'image/bmp': format('picture', 'BMP', 'bmp_pipe'),
  'image/tiff': format('picture', 'TIFF', 'tiff_pipe'),
  'image/gif': format('moving', 'GIF', 'gif'),
  'image/avif': format('picture', 'AVIF', 'mov'),
  'image/heic': format('picture', 'HEIC', 'mov'),
  'image/heif': format('picture', 'HEIF', 'mov'),
  'video/mp4': format('clip', 'MP4', 'mov'),
  'video/quicktime': format('clip', 'QuickTime', 'mov'),
  'video/x-m4v': format('clip', 'M4V', 'mov'),
  'video/3gpp': format('clip', '3GP', 'mov'),
  'video/webm': format('clip', 'WebM', 'matroska'),
  'video/matroska': format('clip', 'Matroska', 'matroska'),
  'video/x-matroska': format('clip', 'Matroska', 'matroska'),
  'video/vnd.avi': format('clip', 'AVI', 'avi'),
  'video/ogg': format('clip', 'Ogg', 'ogg'),
  'audio/mpeg': format('sound', 'MP3', 'mp3'),
  'audio/wav': format('sound', 'WAV', 'wav'),
  'audio/flac': format('sound', 'FLAC', 'flac'),
  'audio/x-flac': format('sound', 'FLAC', 'flac'),
  'audio/ogg': format('sound', 'Ogg', 'ogg'),
  'audio/x-m4a': format('sound', 'M4A', 'mov'),
  'audio/mp4': format('sound', 'M4A', 'mov'),
  'audio/aac': format('sound', 'AAC', 'aac'),
  'audio/aiff': format('sound', 'AIFF', 'aiff'),
};

/** Formats that can be read, for messages. */
const READABLE =
  'PNG, JPEG, WebP, GIF, SVG, AVIF, BMP, TIFF; MP4, MOV, WebM, MKV, AVI; MP3, WAV, FLAC, Ogg, M4A';

/**
 * Tells from its first bytes (the name says nothing) what a file is. Lists that make ffmpeg open other files are refused:
 * HLS, DASH, concat.
 */
export async function sniff(head: Uint8Array): Promise<Sniffed> {
  if (head.length === 0) return refused('is empty', 'Save it again, or take it out of the script.');
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1');
  const start = text.replace(/^\u00EF\u00BB\u00BF/, '').trimStart();
  if (
    /^#EXTM3U/i.test(start) ||
    /^ffconcat/i.test(start) ||
    /^file\s+\S/i.test(start) ||
    /<MPD[\s>]/.test(start)
  ) {
    return refused('is a list of other files, not a picture or clip', 'Name the picture or clip itself.');
  }
  if (looksLikeSvg(head)) return { kind: 'svg' };
  // The directory of a TIFF, by which it would be known, may lie at its end.
  if (/^(?:II\*\0|MM\0\*)/.test(text)) return format('picture', 'TIFF', 'tiff_pipe');
  const type = await fileTypeFromBuffer(head);
  const known = type && FORMATS[(type.mime as string).split(';')[0] ?? ''];
  if (known) return known;
  return refused(
    type ? `is a ${type.ext.toUpperCase()} file, which Aura cannot show` : 'is of no known kind',
    `Save it as one of these: ${READABLE}.`,
  );
}

function refused(why: string, remedy: string): Sniffed {
  return { kind: 'refused', why, remedy };
}
