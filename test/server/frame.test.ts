import assert from 'node:assert/strict';
import { encodeComment, encodeFrame } from '../../src/server/sse/frame.ts';

describe('a frame', () => {
  it('is id, event, data and an empty line', () => {
    assert.equal(
      encodeFrame({ id: '1-0', event: 'warning', data: { a: 1 } }),
      'id: 1-0\nevent: warning\ndata: {"a":1}\n\n',
    );
    assert.equal(encodeFrame({ event: 'heartbeat', data: {} }), 'event: heartbeat\ndata: {}\n\n');
  });

  for (const event of ['a\nb', 'a\rb', '', 'a\u0000', 'x'.repeat(65), 'a b']) {
    it(`has no event named ${JSON.stringify(event)}`, () => {
      assert.throws(() => encodeFrame({ event, data: {} }), RangeError);
    });
  }
  for (const id of ['1-0\n', '1\r0', '', '\u0000', 'ü', 'x'.repeat(65)]) {
    it(`has no id ${JSON.stringify(id)}`, () => {
      assert.throws(() => encodeFrame({ id, event: 'warning', data: {} }), RangeError);
    });
  }

  it('may be a comment, of one line whatever is in it', () => {
    assert.equal(encodeComment('a\n\ndata: x\r\u0000'), ': a  data: x  \n\n');
  });
});
