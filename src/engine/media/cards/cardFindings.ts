import { frameSize, resolveOptions } from '../../../protocol/protocol.ts';
import type { Diagnostic, Script } from '../../script/scene.ts';
import type { CardNote } from './card.ts';
import { layoutCard } from './cards.ts';

/** Scenes whose cards are laid out: a screenplay of any length is answered soon. */
const MOST_SCENES = 1000;

/** What only laying out can tell; everything else the script's own rules say. */
const TOLD: ReadonlySet<CardNote['code']> = new Set([
  'aura/text-shrunk',
  'aura/text-split',
  'aura/missing-glyph',
]);

/**
 * What a writer should know of the cards of a script, in the shape and theme that the script asks for: text that had to be
 * made smaller or to be split, characters that no font has.
 */
export function cardFindings(script: Script): Diagnostic[] {
  const options = resolveOptions(script.options);
  const size = frameSize(options.resolution, options.aspect);
  return script.scenes.slice(0, MOST_SCENES).flatMap(({ content, eyebrow, range }) => {
    const { notes } = layoutCard({
      content,
      ...(eyebrow === undefined ? {} : { eyebrow }),
      ...size,
      theme: options.theme,
      captionsBurned: options.captions === 'burned',
      language: script.language,
    });
    return notes
      .filter(({ code }) => TOLD.has(code))
      .map(({ code, message }): Diagnostic => ({ code, severity: 'warning', message, range, fixes: [] }));
  });
}
