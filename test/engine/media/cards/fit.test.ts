import assert from 'node:assert/strict';
import type { CardSpec } from '../../../../src/engine/media/cards/card.ts';
import { layoutCard } from '../../../../src/engine/media/cards/cards.ts';
import { cardGeometry } from '../../../../src/engine/media/cards/geometry.ts';
import type { SceneContent } from '../../../../src/engine/script/scene.ts';
import { listOf, secondsOfWork, specOf } from './specs.ts';

const SENTENCE = 'The keeper climbs the stairs four times a night to trim the wick by hand.';

function codes(spec: CardSpec): string[] {
  return layoutCard(spec).notes.map((note) => note.code);
}

function sentences(count: number): SceneContent {
  return { kind: 'quote', verse: false, text: Array.from({ length: count }, () => SENTENCE).join(' ') };
}

function itemsOf(count: number): SceneContent {
  return listOf(...Array.from({ length: count }, () => 'An item'));
}

describe('text that is too long for a card', () => {
  it('keeps its size while it fits, and says nothing', () => {
    const spec = specOf(listOf('One', 'Two', 'Three'));
    assert.equal(cardGeometry(spec).scale, 1);
    assert.deepEqual(codes(spec), []);
  });

  it('shrinks in steps, never grows with more text, and warns from 0.76 down', () => {
    let before = 1;
    for (let count = 1; count < 20; count += 1) {
      const spec = specOf(sentences(count));
      const { scale, pages } = cardGeometry(spec);
      assert.ok([1, 0.92, 0.84, 0.76, 0.68].includes(scale));
      if (pages.length > 1) break;
      assert.ok(scale <= before);
      before = scale;
      assert.equal(
        codes(spec).includes('aura/text-shrunk'),
        pages.length === 1 && scale <= 0.76,
        `${count} ${scale}`,
      );
    }
    assert.equal(before, 0.68);
  });

  it('splits what does not fit at .68 into parts of like length, as large as they all can be, with a note', () => {
    const spec = specOf(sentences(14));
    const { pages, scale } = cardGeometry(spec);
    assert.equal(scale, 0.84);
    assert.equal(pages.length, 2);
    for (const { marks, textBox } of pages) {
      const ends = marks.map((mark) => (mark.kind === 'text' ? mark.box.y + mark.box.height : 0));
      assert.ok(Math.max(...ends) <= textBox.y + textBox.height + 1);
    }
    assert.ok(codes(spec).includes('aura/text-split'));
  });

  it('makes four pages at most, and says that the rest is left off', () => {
    const spec = specOf(listOf(...Array.from({ length: 200 }, () => SENTENCE)));
    const { pages, notes } = layoutCard(spec);
    assert.equal(pages.length, 4);
    assert.ok(notes.some((note) => note.code === 'aura/text-split' && note.message.includes('left off')));
  });

  it('splits code at a blank line near the middle', () => {
    const block = Array.from({ length: 11 }, (_, index) => `line(${index});`).join('\n');
    const code = `${block}\nextra();\n\n${block}`;
    const spec = specOf({ kind: 'code', language: 'js', code, focus: [[2], [20]] });
    const { pages } = cardGeometry(spec);
    assert.equal(pages.length, 2);
    const second = pages[1]?.marks.find((mark) => mark.kind === 'text' && /^\d+$/u.test(mark.text));
    assert.equal(second?.kind === 'text' ? second.text : '', '14');
    assert.deepEqual(
      pages.map(({ page }) => page.items),
      [[0], [1]],
    );
  });

  it('warns of many items: more than 7 in 16:9, more than 5 elsewhere', () => {
    assert.deepEqual(
      codes(specOf(itemsOf(7))).filter((code) => code === 'aura/many-items'),
      [],
    );
    assert.ok(codes(specOf(itemsOf(8))).includes('aura/many-items'));
    assert.ok(codes(specOf(itemsOf(6), { aspect: '9:16' })).includes('aura/many-items'));
  });

  it('warns of headings over 90 characters and code over 14 lines', () => {
    assert.ok(codes(specOf({ ...listOf('x'), heading: 'long '.repeat(19) })).includes('aura/long-heading'));
    const code = 'x;\n'.repeat(15);
    assert.ok(codes(specOf({ kind: 'code', language: 'js', code, focus: [] })).includes('aura/long-code'));
    assert.ok(
      !codes(specOf({ kind: 'code', language: 'js', code: 'x;\n'.repeat(14), focus: [] })).includes(
        'aura/long-code',
      ),
    );
  });

  it('breaks a word only when no smaller step holds it', () => {
    const spec = specOf({ kind: 'title', title: 'Internationalisation' });
    const { pages, scale } = cardGeometry(spec);
    const titles = pages[0]?.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    assert.deepEqual(titles, ['Internationalisation']);
    assert.ok(scale < 1);
  });

  it('has a page for content that holds nothing', () => {
    const nothing: SceneContent[] = [
      listOf(),
      { kind: 'text', paragraphs: [] },
      { kind: 'quote', text: '', verse: true },
      { kind: 'code', language: '', code: '', focus: [] },
      { kind: 'table', head: [], rows: [], align: [] },
      { kind: 'dialogue', lines: [] },
      { kind: 'number', value: '', text: '' },
      { kind: 'end', title: '', lines: [] },
      { kind: 'title', title: '' },
    ];
    for (const content of nothing) assert.equal(layoutCard(specOf(content)).pages.length, 1, content.kind);
  });

  it('answers hostile text in time: 200 KB in one line, lone surrogates, NULs', function hostile() {
    this.timeout(60_000);
    const started = process.cpuUsage();
    const long = 'w'.repeat(200_000);
    const odd = `a\u0000b\uD800c ${'word '.repeat(40_000)}`;
    const contents: SceneContent[] = [
      listOf(long, odd),
      { kind: 'title', title: long, subtitle: odd },
      { kind: 'text', heading: odd, paragraphs: [long] },
      { kind: 'code', language: 'ts', code: `${long}\n${odd}`, focus: [[1]] },
      { kind: 'table', head: [long], rows: [[odd, long]], align: [] },
      { kind: 'number', value: long, unit: odd, text: long },
      listOf(...Array.from({ length: 10_000 }, (_, index) => `Item ${index}`)),
    ];
    for (const content of contents) assert.ok(layoutCard(specOf(content)).pages.length >= 1);
    assert.ok(secondsOfWork(started) < 6);
  });
});

describe('prose on a card', () => {
  it('shows the key sentence of each paragraph, one after another', () => {
    const paragraphs = [
      'First thought here. And much more of it that is only spoken.',
      'Second thought here.',
    ];
    const { pages } = layoutCard(specOf({ kind: 'text', heading: 'Thoughts', paragraphs }));
    assert.deepEqual(pages[0]?.texts, ['First thought here.', 'Second thought here.']);
    assert.equal(pages[0]?.steps, 2);
  });

  it('shows one paragraph’s sentence from the start', () => {
    const { pages } = layoutCard(
      specOf({ kind: 'text', heading: 'Thought', paragraphs: ['A thought. More of it.'] }),
    );
    assert.equal(pages[0]?.steps, 0);
  });

  it('shows the heading alone where burned captions write every word', () => {
    const content: SceneContent = {
      kind: 'text',
      heading: 'Thought',
      paragraphs: ['A thought that is spoken.'],
    };
    const { pages } = cardGeometry(specOf(content, { captionsBurned: true }));
    assert.deepEqual(
      pages[0]?.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])),
      ['Thought'],
    );
  });
});
