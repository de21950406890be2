import { diagnostic, insertAt } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** Front matter that starts with `---` and never ends; its `key: value` lines are understood all the same. */
export function unclosedFrontMatter(source: Source, opening: Span, closeAt: number): Diagnostic {
  return diagnostic(
    'unclosed-front-matter',
    'warning',
    source.range(opening.start, opening.end),
    'The front matter is never closed. Put a line with --- after its last key.',
    [insertAt('Close the front matter', source, closeAt, '\n---')],
  );
}
