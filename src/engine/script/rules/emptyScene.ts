import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A scene with nothing to show and nothing to say. It is left out of the film. */
export function emptyScene(source: Source, span: Span): Diagnostic {
  return diagnostic(
    'empty-scene',
    'information',
    source.range(span.start, span.end),
    'There is nothing in this scene, so it is left out.',
  );
}
