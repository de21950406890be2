import type { Voice } from '../../../protocol/protocol.ts';
import { diagnostic, quoted, replaceWith } from '../diagnostic.ts';
import { nearest } from '../options/keys.ts';
import type { Diagnostic, SourceRange } from '../scene.ts';
import type { Rule } from './rule.ts';

/** Voices that are not there: of the film, of a speaker, of a scene. */
export const voices: Rule = ({ script, world }) => {
  const known = world.voices;
  if (!known) return [];
  const check = (voice: Voice | undefined, range: SourceRange | undefined, whose: string): Diagnostic[] => {
    const name = voice?.name;
    if (name === undefined || !range || known.some((other) => other.toLowerCase() === name.toLowerCase()))
      return [];
    const near = nearest(name, known);
    const hint = near === undefined ? ' List them with “aura voices”.' : ` Did you mean ${near}?`;
    // Where the voice is a mapping, only the whole of it has a place.
    const fixes =
      near !== undefined && voice && Object.keys(voice).length === 1
        ? [replaceWith(`Change to ${near}`, range, near)]
        : [];
    return [
      diagnostic(
        'unknown-voice',
        'warning',
        range,
        `There is no voice ${quoted(name)}${whose}.${hint}`,
        fixes,
      ),
    ];
  };
  return [
    ...check(script.options.voice, script.marks['voice'], ''),
    ...Object.entries(script.cast).flatMap(([speaker, voice]) =>
      check(voice, script.marks[`cast.${speaker}`] ?? script.marks['cast'], ` for ${speaker}`),
    ),
    ...script.scenes.flatMap((scene) => check(scene.settings.voice, scene.marks['voice'], '')),
  ];
};
