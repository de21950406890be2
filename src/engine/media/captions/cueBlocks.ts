import type { Cue } from './cue.ts';

// SubRip and WebVTT are alike: blocks of a number, a timing and the text, between empty lines.

/** Cues as numbered blocks. `mark` stands before the milliseconds. Times are rounded inwards, so that cues stay apart. */
export function formatBlocks(
  cues: readonly Cue[],
  mark: '.' | ',',
  escape: (line: string) => string,
): string[] {
  return cues.map(({ start, end, lines }, index) => {
    const from = Math.ceil(start * 1000 - 1e-6);
    const to = Math.max(from, Math.floor(end * 1000 + 1e-6));
    const timing = `${formatTimestamp(from, mark)} --> ${formatTimestamp(to, mark)}`;
    return `${index + 1}\n${timing}\n${lines.map(escape).join('\n')}\n`;
  });
}

/** Reads blocks; those without a timing (headers, notes, styles) are skipped. */
export function parseBlocks(text: string, unescape: (line: string) => string): Cue[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/(?:\r?\n){2,}/)
    .flatMap((block) => {
      const lines = block.split(/\r?\n/).filter((line) => line !== '');
      const at = lines.findIndex((line) => parseTiming(line));
      const timing = parseTiming(lines[at] ?? '');
      return timing ? [{ ...timing, lines: lines.slice(at + 1).map(unescape) }] : [];
    });
}

const two = (value: number) => String(value).padStart(2, '0');

function formatTimestamp(milliseconds: number, mark: '.' | ','): string {
  const seconds = Math.floor(milliseconds / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${clock}${mark}${String(milliseconds % 1000).padStart(3, '0')}`;
}

const TIMING = /^(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})/;

function parseTiming(line: string): { start: number; end: number } | undefined {
  const match = TIMING.exec(line);
  if (!match) return undefined;
  const [h1 = 0, m1 = 0, s1 = 0, ms1 = 0, h2 = 0, m2 = 0, s2 = 0, ms2 = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return { start: h1 * 3600 + m1 * 60 + s1 + ms1 / 1000, end: h2 * 3600 + m2 * 60 + s2 + ms2 / 1000 };
}
