import { diagnostic } from '../diagnostic.ts';
import type { SceneContent } from '../scene.ts';
import type { Rule } from './rule.ts';

/** Longest heading, in characters, that stays large. */
const LONGEST = 90;

/** A heading that has to be set small to fit. */
export const longHeading: Rule = ({ script }) =>
  script.scenes.flatMap(({ content, range }) => {
    const length = [...headingOf(content)].length;
    if (length <= LONGEST) return [];
    const message = `This heading has ${length} characters; from ${LONGEST} on it is set small. Say the rest in the text.`;
    return [diagnostic('long-heading', 'information', range, message)];
  });

function headingOf(content: SceneContent): string {
  if (content.kind === 'title' || content.kind === 'end') return content.title;
  return 'heading' in content ? (content.heading ?? '') : '';
}
