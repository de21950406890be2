import { diagnostic } from '../diagnostic.ts';
import type { Rule } from './rule.ts';

/** Lines of code that one reads on a screen. */
const MOST_LINES = 14;

/** Code with more lines than one reads while somebody speaks. */
export const longCode: Rule = ({ script }) =>
  script.scenes.flatMap(({ content, range }) => {
    if (content.kind !== 'code') return [];
    const count = content.code.split('\n').length;
    if (count <= MOST_LINES) return [];
    const message = `This code has ${count} lines; more than ${MOST_LINES} are set small or divided. Show only what is talked about.`;
    return [diagnostic('long-code', 'information', range, message)];
  });
