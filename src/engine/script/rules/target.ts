import { diagnostic, replaceWith } from '../diagnostic.ts';
import type { Rule } from './rule.ts';

/** A film that is longer than the script aims at, by more than a tenth. */
export const target: Rule = ({ script, estimate }) => {
  const wanted = script.options.target;
  const range = script.marks['target'];
  if (wanted === undefined || !range || estimate.seconds <= wanted * 1.1) return [];
  const seconds = Math.ceil(estimate.seconds);
  const words = estimate.scenes.reduce((sum, scene) => sum + scene.words, 0);
  const surplus = Math.ceil(words * (1 - wanted / estimate.seconds));
  return [
    diagnostic(
      'film-too-long',
      'warning',
      range,
      `The film will last about ${clock(seconds)}, longer than its target of ${clock(wanted)}. That is about ${surplus} words too many.`,
      [replaceWith(`Change the target to ${clock(seconds)}`, range, `"${clock(seconds)}"`)],
    ),
  ];
};

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
