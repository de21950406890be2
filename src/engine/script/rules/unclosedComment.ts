import { diagnostic, insertAt } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A comment that nothing closes hides the rest of the script; `close` is `-->`, `*` + `/` or `]]`. */
export function unclosedComment(source: Source, opening: Span, closeAt: number, close: string): Diagnostic {
  return diagnostic(
    'unclosed-comment',
    'warning',
    source.range(opening.start, opening.end),
    `This comment is never closed. Close it with ${close}.`,
    [insertAt(`Close the comment with ${close}`, source, closeAt, ` ${close}`)],
  );
}
