import type { Bitmap } from '../cards/card.ts';

/** A point of a picture, as shares of its width and height. */
export interface Point {
  x: number;
  y: number;
}

/** Cells along the longer side that a picture is judged by. */
const CELLS = 96;
/** Pixels along a cell's side that are looked at. */
const SAMPLES = 4;
/** Less than this cut off (of the side that sticks out), and the middle is as good as anything. */
const LITTLE = 0.04;
/** How much more must be seen elsewhere than in the middle for a picture to be moved. */
const CLEARLY = 1.2;

export const CENTRE: Point = { x: 0.5, y: 0.5 };

/**
 * Where the subject is, for a frame that cannot show the whole picture: the stretch along the longer side with the most
 * detail, with its weight in the middle; the centre where no stretch clearly has more.
 *
 * @param aspect width by height of the frame.
 */
export function subjectOf(picture: Bitmap, aspect: number): Point {
  const own = picture.width / picture.height;
  const seen = own > aspect ? aspect / own : own / aspect;
  if (!(seen < 1 - LITTLE)) return CENTRE;
  const sideways = own > aspect;
  const at = stretch(detail(picture, sideways), seen);
  return sideways ? { x: at, y: 0.5 } : { x: 0.5, y: at };
}

/** Middle of the best stretch, as a share of the whole. */
function stretch(profile: readonly number[], seen: number): number {
  const length = Math.max(1, Math.round(profile.length * seen));
  const last = profile.length - length;
  const weights = Array.from({ length: last + 1 }, (_, from) => sum(profile.slice(from, from + length)));
  const middle = Math.round(last / 2);
  const most = Math.max(...weights);
  if (most <= (weights[middle] ?? 0) * CLEARLY) return 0.5;
  const from = weights.indexOf(most);
  const inside = profile.slice(from, from + length);
  const weight = inside.reduce((total, value, index) => total + value * (from + index + 0.5), 0) / most;
  const half = length / 2;
  return Math.min(Math.max(weight, half), profile.length - half) / profile.length;
}

/** How much changes from cell to cell in each column (or row), above what changes everywhere. */
function detail(picture: Bitmap, sideways: boolean): number[] {
  const { cells, columns, rows } = cellsOf(picture);
  const count = sideways ? columns : rows;
  const profile = Array.from({ length: count }, () => 0);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const here = cells[y * columns + x];
      const [right, below] = [
        cells[y * columns + Math.min(x + 1, columns - 1)],
        cells[Math.min(y + 1, rows - 1) * columns + x],
      ];
      const change = (distance(here, right) + distance(here, below)) ** 1.5;
      profile[sideways ? x : y] = (profile[sideways ? x : y] ?? 0) + change;
    }
  }
  const floor = [...profile].sort((a, b) => a - b)[Math.floor(count / 4)] ?? 0;
  return profile.map((value) => Math.max(0, value - floor));
}

type Colour = readonly [number, number, number];

function cellsOf({ width, height, data }: Bitmap): { cells: Colour[]; columns: number; rows: number } {
  const scale = Math.min(1, CELLS / Math.max(width, height));
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const cells: Colour[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [column, column + 1].map((at) => Math.floor((at * width) / columns));
      const [top, bottom] = [row, row + 1].map((at) => Math.floor((at * height) / rows));
      cells.push(
        mean(data, width, { left: left ?? 0, right: right ?? 0, top: top ?? 0, bottom: bottom ?? 0 }),
      );
    }
  }
  return { cells, columns, rows };
}

function mean(
  data: Uint8Array,
  width: number,
  area: { left: number; right: number; top: number; bottom: number },
): Colour {
  const total: [number, number, number] = [0, 0, 0];
  const [across, down] = [area.right - area.left, area.bottom - area.top].map((side) =>
    Math.max(1, Math.floor(side / SAMPLES)),
  );
  let count = 0;
  for (let y = area.top; y < area.bottom; y += down ?? 1) {
    for (let x = area.left; x < area.right; x += across ?? 1) {
      count += 1;
      const at = (y * width + x) * 4;
      total[0] += data[at] ?? 0;
      total[1] += data[at + 1] ?? 0;
      total[2] += data[at + 2] ?? 0;
    }
  }
  return [total[0] / count, total[1] / count, total[2] / count];
}

function distance(a: Colour | undefined, b: Colour | undefined): number {
  if (!a || !b) return 0;
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
