import { diagnostic } from '../diagnostic.ts';
import type { Rule } from './rule.ts';

/** Items that one list card takes at a size one reads with ease. */
const MOST_WIDE = 7;
const MOST_NARROW = 5;

/** A list with more items than one takes in at a glance. */
export const manyItems: Rule = ({ script }) => {
  const most = (script.options.aspect ?? '16:9') === '16:9' ? MOST_WIDE : MOST_NARROW;
  return script.scenes.flatMap(({ content, range }) => {
    if (content.kind !== 'list' && content.kind !== 'beside') return [];
    const count = content.items.length;
    if (count <= most) return [];
    const message = `This list has ${count} items; ${most} are what one takes in. Divide it into two scenes.`;
    return [diagnostic('many-items', 'information', range, message)];
  });
};
