import type { Composition } from './composition.ts';
import type { Box } from './grid.ts';
import type { TextMark } from './marks.ts';
import { SCALES } from './setting.ts';
import type { Setting } from './setting.ts';
import type { Draft } from './stack.ts';

/** Most cards that one scene's text is split into. */
const MOST_PAGES = 4;
/** More than these never fit; trying would only take time. */
const MOST_UNITS = 120;

export interface FittedPage {
  draft: Draft;
  /** Units on the page: from, to (exclusive). */
  from: number;
  to: number;
  part: string | undefined;
}

export interface Fitted {
  scale: number;
  pages: FittedPage[];
  /** Units that are on no page, or words left off: the text is far too long for cards. */
  left: boolean;
}

/**
 * Makes the text fit: the first of {@link SCALES} at which it does on one card, else split into as few as
 * the smallest step allows and at most four, at the unit nearest to equal parts, as large as all of them allow. Only what is too long even for that is left off, and said so.
 */
export function fit(composition: Composition, setting: Setting, box: Box): Fitted {
  const smallest = { ...setting, scale: SCALES.at(-1) ?? 1 };
  if (composition.units > MOST_UNITS) return fill(composition, smallest, box, MOST_PAGES);
  for (const scale of SCALES) {
    const draft = composition.compose({ ...setting, scale }, box.width, 0, composition.units);
    const last = scale === SCALES.at(-1);
    if (draft.height <= box.height && (last || !draft.broken)) {
      return { scale, left: false, pages: [{ draft, from: 0, to: composition.units, part: undefined }] };
    }
  }
  return split(composition, smallest, box);
}

function split(composition: Composition, setting: Setting, box: Box): Fitted {
  const { scale } = setting;
  const most = Math.min(MOST_PAGES, composition.units);
  for (let count = 2; count <= most; count += 1) {
    const bounds = equalParts(composition, count);
    const pages = bounds.slice(0, -1).map((from, index) => {
      return page(composition, setting, box, { from, to: bounds[index + 1] ?? from, index, count });
    });
    if (pages.every(({ draft }) => draft.height <= box.height)) {
      return grown(composition, setting, box, bounds) ?? { scale, pages, left: false };
    }
  }
  return fill(composition, setting, box, Math.max(1, most));
}

/** The same pages at a larger step, where all of them have room for it. */
function grown(
  composition: Composition,
  setting: Setting,
  box: Box,
  bounds: readonly number[],
): Fitted | undefined {
  const count = bounds.length - 1;
  for (const scale of SCALES.slice(0, -1)) {
    const pages = bounds.slice(0, -1).map((from, index) => {
      return page(composition, { ...setting, scale }, box, {
        from,
        to: bounds[index + 1] ?? from,
        index,
        count,
      });
    });
    if (pages.every(({ draft }) => draft.height <= box.height && !draft.broken))
      return { scale, pages, left: false };
  }
  return undefined;
}

/**
 * Page after page as full as they go; what does not fit on the last is left off. A heading that leaves no room for
 * anything stands on the first page only.
 */
function fill(composition: Composition, setting: Setting, box: Box, most: number): Fitted {
  const headed = filled(composition, setting, box, { most, headless: false });
  if (!headed.left || composition.units === 0) return headed;
  const headless = filled(composition, setting, box, { most: MOST_PAGES, headless: true });
  return (headless.pages.at(-1)?.to ?? 0) > (headed.pages.at(-1)?.to ?? 0) || !headless.left
    ? headless
    : headed;
}

