import { unclosedComment } from '../rules/unclosedComment.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** Comments that begin in the middle of a line. They end with their paragraph at the latest, and are text unless they are closed. */
export interface InlineComments {
  /** Is told of every line outside of fences and of comments that stand alone. */
  look(line: Span): void;
  /** Those that nothing closes. */
  diagnostics(): Diagnostic[];
}

const OPEN = '<!--';
const CLOSE = '-->';

export function watchInlineComments(source: Source): InlineComments {
  const found: Diagnostic[] = [];
  let open: Span | undefined;

  function report(): void {
    if (open)
      found.push(
        unclosedComment(source, { start: open.start, end: open.start + OPEN.length }, open.end, CLOSE),
      );
    open = undefined;
  }

  return {
    look({ start, end }) {
      const text = source.text.slice(start, end);
      if (text.trim() === '') return report();
      const closed = text.lastIndexOf(CLOSE);
      if (open) {
        open = closed < 0 ? { ...open, end } : undefined;
        if (open) return;
      }
      const at = text.indexOf(OPEN, closed + 1);
      // One that begins its line stands alone; behind an odd backtick it is code, behind a backslash it is text.
      if (at < 0 || text.slice(0, at).trim() === '' || text[at - 1] === '\\') return;
      if ((text.slice(0, at).split('`').length - 1) % 2 === 1) return;
      open = { start: start + at, end: start + text.trimEnd().length };
    },
    diagnostics() {
      report();
      return found;
    },
  };
}
