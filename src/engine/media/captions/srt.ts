import type { Cue } from './cue.ts';
import { formatBlocks, parseBlocks } from './cueBlocks.ts';

/** Word joiner: invisible, and enough to keep players from taking text for markup. SubRip knows no escapes. */
const JOINER = '\u2060';

/** Captions as SubRip (`.srt`), seconds rounded to milliseconds. */
export function toSrt(cues: readonly Cue[]): string {
  return formatBlocks(cues, ',', escapeText).join('\n');
}

/** Reads SubRip; blocks without a timing are skipped. */
export function parseSrt(text: string): Cue[] {
  return parseBlocks(text, unescapeText);
}

function escapeText(line: string): string {
  return line
    .replaceAll('-->', `--${JOINER}>`)
    .replace(/<(?=[\p{L}/!])/gu, `<${JOINER}`)
    .replaceAll('{\\', `{${JOINER}\\`);
}

function unescapeText(line: string): string {
  return line
    .replaceAll(`--${JOINER}>`, '-->')
    .replaceAll(`<${JOINER}`, '<')
    .replaceAll(`{${JOINER}\\`, '{\\');
}
