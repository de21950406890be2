import assert from 'node:assert/strict';
import { CENTRE, subjectOf } from '../../../../src/engine/media/pictures/subject.ts';
import { flat } from '../support.ts';

/** A plain picture with a chequered square, `side` wide, about a point. */
function squareAt(width: number, height: number, x: number, y: number, side: number) {
  const picture = flat(width, height, [40, 60, 80]);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const light = (Math.floor(row / 8) + Math.floor(column / 8)) % 2 === 0;
      const at = ((Math.round(y - side / 2) + row) * width + Math.round(x - side / 2) + column) * 4;
      if (light) picture.data.set([250, 240, 220, 255], at);
    }
  }
  return picture;
}

describe('the subject of a picture', () => {
  it('is where the detail is, along the side that the frame cuts', () => {
    const right = subjectOf(squareAt(640, 360, 500, 180, 64), 9 / 16);
    assert.ok(Math.abs(right.x - 500 / 640) < 0.03, String(right.x));
    assert.equal(right.y, 0.5);
    const low = subjectOf(squareAt(360, 640, 180, 470, 64), 16 / 9);
    assert.ok(Math.abs(low.y - 470 / 640) < 0.03, String(low.y));
    assert.equal(low.x, 0.5);
  });

  it('never asks for what lies outside of the picture', () => {
    const edge = subjectOf(squareAt(640, 360, 600, 180, 64), 1);
    assert.ok(edge.x <= 1 - 360 / 640 / 2 + 0.01, String(edge.x));
  });

  it('is the centre of a plain picture, of an even one and of one that the frame shows whole', () => {
    assert.deepEqual(subjectOf(flat(640, 360, [9, 9, 9]), 1), CENTRE);
    assert.deepEqual(subjectOf(squareAt(360, 360, 180, 180, 344), 9 / 16), CENTRE);
    assert.deepEqual(subjectOf(squareAt(640, 360, 500, 180, 64), 16 / 9), CENTRE);
    assert.deepEqual(subjectOf(flat(1, 1, [9, 9, 9]), 16 / 9), CENTRE);
  });
});
