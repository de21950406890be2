import assert from 'node:assert/strict';
import { spokenText, splitSentences } from '../../../src/engine/script/speech.ts';
import { read, said, sceneOf } from './reading.ts';

const SCENE = '## Heading\n\nProse here.\n\n- one\n- two\n\n<!-- A note. -->';

describe('what is told', () => {
  it('is the note where there is one, unless another text is asked for', () => {
    assert.deepEqual(said(sceneOf(read(SCENE), 1)), ['A note.']);
    assert.deepEqual(said(sceneOf(read(SCENE, 'markdown', 'text'), 1)), ['Prose here.']);
    assert.deepEqual(said(sceneOf(read('Prose.', 'markdown', 'notes'), 1)), []);
  });

  it('lets a scene and the front matter choose, and the caller over the front matter', () => {
    const front = `---\nnarration: text\n---\n\n${SCENE}`;
    assert.deepEqual(said(sceneOf(read(front), 1)), ['Prose here.']);
    assert.deepEqual(said(sceneOf(read(front, 'markdown', 'notes'), 1)), ['A note.']);
    assert.deepEqual(said(sceneOf(read(`${SCENE}\n<!-- narration: text -->`), 1)), ['Prose here.']);
  });

  it('is heading and items, numbered, where there is nothing else', () => {
    const scene = sceneOf(read('## Heading\n\n- one\n- two'), 1);
    assert.deepEqual(
      scene.narration.map(({ text, item }) => [text, item]),
      [
        ['Heading', undefined],
        ['one', 0],
        ['two', 1],
      ],
    );
  });

  it('reads a list that a colon leads to', () => {
    assert.deepEqual(said(sceneOf(read('## H\n\nTwo things:\n\n- one\n- two\n\nThat is all.'), 1)), [
      'Two things:',
      'one',
      'two',
      'That is all.',
    ]);
  });

  it('takes several notes and paragraphs of a note one after another', () => {
    const text = '# A\n\n<!-- One.\n\nTwo, *with* `marks` and [a link](x.y). -->\n\n<!-- note: Three. -->';
    assert.deepEqual(said(sceneOf(read(text), 1)), ['One.', 'Two, with marks and a link.', 'Three.']);
  });

  it('leaves remarks of tools and reminders out', () => {
    for (const remark of [
      'prettier-ignore',
      'TODO: ask',
      'markdownlint-disable',
      '_class: lead',
      'paginate: true',
      ' fit ',
    ]) {
      const script = read(`# A\n\n<!-- ${remark} -->`);
      assert.deepEqual(said(sceneOf(script, 1)), ['A'], remark);
      assert.deepEqual(script.diagnostics, [], remark);
    }
  });

  it('takes a sentence with a colon for a note, and a misspelt key for a key', () => {
    assert.deepEqual(said(sceneOf(read('# A\n\n<!-- Remember: it is late. -->'), 1)), [
      'Remember: it is late.',
    ]);
    const script = read('# A\n\n<!-- durration: 5 -->');
    assert.deepEqual(
      script.diagnostics.map(({ code, fixes }) => [code, fixes[0]?.edits[0]?.text]),
      [['aura/unknown-key', 'duration']],
    );
  });

  it('points to the place of every utterance', () => {
    const text = '## Heading\n\nProse *with* marks.\n\n---\n\n# B\n\n<!--\nFirst.\n\nSecond.\n-->\n';
    for (const scene of read(text).scenes) {
      for (const { text: spoken, range } of scene.narration) {
        assert.equal(text.slice(range.start, range.end).replaceAll('*', ''), spoken);
      }
    }
  });

  it('turns markup into plain words', () => {
    const text =
      '**Bold** [link](x.y) `code` ![no](p.png) <b>html</b> ~~gone~~ see https://www.example.org/a/b?c=d.';
    assert.deepEqual(said(sceneOf(read(`## H\n\n${text}`), 1)), ['Bold link code html see example.org.']);
  });

  const spoken: [string, string][] = [
    ['Look at https://example.org/long/path?x=1, please', 'Look at example.org, please'],
    ['Party 🎉 time 👩‍🚀!', 'Party time!'],
    ['5 stars ★, © 2026, #1', '5 stars ★, © 2026, #1'],
    ['a\u00adb\ufffdc', 'abc'],
    ['first -- second', 'first – second'],
  ];
  for (const [given, expected] of spoken) {
    it(`says “${given}” as “${expected}”`, () => assert.equal(spokenText(given), expected));
  }

  it('joins lines of Chinese and Japanese without a space', () => {
    assert.deepEqual(said(sceneOf(read('光は水平線まで\n届きます。'), 1)), ['光は水平線まで届きます。']);
  });

  it('knows where sentences end', () => {
    assert.deepEqual(splitSentences('Dr. Who came at 3.5 km. J. Doe left! 本当。はい。'), [
      'Dr. Who came at 3.5 km.',
      'J. Doe left!',
      '本当。',
      'はい。',
    ]);
  });
});
