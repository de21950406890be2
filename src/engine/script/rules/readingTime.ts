import { diagnostic } from '../diagnostic.ts';
import { estimateScene, wordsOnScreen } from '../estimate.ts';
import { countWords } from '../words.ts';
import type { Rule } from './rule.ts';

/** Words that people read in a second. */
const PER_SECOND = 3;

/** A card with more words than can be read while it stands. Tables and code are looked at, not read. */
export const readingTime: Rule = ({ script }) =>
  script.scenes.flatMap((scene) => {
    const { content } = scene;
    if (content.kind === 'code' || content.kind === 'table' || content.kind === 'title') return [];
    const words = countWords(wordsOnScreen(content));
    const { seconds, words: told } = estimateScene(script, scene);
    // What is read aloud as it stands there needs no reading.
    if (words / PER_SECOND <= seconds * 1.2 || words <= told * 1.5) return [];
    const message = `There are ${words} words on screen for about ${Math.round(seconds)} s; people read three in a second.`;
    return [diagnostic('too-much-to-read', 'information', scene.range, message)];
  });
