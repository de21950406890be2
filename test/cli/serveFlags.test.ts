import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveCommand, type ServeFlags } from '../../src/cli/commands/serve.ts';
import { listenError, parseOrigins, parsePort } from '../../src/cli/serve/address.ts';
import { parseTokens } from '../../src/cli/serve/tokens.ts';
import { AuraError } from '../../src/protocol/protocol.ts';

const TOKEN = 'a-token-that-is-long-enough';

describe('the flags of aura serve', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-flags-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const refused: [string, ServeFlags, RegExp][] = [
    ['what is no port', { port: '70000' }, /70000 is not a port/],
    ['a port with words', { port: '80a' }, /80a is not a port/],
    ['two places for tokens', { token: TOKEN, tokenFile: 'x' }, /--token and a --token-file/],
    ['a token file that is not there', { tokenFile: '/nonexistent/tokens' }, /tokens cannot be used/],
    ['an origin with a path', { cors: ['https://films.example/app'] }, /not the origin of a page/],
    ['any origin', { cors: ['*'] }, /not the origin of a page/],
    ['a number that is none', { keepJobs: 'many' }, /--keep-jobs takes a number/],
    [
      'a token with a space',
      { token: 'a token that is long enough' },
      /characters that a header cannot carry/,
    ],
  ];
  for (const [what, flags, words] of refused) {
    it(`may not be ${what}`, async () => {
      await assert.rejects(serveCommand({ data: folder, ...flags }), (error) => {
        assert.ok(AuraError.is(error, 'E400-BAD_REQUEST'));
        assert.match(error.message, words);
        assert.ok(error.remediation.length > 10);
        return true;
      });
    });
  }

  it('take ports and origins as people write them', () => {
    assert.deepEqual(['0', '5005', '65535'].map(parsePort), [0, 5005, 65_535]);
    assert.deepEqual(parseOrigins(['https://Films.example/', 'http://localhost:3000']), [
      'https://films.example',
      'http://localhost:3000',
    ]);
  });

  it('name what a port that cannot be had is in the way of', () => {
    for (const [code, words] of [
      ['EADDRINUSE', /Port 80 is taken/],
      ['EACCES', /Port 80 may not be used/],
      ['ENOTFOUND', /nowhere is not an address/],
    ] as const) {
      const error = listenError(Object.assign(new Error(code), { code }), 'nowhere', 80);
      assert.ok(AuraError.is(error) && words.test(error.message), code);
    }
    const other = new Error('something else');
    assert.equal(listenError(other, 'nowhere', 80), other);
  });

  it('take a token file with names, comments and empty lines, however its lines end', () => {
    const text = `\uFEFF# people\r\nanna ${TOKEN}1\r\n\r\n  ${TOKEN}2\t\n# end\n${TOKEN}1`;
    assert.deepEqual(parseTokens(text, 'f'), [`${TOKEN}1`, `${TOKEN}2`]);
  });

  const files: [string, string, RegExp][] = [
    ['nothing', '# nobody\n\n', /f holds no token/],
    ['a short token', `${TOKEN}\nabc\n`, /f:2 has only 3 characters/],
    ['three words', `a b ${TOKEN}`, /f:1 has more than a name and a token/],
    ['a token without end', 'x'.repeat(600), /f:1 has 600 characters/],
  ];
  for (const [what, text, words] of files) {
    it(`do not take a token file with ${what}, and show no token`, () => {
      assert.throws(
        () => parseTokens(text, 'f'),
        (error) =>
          AuraError.is(error, 'E400-BAD_REQUEST') &&
          words.test(error.message) &&
          !error.message.includes(TOKEN),
      );
    });
  }

  it('do not take a folder for a token file', async () => {
    await assert.rejects(serveCommand({ data: folder, tokenFile: folder }), { code: 'E400-BAD_REQUEST' });
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(serveCommand({ data: join(folder, 'file', 'x'), port: '0' }), {
      code: 'E400-BAD_REQUEST',
    });
  });
});
