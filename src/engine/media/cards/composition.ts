import type { CardPage } from './card.ts';
import type { Box } from './grid.ts';
import type { Mark } from './marks.ts';
import type { Dress } from './ornaments.ts';
import type { Setting } from './setting.ts';
import type { Draft } from './stack.ts';

/** How one kind of card puts its content together. Made once per card; `compose` is tried at several scales. */
export interface Composition {
  dress: Dress;
  /** How many things the content can be split between: items, sentences, lines. */
  units: number;
  /** How much room a unit takes, in any measure, and whether a page may well end before it. */
  unit(index: number): { weight: number; goodStart: boolean };
  /** Lays out units `from` to `to` (exclusive). */
  compose(setting: Setting, width: number, from: number, to: number): Draft;
  /** What appears step by step on the page of these units. */
  steps(from: number, to: number): Pick<CardPage, 'steps' | 'items' | 'texts'>;
  /** Part of the frame that the text may not use besides the ornaments': a picture. Fractions resolved to pixels. */
  box?(setting: Setting): Box;
  /** Marks under the text that do not move with it. */
  underlay?(setting: Setting): readonly Mark[];
  /** Where the block stands in its box; the middle unless said otherwise. */
  anchor?: 'middle' | 'top' | 'bottom';
}

/** A composition that nothing can be split from and in which nothing appears. */
export function whole(compose: (setting: Setting, width: number) => Draft, dress: Dress): Composition {
  return {
    dress,
    units: 1,
    unit: () => ({ weight: 1, goodStart: true }),
    compose: (setting, width) => compose(setting, width),
    steps: () => noSteps(),
  };
}

export function noSteps(): Pick<CardPage, 'steps' | 'items' | 'texts'> {
  return { steps: 0, items: [], texts: [] };
}
