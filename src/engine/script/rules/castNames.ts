import { diagnostic, quoted } from '../diagnostic.ts';
import { nearest } from '../options/keys.ts';
import type { Rule } from './rule.ts';

/** Names in the cast that nobody in the script has: mostly a misspelling, and the voice is not used. */
export const castNames: Rule = ({ script }) => {
  const speakers = new Set<string>();
  for (const scene of script.scenes) {
    for (const { speaker } of scene.narration) if (speaker !== undefined) speakers.add(speaker.toUpperCase());
  }
  return Object.keys(script.cast).flatMap((name) => {
    const range = script.marks[`cast.${name}`] ?? script.marks['cast'];
    if (!range || speakers.has(name.toUpperCase())) return [];
    const near = nearest(name.toUpperCase(), [...speakers]);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return [
      diagnostic(
        'unused-cast',
        'information',
        range,
        `Nobody in the script is called ${quoted(name)}.${hint}`,
      ),
    ];
  });
};
