import assert from 'node:assert/strict';
import { createMasker } from '../../src/server/mask.ts';

describe('the mask of the server’s folders', () => {
  const unix = createMasker([
    { folder: '/home/anna müller', as: '$HOME' },
    { folder: '/home/anna müller/.local/share/aura', as: '$DATA' },
    { folder: '/tmp/', as: '$TMP' },
  ]);
  const windows = createMasker([{ folder: String.raw`C:\Users\Anna\aura`, as: '$DATA' }]);

  const rows: [string, (text: string) => string, string, string][] = [
    ['a folder', unix, 'in /home/anna müller/film.mp4', 'in $HOME/film.mp4'],
    ['the innermost', unix, '/home/anna müller/.local/share/aura/jobs/x', '$DATA/jobs/x'],
    ['all of a line', unix, "-i '/tmp/a.png' -y /tmp/b.mp4", "-i '$TMP/a.png' -y $TMP/b.mp4"],
    ['as a URL', unix, 'file:///home/anna%20m%C3%BCller/film.mp4', 'file://$HOME/film.mp4'],
    ['as a part of a URL', unix, '?p=%2Fhome%2Fanna%20m%C3%BCller%2Ffilm', '?p=$HOME%2Ffilm'],
    ['the same in small letters', unix, '?p=%2fhome%2fanna%20m%c3%bcller%2ffilm', '?p=$HOME%2ffilm'],
    ['cut off', unix, 'cannot read /home/anna müll…', 'cannot read $HOME…'],
    ['cut off in the inner one', unix, 'x /home/anna müller/.local/sha…', 'x $HOME/.local/sha…'],
    [
      'nothing that is only alike',
      unix,
      'https://films.example/a and 1/2',
      'https://films.example/a and 1/2',
    ],
    ['backslashes', windows, String.raw`open C:\Users\Anna\aura\x.mp4`, String.raw`open $DATA\x.mp4`],
    ['backslashes in JSON', windows, String.raw`"C:\\Users\\Anna\\aura\\x"`, String.raw`"$DATA\\x"`],
    ['slashes, in any case', windows, 'c:/users/anna/AURA/x.mp4', '$DATA/x.mp4'],
    ['a drive in a URL', windows, 'file:///C%3A%2FUsers%2FAnna%2Faura', 'file:///$DATA'],
  ];
  for (const [what, mask, text, masked] of rows) {
    it(`covers ${what}`, () => assert.equal(mask(text), masked));
  }

  it('takes a root for no folder: everything would be masked', () => {
    const mask = createMasker([
      { folder: '/', as: '$HOME' },
      { folder: '', as: '$X' },
      { folder: 'C:\\', as: '$Y' },
    ]);
    assert.equal(mask('/a/b https://x/y C:\\z'), '/a/b https://x/y C:\\z');
  });

  it('costs little for a long text', () => {
    const log = `${'frame=1 fps=30 /tmp/a.mp4 '.repeat(40_000)}`;
    const before = process.cpuUsage().user;
    assert.ok(!unix(log).includes('/tmp'));
    // A million characters in a fraction of a second: 2 s is what a machine under load may need.
    assert.ok(process.cpuUsage().user - before < 2_000_000);
  });
});
