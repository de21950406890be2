import { unclosedComment } from '../rules/unclosedComment.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A note `[[…]]`, without its brackets. */
export interface FountainNote {
  text: string;
  span: Span;
}

/** A screenplay without what is not part of it. */
export interface MaskedText {
  /** As long as the text; boneyards and notes are spaces, line ends stay. */
  text: string;
  notes: readonly FountainNote[];
  diagnostics: readonly Diagnostic[];
}

/**
 * Blanks boneyards and notes. A note ends at an empty line at the latest (one of two spaces goes on, Fountain 1.1); a boneyard that
 * nothing closes is no boneyard.
 */
export function maskNotes(source: Source): MaskedText {
  const notes: FountainNote[] = [];
  const diagnostics: Diagnostic[] = [];
  const { text } = source;
  let masked = '';
  let position = 0;
  // Once a mark is known to be missing from here on, it is not looked for again.
  let noBoneyardEnd = false;

  function blank(end: number): void {
    masked += text.slice(position, end).replace(/[^\r\n]/g, ' ');
    position = end;
  }

  const opening = /\/\*|\[\[/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index;
    if (start < position) continue;
    if (match[0] === '/*') {
      const close = noBoneyardEnd ? -1 : text.indexOf('*/', start + 2);
      if (close < 0) {
        if (!noBoneyardEnd) {
          diagnostics.push(unclosedComment(source, { start, end: start + 2 }, text.trimEnd().length, '*/'));
        }
        noBoneyardEnd = true;
        continue;
      }
      masked += text.slice(position, start);
      position = start;
      blank(close + 2);
    } else {
      const end = noteEnd(text, start + 2);
      if (end === undefined) {
        opening.lastIndex = source.lines[source.lineAt(start)]?.end ?? text.length;
        const lineEnd = source.lines[source.lineAt(start)]?.end ?? text.length;
        diagnostics.push(unclosedComment(source, { start, end: start + 2 }, lineEnd, ']]'));
        continue;
      }
      notes.push({ text: text.slice(start + 2, end), span: { start: start + 2, end } });
      masked += text.slice(position, start);
      position = start;
      blank(end + 2);
    }
    opening.lastIndex = position;
  }
  masked += text.slice(position);
  return { text: masked, notes, diagnostics };
}

function noteEnd(text: string, from: number): number | undefined {
  const stop = /\]\]|(?:\r\n|\r|\n)(?:\r\n|\r|\n)/g;
  stop.lastIndex = from;
  const match = stop.exec(text);
  return match?.[0] === ']]' ? match.index : undefined;
}
