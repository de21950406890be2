import assert from 'node:assert/strict';
import { isOlder } from '../../../src/client/local/version.ts';

describe('a version', () => {
  const rows: [string, string, boolean][] = [
    ['0.1.0', '0.2.0', true],
    ['0.2.0', '0.1.9', false],
    ['1.9.0', '1.10.0', true],
    ['1.0.0', '1.0.0', false],
    ['1.0.0-beta.1', '1.0.0', false],
    ['1.0.0-beta.1', '1.0.1', true],
    ['nonsense', '1.0.0', false],
    ['1.0.0', 'nonsense', false],
  ];
  for (const [a, b, older] of rows) {
    it(`${a} is ${older ? '' : 'not '}older than ${b}`, () => {
      assert.equal(isOlder(a, b), older);
    });
  }
});
