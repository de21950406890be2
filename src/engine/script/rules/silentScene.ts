import { diagnostic } from '../diagnostic.ts';
import type { Rule } from './rule.ts';

/** With `narration: notes`, a scene without notes is silent: mostly one that was forgotten. */
export const silentScene: Rule = ({ script }) => {
  if (script.options.narration !== 'notes') return [];
  return script.scenes.flatMap(({ narration, content, range }) => {
    if (narration.length > 0 || content.kind === 'picture' || content.kind === 'end') return [];
    const message = 'This scene has no note, so nothing is said in it.';
    return [diagnostic('silent-scene', 'information', range, message)];
  });
};
