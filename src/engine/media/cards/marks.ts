import type { Box } from './grid.ts';
import type { Direction } from './text/direction.ts';

/** When a mark is there. Without `step` it is there from the start. */
interface Revealed {
  /** Number of the step it enters with, from 0. */
  step?: number;
}

/** One line of text, or a stretch of one. */
export interface TextMark extends Revealed {
  kind: 'text';
  text: string;
  font: string;
  tracking: number;
  /** Added to each space, pixels. */
  wordSpacing?: number;
  colour: string;
  /** Colour once a later step stands. */
  earlier?: string;
  direction: Direction;
  /** Left end and baseline, pixels. */
  x: number;
  baseline: number;
  /** The line's own box: its advance width by its line height. */
  box: Box;
  /** Steps of a code card in which the line is in focus. */
  focus?: readonly number[];
}

/** A flat rectangle. Hairlines snap to whole pixels and never vanish. */
export interface RectMark extends Revealed {
  kind: 'rect';
  box: Box;
  colour: string;
  radius?: number;
  hairline?: true;
  alpha?: number;
  focus?: readonly number[];
}

/** What stands before a list's item: full while it is the newest, hollow once a later one stands. */
export interface BulletMark extends Revealed {
  kind: 'bullet';
  shape: 'disc' | 'dash' | 'square';
  /** Centre and width, pixels. */
  x: number;
  y: number;
  size: number;
  colour: string;
  earlier: string;
}

export interface DiscMark extends Revealed {
  kind: 'disc';
  x: number;
  y: number;
  radius: number;
  colour: string;
  /** Only a ring, so thick. */
  stroke?: number;
}

/** The card's own picture, filling the box and cut to it. */
export interface PictureMark extends Revealed {
  kind: 'picture';
  box: Box;
}

/** A soft darkening (or lightening) towards the lower edge, under text on a picture. */
export interface ScrimMark extends Revealed {
  kind: 'scrim';
  /** Where it begins and where it is full, pixels from the top. */
  from: number;
  full: number;
  colour: string;
  /** Opacity where full, 0–1. */
  strength: number;
}

export type Mark = TextMark | RectMark | BulletMark | DiscMark | PictureMark | ScrimMark;

/** `mark` moved down by `dy` and right by `dx` pixels. */
export function moved(mark: Mark, dx: number, dy: number): Mark {
  switch (mark.kind) {
    case 'text':
      return { ...mark, x: mark.x + dx, baseline: mark.baseline + dy, box: shifted(mark.box, dx, dy) };
    case 'rect':
    case 'picture':
      return { ...mark, box: shifted(mark.box, dx, dy) };
    case 'bullet':
    case 'disc':
      return { ...mark, x: mark.x + dx, y: mark.y + dy };
    case 'scrim':
      return { ...mark, from: mark.from + dy, full: mark.full + dy };
  }
}

/** `mark` as a mirror about the vertical line at `axis` shows it; letters are not turned. */
export function mirroredMark(mark: Mark, axis: number): Mark {
  switch (mark.kind) {
    case 'text':
      return moved(mark, 2 * (axis - mark.x) - mark.box.width, 0);
    case 'rect':
    case 'picture':
      return moved(mark, 2 * (axis - mark.box.x) - mark.box.width, 0);
    case 'bullet':
    case 'disc':
      return { ...mark, x: 2 * axis - mark.x };
    case 'scrim':
      return mark;
  }
}

function shifted(box: Box, dx: number, dy: number): Box {
  return { ...box, x: box.x + dx, y: box.y + dy };
}
