import { diagnostic, quoted } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A key of the whole film in a scene's comment, where it does nothing. */
export function filmKeyInScene(source: Source, key: string, span: Span): Diagnostic {
  return diagnostic(
    'film-key-in-scene',
    'warning',
    source.range(span.start, span.end),
    `${quoted(key)} is set for the whole film. Write it at the top of the script, between two lines of ---.`,
  );
}
