import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source } from '../source.ts';

/** NUL, other control characters or halves of characters: the file is damaged or no text. */
export function oddCharacters(source: Source): Diagnostic[] {
  const { count, first } = source.replaced;
  if (count === 0) return [];
  const what = count === 1 ? 'This character is' : `${count} characters, the first of them here, are`;
  return [
    diagnostic(
      'odd-characters',
      'warning',
      source.range(first, first + 1),
      `${what} no text and left out. The file may be damaged or saved in another encoding than UTF-8.`,
    ),
  ];
}
