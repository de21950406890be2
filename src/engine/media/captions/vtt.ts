import type { Cue } from './cue.ts';
import { formatBlocks, parseBlocks } from './cueBlocks.ts';

const ESCAPES: readonly (readonly [plain: string, escaped: string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
];

/** Captions as WebVTT (`.vtt`), seconds rounded to milliseconds. */
export function toVtt(cues: readonly Cue[]): string {
  return ['WEBVTT\n', ...formatBlocks(cues, '.', escapeText)].join('\n');
}

/** Reads WebVTT as {@link toVtt} writes it; notes, styles and regions are skipped. */
export function parseVtt(text: string): Cue[] {
  return parseBlocks(text, unescapeText);
}

function escapeText(line: string): string {
  return ESCAPES.reduce((text, [plain, escaped]) => text.replaceAll(plain, escaped), line);
}

function unescapeText(line: string): string {
  return ESCAPES.toReversed().reduce((text, [plain, escaped]) => text.replaceAll(escaped, plain), line);
}
