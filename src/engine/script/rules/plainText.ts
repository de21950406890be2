import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A part of a scene that is too deep or too long to be read as Markdown and is taken as it stands. */
export function plainText(source: Source, reason: 'depth' | 'length', span: Span): Diagnostic {
  const why =
    reason === 'depth'
      ? 'Lists and quotes are nested more than 100 deep here'
      : 'This is very long for one scene';
  return diagnostic(
    reason === 'depth' ? 'nested-too-deep' : 'scene-too-large',
    'warning',
    source.range(span.start, span.end),
    `${why}, so it is taken as plain text. Divide it into scenes with a line of ---.`,
  );
}
