import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namedMedia } from '../../../src/engine/script/namedMedia.ts';
import { uploadMedia } from '../../../src/client/remote/upload.ts';
import type { ScriptFormat } from '../../../src/protocol/protocol.ts';
import { openStudio, type Studio } from '../../support/films.ts';
import { runServer, type RunningServer } from '../../support/server.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

const ROWS: readonly [what: string, text: string, named: readonly string[], format?: ScriptFormat][] = [
  ['no file', '# A film\n\nOf words.', []],
  [
    'pictures of several scenes, each once',
    '![](a.png)\n\n---\n\n![](b.png)\n\n---\n\n![](a.png)',
    ['a.png', 'b.png'],
  ],
  ['the picture that is shown of several, and no other', '# A\n\n![](a.png)\n\n![](b.png)', ['a.png']],
  ['a picture with a title', '![Sea](sea.png "By the sea")', ['sea.png']],
  ['a picture by reference', '![Sea][s]\n\nWords.\n\n[s]: folder/sea.png "The sea"', ['folder/sea.png']],
  ['a link around a picture', '[![Sea](sea.png)](https://example.org)', ['sea.png']],
  ['spaces, encoded', '![](my%20sea.png)', ['my sea.png']],
  ['spaces, in brackets', '![](<my sea.png>)', ['my sea.png']],
  ['spaces, as people write them', '![](my sea.png)', ['my sea.png']],
  ['umlauts, plain and encoded', '![](m%C3%B6we.png)\n\n---\n\n![](möwe.png)', ['möwe.png']],
  ['a percent sign that encodes nothing', '![](100%.png)', ['100%.png']],
  ['other scripts and quotes', "![](海/'it'.png)", ["海/'it'.png"]],
  ['parent folders', '![](../sea.png)', ['../sea.png']],
  ['HTML pictures', '<img src="sea.png" alt="Sea">\n\nWords.', ['sea.png']],
  ['wiki links', '![[sea.png|300]]\n\nWords.', ['sea.png']],
  ['a picture in a comment', '# A\n\n<!-- image: sea.png -->\n\nWords.', ['sea.png']],
  ['a picture in the front matter of a scene', '# A\n\n---\nimage: sea.png\n---\n\nWords.', ['sea.png']],
  ['a background of a deck', '---\nmarp: true\n---\n\n# A\n\n![bg left](sea.png)', ['sea.png']],
  ['music first', '---\nmusic: folder/bed.mp3\n---\n\n# A\n\n![](sea.png)', ['folder/bed.mp3', 'sea.png']],
  [
    'nothing of the web',
    '---\nmusic: https://example.org/a.mp3\n---\n\n![](https://example.org/a.png)\n\nWords.',
    [],
  ],
  ['nothing in code', '# A\n\n```md\n![](sea.png)\n```', []],
  [
    'pictures and music of a screenplay',
    'Title: A\nMusic: bed.mp3\n\nINT. ROOM - DAY\n\n[[image: my sea.png]]\n\nFog.\n',
    ['bed.mp3', 'my sea.png'],
    'fountain',
  ],
  ['nothing of plain text', 'Look at ![](sea.png).\n\nAnd more words.', [], 'text'],
];

describe('the files that a script names', function () {
  this.timeout(60_000);

  for (const [what, text, named, format = 'markdown'] of ROWS) {
    it(`are ${what}`, () => {
      assert.deepEqual(namedMedia({ format, text }), named);
    });
  }

  describe('are those that the engine asks for over TCP:', () => {
    let studio: Studio;
    let running: RunningServer;
    before(async () => {
      studio = await openStudio();
      running = await runServer(studio.engine, 'tcp');
    });
    after(async () => {
      await running.close();
      await studio.dispose();
    });

    for (const [what, text, named, format = 'markdown'] of ROWS.filter(([, , names]) => names.length > 0)) {
      it(what, async () => {
        const base = join(studio.desk, 'scripts');
        const files = named.map((written) => ({ written, path: join(base, written) }));
        for (const { path } of files) {
          await mkdir(dirname(path), { recursive: true });
          await copyFile(join(EXAMPLES, path.endsWith('.mp3') ? 'music/bed.mp3' : 'pictures/lens.jpg'), path);
        }
        const { client } = running;
        const script = { format, text };
        const assets = await uploadMedia(client, files);
        assert.deepEqual(Object.keys(assets), named);
        const plan = await client.plan({ script, assets });
        assert.ok(plan.total > 0);
        for (const left of named) {
          const { [left]: _, ...others } = assets;
          await assert.rejects(
            client.plan({ script, assets: others }),
            (error: Error & { code?: string }) => {
              assert.equal(error.code, 'E422-SCRIPT');
              assert.ok(error.message.includes(left), error.message);
              return true;
            },
          );
        }
      });
    }

    it('nothing of the web', async () => {
      const text = '---\nmusic: https://example.org/a.mp3\n---\n\n# A\n\nWords.';
      await assert.rejects(running.client.plan({ script: { format: 'markdown', text }, assets: {} }), {
        code: 'E422-SCRIPT',
        message: '“https://example.org/a.mp3” is an address, not a file',
        line: 2,
      });
    });
  });

  it('are found in the examples', () => {
    const text = readFileSync(join(EXAMPLES, 'welcome.md'), 'utf8');
    assert.deepEqual(namedMedia({ format: 'markdown', text }).toSorted(), [
      'pictures/lens.jpg',
      'pictures/lighthouse.jpg',
    ]);
  });
});
