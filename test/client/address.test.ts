import assert from 'node:assert/strict';
import { parseServerUrl } from '../../src/client/endpoint.ts';
import { AuraError } from '../../src/protocol/protocol.ts';

describe('the address of a server', () => {
  const good: [string, string, string][] = [
    ['http://127.0.0.1:5005', 'http://127.0.0.1:5005', ''],
    ['http://127.0.0.1:5005/', 'http://127.0.0.1:5005', ''],
    ['  https://films.example/aura/ ', 'https://films.example', '/aura'],
    ['https://films.example/a/b//', 'https://films.example', '/a/b'],
    ['https://films.example:443', 'https://films.example', ''],
    ['http://[::1]:5005', 'http://[::1]:5005', ''],
  ];
  for (const [text, origin, prefix] of good) {
    it(`${JSON.stringify(text)} is ${origin} and ${JSON.stringify(prefix)}`, () => {
      assert.deepEqual(parseServerUrl(text), { origin, prefix });
    });
  }

  const bad: [string, RegExp][] = [
    ['', /http:\/\/host:5005/],
    ['films.example:5005', /http:\/\/host:5005/],
    ['ftp://films.example', /http:\/\/host:5005/],
    ['http://', /http:\/\/host:5005/],
    ['https://me:secret@films.example', /before the @/],
    ['https://films.example/?a=b', /\?/],
    ['https://films.example/#x', /#/],
  ];
  for (const [text, remedy] of bad) {
    it(`${JSON.stringify(text)} is refused in words`, () => {
      assert.throws(
        () => parseServerUrl(text),
        (error) =>
          AuraError.is(error, 'E400-BAD_REQUEST') &&
          remedy.test(error.remediation) &&
          !`${error.message} ${error.details}`.includes('secret'),
      );
    });
  }
});
