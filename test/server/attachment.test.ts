import assert from 'node:assert/strict';
import { attachment } from '../../src/server/attachment.ts';

describe('the name under which a film is saved', () => {
  const rows: [string, string][] = [
    ['How tides work', 'attachment; filename="How tides work.mp4"'],
    ['Über Gezeiten', `attachment; filename="Uber Gezeiten.mp4"; filename*=UTF-8''%C3%9Cber%20Gezeiten.mp4`],
    ['潮', `attachment; filename="_.mp4"; filename*=UTF-8''%E6%BD%AE.mp4`],
    ['🎬 it’s', `attachment; filename="_ it_s.mp4"; filename*=UTF-8''%F0%9F%8E%AC%20it%E2%80%99s.mp4`],
    [`it's (1)*`, 'attachment; filename="it\'s (1).mp4"'],
    ['100 %', `attachment; filename="100 _.mp4"; filename*=UTF-8''100%20%25.mp4`],
    ['a/b\\c:d"e\r\nX: y', 'attachment; filename="a b c d e X y.mp4"'],
    ['../../etc/passwd', 'attachment; filename="etc passwd.mp4"'],
    ['... ', 'attachment; filename="film.mp4"'],
    ['\ud800', 'attachment; filename="film.mp4"'],
    ['x'.repeat(500), `attachment; filename="${'x'.repeat(120)}.mp4"`],
  ];
  for (const [title, header] of rows) {
    it(`of ${JSON.stringify(title.slice(0, 40))} is one that every file system takes`, () => {
      assert.equal(attachment(title, '.mp4'), header);
    });
  }
});
