import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source } from '../source.ts';

/** A script of which no scene can be made. */
export function emptyScript(source: Source, hasSettings: boolean): Diagnostic {
  return diagnostic(
    'empty-script',
    'error',
    source.range(source.start, source.start),
    hasSettings
      ? 'The script has settings, but no scene yet. Write a heading and a few sentences below them.'
      : 'The script is empty. Write a heading and a few sentences, or a topic in one line of plain text.',
  );
}
