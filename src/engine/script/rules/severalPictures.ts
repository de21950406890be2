import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A second picture in a scene, which is not shown. */
export function severalPictures(source: Source, span: Span): Diagnostic {
  return diagnostic(
    'several-pictures',
    'information',
    source.range(span.start, span.end),
    'A scene shows one picture. Give this one a scene of its own.',
  );
}
