import assert from 'node:assert/strict';
import { parseServerUrl } from '../../../src/extension/connection/serverUrl.ts';

describe('the address of a server', () => {
  const good = [
    ['https://studio.example.org', 'https://studio.example.org'],
    ['  https://Studio.Example.org:5005/  ', 'https://studio.example.org:5005'],
    ['https://studio.example.org:443', 'https://studio.example.org'],
    ['http://127.0.0.1:5005', 'http://127.0.0.1:5005'],
    ['http://[::1]:5005', 'http://[::1]:5005'],
    ['https://example.org/aura/', 'https://example.org/aura'],
  ] as const;
  for (const [typed, address] of good) {
    it(`is taken from ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(parseServerUrl(typed), { ok: true, address });
    });
  }

  const bad = [
    ['', /Type the address/],
    ['studio:5005', /Begin with https:\/\/ or http:\/\/, like http:\/\/studio:5005/],
    ['ftp://studio', /Begin with/],
    ['javascript:alert(1)', /Begin with/],
    ['https://', /not an address/],
    ['http://a b', /not an address/],
    ['http://studio:99999', /not an address/],
    ['https://me:secret@studio', /the token is asked for next/],
    ['https://studio/?token=1', /Leave out what follows the \? or the #: https:\/\/studio$/],
    ['https://studio/#top', /Leave out/],
  ] as const;
  for (const [typed, says] of bad) {
    it(`is refused as ${JSON.stringify(typed)}, with what to do`, () => {
      const server = parseServerUrl(typed);
      assert.equal(server.ok, false);
      assert.match(server.message, says);
    });
  }

  it('comes with a warning where others could read along', () => {
    const server = parseServerUrl('http://studio:5005');
    assert.ok(server.ok);
    assert.match(server.warning ?? '', /unencrypted/);
  });
});
