import type { CodeToken } from '../highlight.ts';
import { isSmallest } from '../setting.ts';
import type { Setting } from '../setting.ts';
import type { Stack } from '../stack.ts';
import { graphemeSegmenter } from '../text/fragments.ts';
import { measureText } from '../text/typeface.ts';
import type { Typeface } from '../text/typeface.ts';

/** One row on a code panel: a line, or a part of one that is wrapped. */
export interface CodeRow {
  /** From 1; 0 on the further rows of a wrapped line. */
  number: number;
  line: number;
  tokens: readonly CodeToken[];
  hang: boolean;
}

/** Lines as they are while smaller letters may still hold them; at the smallest they wrap at a token, with a hang. */
export function rowsOf(
  lines: readonly CodeToken[][],
  options: { from: number; to: number; type: Typeface; room: number; setting: Setting; stack: Stack },
): CodeRow[] {
  const { type, room } = options;
  const last = isSmallest(options.setting, 'code');
  const hang = 2 * measureText(type, '0');
  return lines.slice(options.from, options.to).flatMap((tokens, index): CodeRow[] => {
    const line = options.from + index + 1;
    const width = tokens.reduce((sum, token) => sum + measureText(type, token.text), 0);
    if (width <= room || !last) {
      if (width > room) options.stack.refuse();
      return [{ number: line, line, tokens, hang: false }];
    }
    return wrapped(tokens, room, hang, type).map((row, part) => ({
      number: part === 0 ? line : 0,
      line,
      tokens: row,
      hang: part > 0,
    }));
  });
}

function wrapped(tokens: readonly CodeToken[], room: number, hang: number, type: Typeface): CodeToken[][] {
  const rows: CodeToken[][] = [];
  let row: CodeToken[] = [];
  let free = room;
  const next = () => {
    rows.push(row);
    row = [];
    free = room - hang;
  };
  for (const token of tokens.flatMap((whole) => piecesOf(whole, room - hang, type))) {
    const width = measureText(type, token.text);
    if (width > free && row.length > 0) next();
    const text = row.length === 0 && rows.length > 0 ? token.text.trimStart() : token.text;
    if (text === '') continue;
    row.push({ ...token, text });
    free -= measureText(type, text);
  }
  next();
  return rows;
}

/** A token at its spaces, and where even that is too wide, at its characters. */
function piecesOf(token: CodeToken, room: number, type: Typeface): CodeToken[] {
  const words = token.text.split(/(?<=\s)(?=\S)/u);
  return words.flatMap((word) => {
    if (measureText(type, word) <= room) return [{ ...token, text: word }];
    const parts: string[] = [''];
    for (const { segment } of graphemeSegmenter().segment(word)) {
      const grown = (parts.at(-1) ?? '') + segment;
      if (measureText(type, grown) > room) parts.push(segment);
      else parts[parts.length - 1] = grown;
    }
    return parts.map((text) => ({ ...token, text }));
  });
}
