import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic, SceneKind, SourceRange } from '../scene.ts';

const NEEDS: Readonly<Record<SceneKind, string>> = {
  title: 'a heading',
  text: 'text',
  list: 'a list',
  quote: 'a quotation (lines that begin with >) or a paragraph',
  code: 'a code block',
  picture: 'a picture',
  beside: 'a picture',
  dialogue: 'lines such as “ANNA: Good evening.”',
  number: 'a heading or paragraph that is a figure, such as 32 km',
  table: 'a table',
  end: 'a heading or a paragraph',
};

/** `card:` asks for a card that the scene has not the parts for. */
export function cardMismatch(range: SourceRange, kind: SceneKind): Diagnostic {
  return diagnostic(
    'card-mismatch',
    'warning',
    range,
    `A ${kind} card needs ${NEEDS[kind]}. The scene gets the card that suits it.`,
  );
}
