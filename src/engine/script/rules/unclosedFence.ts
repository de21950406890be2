import { diagnostic, insertAt } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';

/** A code fence that nothing closes takes the rest of the script with it. */
export function unclosedFence(source: Source, opening: Span, closeAt: number, fence: string): Diagnostic {
  return diagnostic(
    'unclosed-fence',
    'warning',
    source.range(opening.start, opening.end),
    `This code block is never closed, so everything after it counts as code. Close it with ${fence}.`,
    [insertAt(`Close the code block with ${fence}`, source, closeAt, `\n${fence}\n`)],
  );
}
