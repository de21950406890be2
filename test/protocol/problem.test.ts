import assert from 'node:assert/strict';
import { AuraError, ERROR_CODES, toAuraError, type ErrorCode } from '../../src/protocol/protocol.ts';

describe('errors', () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    it(`of code ${code} say what to do and have an HTTP status`, () => {
      const error = new AuraError(code, 'It happened');
      assert.match(error.remediation, /^[A-Z].{10,}\.$/);
      assert.ok(error.status >= 400 && error.status < 600);
      assert.match(code, /^E\d{3}-[A-Z_]+$/);
    });
  }

  it('carry cause, details and line to whoever shows them', () => {
    const cause = new Error('inner');
    const error = new AuraError('E422-SCRIPT', 'No such picture', {
      details: 'a.png',
      line: 7,
      cause,
      remediation: 'Add it.',
    });
    assert.deepEqual(error.toJobError(), {
      code: 'E422-SCRIPT',
      message: 'No such picture',
      remediation: 'Add it.',
      details: 'a.png',
      line: 7,
    });
    assert.equal(error.cause, cause);
  });

  it('are told apart by code', () => {
    const error = new AuraError('E404-NOT_FOUND', 'gone');
    assert.ok(AuraError.is(error));
    assert.ok(AuraError.is(error, 'E404-NOT_FOUND'));
    assert.ok(!AuraError.is(error, 'E409-CONFLICT'));
    assert.ok(!AuraError.is(new Error('gone')));
  });

  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG']) {
    it(`of the system that mean a full disk (${code}) become E310`, () => {
      assert.equal(toAuraError(Object.assign(new Error('write'), { code })).code, 'E310-DISK_FULL');
    });
  }

  for (const code of ['EACCES', 'EPERM', 'EIO']) {
    it(`of the system about one file (${code}) become E310 and name it`, () => {
      const error = toAuraError(Object.assign(new Error(`${code}, open '/there'`), { code }));
      assert.equal(error.code, 'E310-DISK_FULL');
      assert.match(error.details ?? '', /\/there/u);
    });
  }

  it('of any other kind become E500 with the original as cause', () => {
    for (const thrown of [new Error('x'), 'a string', undefined, null, 7]) {
      const error = toAuraError(thrown);
      assert.equal(error.code, 'E500-INTERNAL');
      if (thrown !== undefined) assert.equal(error.cause, thrown);
    }
  });

  it('that are ours already stay the same', () => {
    const error = new AuraError('E200-TTS', 'no voice');
    assert.equal(toAuraError(error), error);
  });
});
