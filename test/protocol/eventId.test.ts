import assert from 'node:assert/strict';
import { nextEventId, parseEventId } from '../../src/protocol/protocol.ts';

describe('event ids', () => {
  it('begin at number 0', () => assert.equal(nextEventId(undefined, 1700.9), '1700-0'));

  it('count on with the clock', () => assert.equal(nextEventId('1700-0', 1800), '1800-1'));

  it('do not follow a clock that goes back, and go on when it has caught up', () => {
    const back = nextEventId('7200000-41', 3600000);
    assert.equal(back, '7200000-42');
    assert.equal(nextEventId(back, 7200001), '7200001-43');
  });

  it('stay legal when the clock says nonsense', () => {
    assert.equal(nextEventId(undefined, -5), '0-0');
    assert.equal(nextEventId(undefined, Number.NaN), '0-0');
    assert.equal(nextEventId('17-3', Number.NaN), '17-4');
  });

  it('are read into their halves', () =>
    assert.deepEqual(parseEventId('1763636513123-7'), { ms: 1763636513123, seq: 7 }));

  for (const id of [
    '',
    '5',
    '-',
    '1-',
    '-1',
    '1-2-3',
    ' 1-2',
    '1-2\n',
    '1-2\0',
    '１-２',
    '0x1-2',
    '1e3-2',
    `${'9'.repeat(16)}-1`,
    '1'.repeat(10_000),
  ]) {
    it(`are refused when malformed: ${JSON.stringify(id.slice(0, 20))}`, () =>
      assert.equal(parseEventId(id), undefined));
  }
});
