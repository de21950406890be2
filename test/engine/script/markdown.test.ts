import assert from 'node:assert/strict';
import { codes, contentOf, fixed, kinds, read, said, sceneOf } from './reading.ts';

describe('cutting Markdown into scenes', () => {
  it('cuts at thematic breaks of every form', () => {
    assert.equal(read('one\n\n---\n\ntwo\n\n***\n\nthree\n\n_ _ _\n\nfour').scenes.length, 4);
  });

  it('cuts at # and ## where there is no break', () => {
    const script = read('# A\n\nText a.\n\n## B\n\nText b.\n\n### C\n\nText c.');
    assert.deepEqual(kinds(script), ['title', 'text']);
  });

  it('cuts at the highest level used where there is neither # nor ##', () => {
    assert.equal(read('### A\n\nText.\n\n### B\n\nText.').scenes.length, 2);
  });

  it('does not cut in code, comments and front matter', () => {
    const script = read('---\ntitle: T\n---\n\n# A\n\n```\n---\n# no\n```\n\n<!--\n---\n# no\n-->\n');
    assert.equal(script.scenes.length, 1);
  });

  it('knows a fence inside a quote to end with the quote', () => {
    assert.equal(read('> ```\n> code\n\n---\n\ntwo').scenes.length, 2);
  });

  it('makes no scene of nothing and says so between breaks only', () => {
    const script = read('---\n\nA sentence.\n\n---\n\n---\n\nAnother.\n\n---\n');
    assert.equal(script.scenes.length, 2);
    assert.deepEqual(codes(script), ['aura/empty-scene']);
  });

  it('keeps a comment above the first heading with its scene', () => {
    const script = read('<!-- voice: en-gb -->\n\n# A\n\n## B\n\nText.');
    assert.equal(sceneOf(script, 1).settings.voice?.name, 'en-gb');
    assert.equal(script.scenes.length, 2);
  });

  it('warns of --- right under text, and the fix makes two scenes', () => {
    const text = 'First scene.\n---\n\nSecond scene.\n';
    const script = read(text);
    assert.ok(codes(script).includes('aura/setext-heading'));
    const mended = read(fixed(text, script, 'aura/setext-heading'));
    assert.equal(mended.scenes.length, 2);
    assert.deepEqual(codes(mended), []);
  });

  it('takes --- after a list, a heading or a quote for a break', () => {
    for (const above of ['- item', '# Heading', '> quote', '- item\n  goes on']) {
      assert.equal(read(`${above}\n---\nNext.`).scenes.length, 2, above);
    }
  });

  it('gives a ## scene the # above it as its eyebrow, also within a deck', () => {
    const script = read('# Part\n\n---\n\n## One\n\nText.\n\n---\n\nNo heading.');
    assert.equal(sceneOf(script, 2).eyebrow, 'Part');
    assert.equal(sceneOf(script, 3).eyebrow, undefined);
  });

  it('does not take a content slide for a part', () => {
    const script = read('# Start\n\n---\n\n# Slide\n\n- a\n- b\n\n---\n\n## Next\n\nText.');
    assert.equal(sceneOf(script, 3).eyebrow, 'Start');
  });
});