function filled(
  composition: Composition,
  setting: Setting,
  box: Box,
  { most, headless }: { most: number; headless: boolean },
): Fitted {
  const bounds = [0];
  const onPage = (index: number) => (headless && index > 0 ? { ...setting, headless } : setting);
  while (bounds.length <= most && (bounds.at(-1) ?? 0) < composition.units) {
    const from = bounds.at(-1) ?? 0;
    const own = { ...onPage(bounds.length - 1), part: partLabel(setting, 0, most) };
    const fits = (to: number) => composition.compose(own, box.width, from, to).height <= box.height;
    bounds.push(
      lastFitting(
        headless && bounds.length === 1 ? from : from + 1,
        Math.min(composition.units, from + MOST_UNITS),
        fits,
      ),
    );
  }
  const count = bounds.length - 1;
  let left = (bounds.at(-1) ?? 0) < composition.units;
  const pages = bounds.slice(0, -1).map((from, index) => {
    const place = { from, to: bounds[index + 1] ?? from, index, count };
    const whole = page(composition, onPage(index), box, place);
    if (whole.draft.height <= box.height) return whole;
    left = true;
    return { ...whole, draft: clamp(whole.draft, box) };
  });
  return { scale: setting.scale, pages, left };
}

/** The largest number from `low` to `high` that fits; `low` when none does. */
function lastFitting(low: number, high: number, fits: (to: number) => boolean): number {
  let [least, most] = [low, high];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(middle)) least = middle;
    else most = middle - 1;
  }
  return least;
}

function page(
  composition: Composition,
  setting: Setting,
  box: Box,
  place: { from: number; to: number; index: number; count: number },
): FittedPage {
  const { from, to, index, count } = place;
  const part = count > 1 ? partLabel(setting, index, count) : undefined;
  const own = part === undefined ? setting : { ...setting, part };
  return { draft: composition.compose(own, box.width, from, to), from, to, part };
}

/** "1 of 2" in English, "1/2" in every other tongue. */
function partLabel(setting: Setting, index: number, count: number): string {
  const { language } = setting.spec;
  const english = /^(?:en|und)\b/iu.test(language) && setting.direction === 'ltr';
  return english ? `${index + 1} of ${count}` : `${index + 1}/${count}`;
}

/** First units of `count` parts of about equal weight, with the end: ends at a good place where one is near. */
function equalParts(composition: Composition, count: number): number[] {
  const { units } = composition;
  const before = [0];
  for (let index = 0; index < units; index += 1) {
    before.push((before.at(-1) ?? 0) + composition.unit(index).weight);
  }
  const total = before.at(-1) ?? 0;
  const bounds = [0];
  for (let part = 1; part < count; part += 1) {
    const wanted = (total * part) / count;
    const least = (bounds.at(-1) ?? 0) + 1;
    const most = units - (count - part);
    let best = least;
    let bestCost = Infinity;
    for (let index = least; index <= most; index += 1) {
      const off = Math.abs((before[index] ?? 0) - wanted) / Math.max(1, total);
      const cost = off + (composition.unit(index).goodStart ? 0 : 0.08);
      if (cost < bestCost) [best, bestCost] = [index, cost];
    }
    bounds.push(best);
  }
  return [...bounds, units];
}

/** Takes away the lines below the box and says with an ellipsis that something is missing. */
function clamp(draft: Draft, box: Box): Draft {
  const kept = draft.marks.filter(
    (mark) => mark.kind === 'text' && mark.box.y + mark.box.height <= box.height,
  );
  const marks = draft.marks.filter((mark) => {
    if (mark.kind === 'text') return kept.includes(mark);
    if (mark.kind === 'rect') return mark.box.y < box.height;
    return mark.kind !== 'bullet' || kept.some((text) => text.step === mark.step);
  });
  for (const mark of marks) {
    if (mark.kind === 'rect') mark.box.height = Math.min(mark.box.height, box.height - mark.box.y);
  }
  const last = marks.findLast((mark): mark is TextMark => mark.kind === 'text' && mark.focus === undefined);
  if (last && !last.text.endsWith('…'))
    last.text = `${last.text.replace(/(?:\s+\S+|[\s\p{P}]*\S{0,2})$/u, '')}…`;
  return { ...draft, marks, height: Math.min(draft.height, box.height) };
}
