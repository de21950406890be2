import { diagnostic, insertAt, quoted } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** `---` right under a line of text makes a heading of that text instead of ending the scene. */
export function setextHeading(source: Source, text: Span, underline: Span): Diagnostic {
  return diagnostic(
    'setext-heading',
    'warning',
    source.range(underline.start, underline.end),
    `Without an empty line before it, --- makes ${quoted(source.text.slice(text.start, text.end), 40)} a heading and ends no scene.`,
    [insertAt('Put an empty line before ---', source, underline.start, '\n')],
  );
}