describe('cards of Markdown scenes', () => {
  it('makes a title with a short paragraph as its subtitle', () => {
    assert.deepEqual(contentOf('# The *title*\n\nA subtitle'), {
      kind: 'title',
      title: 'The title',
      subtitle: 'A subtitle',
    });
  });

  it('tells a long text under the title on a card of its own', () => {
    const script = read(`# Title\n\n${'This is a sentence of seven words. '.repeat(10)}`);
    assert.deepEqual(kinds(script), ['title', 'text']);
    assert.deepEqual(said(sceneOf(script, 1)), ['Title']);
  });

  it('keeps a title whose note is long one scene', () => {
    const script = read(`# Title\n\n<!-- ${'This is a sentence of seven words. '.repeat(10)} -->`);
    assert.deepEqual(kinds(script), ['title']);
  });

  it('makes a list with depths', () => {
    assert.deepEqual(contentOf('## L\n\n1. one\n   - **in**\n2. two'), {
      kind: 'list',
      heading: 'L',
      ordered: true,
      items: [
        { text: 'one', depth: 0 },
        { text: 'in', depth: 1 },
        { text: 'two', depth: 0 },
      ],
    });
  });

  it('finds who said a quotation, inside or right after it', () => {
    const expected = { kind: 'quote', text: 'To be.', verse: false, attribution: 'Hamlet' };
    for (const text of ['> To be.\n> — Hamlet', '> To be.\n>\n> -- Hamlet', '> To be.\n\n— Hamlet']) {
      assert.deepEqual(contentOf(text), expected, text);
    }
  });

  it('takes short quoted lines that all begin with a capital for verse', () => {
    const text = (quoted: string) => {
      const content = contentOf(quoted);
      return content.kind === 'quote' ? content.text : undefined;
    };
    assert.equal(
      text('> Белеет парус одинокой\n> В тумане моря голубом!\n>\n> — Лермонтов'),
      'Белеет парус одинокой\nВ тумане моря голубом!',
    );
    assert.equal(text('> It was Anna who\n> said it.'), 'It was Anna who said it.');
    assert.equal(text('> It is late.\n> We go.'), 'It is late. We go.');
  });

  it('takes hard line breaks for verse and tells it line by line', () => {
    const scene = sceneOf(read('> Roses are red,  \n> violets blue.'), 1);
    assert.deepEqual(scene.content, { kind: 'quote', text: 'Roses are red,\nviolets blue.', verse: true });
    assert.deepEqual(said(scene), ['Roses are red,', 'violets blue.']);
  });

  it('reads language and focus steps of code, bounded by its lines', () => {
    assert.deepEqual(contentOf('## How\n\n```ts {1-2|4|all|9-999999999}\na\nb\nc\nd\n```'), {
      kind: 'code',
      heading: 'How',
      language: 'ts',
      code: 'a\nb\nc\nd',
      focus: [[1, 2], [4], [1, 2, 3, 4]],
    });
  });

  it('shows a picture alone full-bleed, named by its text and title', () => {
    const content = contentOf('![Lens](a%20b.png "Paris")\n\nWhat is told over it.');
    assert.equal(content.kind, 'picture');
    assert.ok(content.kind === 'picture');
    assert.equal(content.media.path, 'a b.png');
    assert.equal(content.name, 'Lens');
    assert.equal(content.place, 'Paris');
  });

  it('does not tell an emphasised caption', () => {
    const scene = sceneOf(read('![](a.png)\n\n*The harbour*'), 1);
    assert.ok(scene.content.kind === 'picture' && scene.content.name === 'The harbour');
    assert.deepEqual(said(scene), []);
  });

  it('sets a picture beside a heading or a list', () => {
    assert.equal(contentOf('## H\n\n![](a.png)\n\nText.').kind, 'beside');
    assert.equal(contentOf('![](a.png)\n\n- one\n- two').kind, 'beside');
  });

  const figures: [string, string, string | undefined][] = [
    ['32 km', '32', 'km'],
    ['87 %', '87', '%'],
    ['87%', '87', '%'],
    ['$4.99', '$4.99', undefined],
    ['1 500 000', '1 500 000', undefined],
    ['−40 °C', '−40', '°C'],
    ['3,5 Mio. €', '', undefined],
    ['1969', '', undefined],
    ['7', '', undefined],
    ['3 little pigs went home', '', undefined],
  ];
  for (const [heading, value, unit] of figures) {
    it(`${value ? 'takes' : 'does not take'} “${heading}” for a figure`, () => {
      const content = contentOf(`# First\n\n---\n\n# ${heading}\n\nsomething\n\n---\n\nend`);
      assert.equal(content.kind, 'title');
      const second = sceneOf(read(`# First\n\n---\n\n# ${heading}\n\nsomething\n\n---\n\nend`), 2).content;
      if (value === '') assert.notEqual(second.kind, 'number');
      else assert.deepEqual(second, { kind: 'number', value, ...(unit ? { unit } : {}), text: 'something' });
    });
  }

  it('makes a table with its alignment', () => {
    assert.deepEqual(contentOf('## T\n\n| a | b |\n|:-:|--:|\n| 1 | **2** |'), {
      kind: 'table',
      heading: 'T',
      head: ['a', 'b'],
      rows: [['1', '2']],
      align: ['center', 'right'],
    });
  });

  it('makes a dialogue of lines with names, without parentheticals', () => {
    const scene = sceneOf(
      read('ANNA: (softly) Good evening.\n**Ben:** Is it?\n\nThe door opens.\n\nANNA: It was.'),
      1,
    );
    assert.deepEqual(scene.content, {
      kind: 'dialogue',
      lines: [
        { speaker: 'ANNA', text: 'Good evening.' },
        { speaker: 'Ben', text: 'Is it?' },
        { speaker: 'ANNA', text: 'It was.' },
      ],
    });
    assert.deepEqual(
      scene.narration.map(({ speaker, item, range }) => [speaker, item, range.line]),
      [
        ['ANNA', 0, 1],
        ['Ben', 1, 2],
        [undefined, undefined, 4],
        ['ANNA', 2, 6],
      ],
    );
  });

  it('does not take notes and facts for a dialogue', () => {
    for (const text of [
      'NOTE: This is important.',
      'Price: 4 euros\nWeight: 3 kilos',
      'Remember: it is late.',
    ]) {
      assert.equal(contentOf(text).kind, 'text', text);
    }
  });

  it('ends a film with a last scene that says so or is only a heading', () => {
    assert.deepEqual(kinds(read('# A\n\n---\n\n# Thank you\n\nPictures: Ida')), ['title', 'end']);
    assert.deepEqual(kinds(read('# A\n\n---\n\nText.\n\n---\n\n## Go out and look')), [
      'title',
      'text',
      'end',
    ]);
    assert.deepEqual(kinds(read('# A')), ['title']);
  });

  it('does as card: says, and tells where it cannot', () => {
    assert.equal(contentOf('<!-- card: end -->\n\n# Done').kind, 'end');
    assert.equal(contentOf('<!-- card: quote -->\n\nWords.').kind, 'quote');
    const script = read('<!-- card: table -->\n\nWords.');
    assert.deepEqual(kinds(script), ['text']);
    assert.deepEqual(codes(script), ['aura/card-mismatch']);
  });

  it('divides a long article at paragraphs and sentences, each part with its heading', () => {
    const paragraph = 'Here is one sentence of nine words in all. '.repeat(8);
    const script = read(`## Long\n\n${paragraph}\n\n${paragraph}\n\n${paragraph}`);
    assert.ok(script.scenes.length >= 3);
    for (const scene of script.scenes)
      assert.ok(scene.content.kind === 'text' && scene.content.heading === 'Long');
    assert.equal(new Set(script.scenes.map((scene) => scene.id)).size, script.scenes.length);
    assert.equal(script.scenes.flatMap(said).join(' '), `${paragraph}${paragraph}${paragraph}`.trim());
  });

  it('finds pictures defined elsewhere in the script', () => {
    const content = contentOf('![Lens][l]\n\n---\n\nText.\n\n[l]: lens.png "Paris"');
    assert.ok(content.kind === 'picture' && content.media.path === 'lens.png' && content.place === 'Paris');
  });

  it('finds a picture whose path has spaces, and mends it', () => {
    const text = '![x](my lens.png)';
    const script = read(text);
    assert.equal(fixed(text, script, 'aura/unbracketed-path'), '![x](<my lens.png>)');
    assert.ok(script.scenes[0]?.content.kind === 'picture');
  });

  it('fetches nothing from the web', () => {
    const script = read('![x](https://example.org/x.png)\n\nText.');
    assert.deepEqual(kinds(script), ['text']);
    assert.deepEqual(codes(script), ['aura/remote-media']);
  });
});

describe('a scene without a heading', () => {
  for (const [what, text, title] of [
    ['its picture’s description', '![A light on its rock](a.png)', 'A light on its rock'],
    ['the first thing beside its picture', '![A light](a.png)\n\n- It turns\n- It shines', 'It turns'],
  ] as const) {
    it(`is called by ${what}`, () => {
      assert.equal(sceneOf(read(text), 1).title, title);
    });
  }
});
