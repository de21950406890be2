import { diagnostic, quoted, replaceWith } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A key that means nothing to Aura or to the tools whose decks it reads. */
export function unknownKey(source: Source, key: string, span: Span, nearest: string | undefined): Diagnostic {
  const range = source.range(span.start, span.end);
  if (nearest === undefined) {
    return diagnostic(
      'unknown-key',
      'information',
      range,
      `Aura does not know ${quoted(key)}. It is ignored.`,
    );
  }
  return diagnostic(
    'unknown-key',
    'warning',
    range,
    `Aura does not know ${quoted(key)}, so it is ignored. Did you mean ${nearest}?`,
    [replaceWith(`Change to ${nearest}`, range, nearest)],
  );
}
