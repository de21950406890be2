import { diagnostic, replaceWith } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A path with spaces that Markdown would not take for a picture's. */
export function unbracketedPath(source: Source, span: Span): Diagnostic {
  const range = source.range(span.start, span.end);
  return diagnostic(
    'unbracketed-path',
    'information',
    range,
    'The path has spaces. Aura finds it, but Markdown needs it between < and >.',
    [replaceWith('Put the path between < and >', range, `<${source.text.slice(span.start, span.end)}>`)],
  );
}
