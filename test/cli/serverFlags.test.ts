import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverOf } from '../../src/cli/place/serverFlags.ts';
import { toAuraError } from '../../src/protocol/protocol.ts';

describe('the server that a command line names', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-flags-'));
    await writeFile(join(folder, 'token'), 'file-token\n');
    await writeFile(join(folder, 'empty'), '\n');
    await writeFile(join(folder, 'words'), 'not a token\n');
    await writeFile(join(folder, 'several'), 'one\ntwo\n');
    await writeFile(join(folder, 'named'), '# of this house\nme my-token\n');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is none when none is named: then this machine is meant', async () => {
    assert.equal(await serverOf({}, { AURA_TOKEN: 'x' }), undefined);
  });

  it('has the token of the file, else of AURA_TOKEN', async () => {
    const server = 'https://films.example.org';
    const env = { AURA_TOKEN: 'env-token' };
    assert.equal((await serverOf({ server }, env))?.token, 'env-token');
    const byFile = await serverOf({ server, tokenFile: join(folder, 'token') }, env);
    assert.equal(byFile?.token, 'file-token');
    assert.equal(byFile?.url.origin, server);
    const named = await serverOf({ server: `${server}/aura/`, tokenFile: join(folder, 'named') }, {});
    assert.deepEqual([named?.token, named?.url.href], ['my-token', `${server}/aura`]);
  });

  for (const [typed, meant] of [
    ['127.0.0.1:5112', 'http://127.0.0.1:5112'],
    ['localhost:5112', 'http://localhost:5112'],
    ['[::1]:5112', 'http://[::1]:5112'],
    ['192.168.1.4', 'http://192.168.1.4'],
  ] as const) {
    it(`is meant by ${typed} too`, async () => {
      const server = await serverOf({ server: typed }, { AURA_TOKEN: 'x' });
      assert.equal(server?.url.origin, meant);
    });
  }

  for (const [what, server, file, message] of [
    ['no token', 'http://127.0.0.1:1', undefined, /The server needs a token/u],
    ['a token file that is not there', 'http://a', 'none', /none cannot be read \(ENOENT\)/u],
    ['an empty token file', 'http://a', 'empty', /empty is empty/u],
    ['a token file that holds something else', 'http://a', 'words', /words holds no token/u],
    ['a token and no server', undefined, 'token', /none is named/u],
    ['several tokens', 'http://a', 'several', /several holds several tokens/u],
    ['words', 'films', 'token', /address is not one/u],
    ['another protocol', 'ftp://a', 'token', /address is not one/u],
    ['a query', 'http://a/?b', 'token', /must end with its path/u],
    ['a password', 'http://me:secret@a', 'token', /must not hold a name or password/u],
  ] as const) {
    it(`is refused with ${what}, and what to do is said`, async () => {
      const flags = { ...(server ? { server } : {}), ...(file ? { tokenFile: join(folder, file) } : {}) };
      const error = toAuraError(await serverOf(flags, {}).catch((thrown: unknown) => thrown));
      assert.equal(error.code, 'E400-BAD_REQUEST');
      assert.match(error.message, message);
      assert.ok(!error.message.includes('secret') && error.remediation.length > 10);
    });
  }
});
