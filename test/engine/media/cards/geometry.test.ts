import assert from 'node:assert/strict';
import type { CardGeometry } from '../../../../src/engine/media/cards/geometry.ts';
import { cardGeometry } from '../../../../src/engine/media/cards/geometry.ts';
import type { Box } from '../../../../src/engine/media/cards/grid.ts';
import type { Mark } from '../../../../src/engine/media/cards/marks.ts';
import { PICTURES, SAMPLES, WORLD } from '../../../../scripts/samples.ts';
import { ASPECTS, THEME_NAMES, listOf, specOf } from './specs.ts';

const EVERYTHING = [...SAMPLES, ...WORLD];

/** Boxes of a page's text; the hanging quotation mark stands outside on purpose. */
function textBoxes(page: CardGeometry['pages'][number]): { text: string; box: Box }[] {
  return page.marks.flatMap((mark) =>
    mark.kind === 'text' && !/^[“”]$/u.test(mark.text) ? [{ text: mark.text, box: mark.box }] : [],
  );
}

function allBoxes(geometry: CardGeometry) {
  return geometry.pages.flatMap((page) => textBoxes(page));
}

function eachCard(check: (geometry: CardGeometry, name: string) => void): void {
  for (const theme of THEME_NAMES) {
    for (const aspect of ASPECTS) {
      for (const captionsBurned of [false, true]) {
        for (const [index, { content, ...more }] of EVERYTHING.entries()) {
          // Half of the world's scripts with captions, half without: the boxes are the same for all of them.
          if (index >= SAMPLES.length && (index % 2 === 0) === captionsBurned) continue;
          const picture =
            content.kind === 'picture' || content.kind === 'beside' ? { picture: PICTURES.night } : {};
          const spec = specOf(content, { ...more, ...picture, theme, aspect, captionsBurned });
          check(
            cardGeometry(spec),
            `${theme} ${aspect} ${captionsBurned ? 'burned ' : ''}${content.kind} ${index}`,
          );
        }
      }
    }
  }
}

describe('where things stand on a card', () => {
  let geometries: [CardGeometry, string][] = [];

  before(function layOutEverything() {
    this.timeout(60_000);
    eachCard((geometry, name) => geometries.push([geometry, name]));
  });

  after(() => {
    geometries = [];
  });

  it('keeps all text inside its box and the box inside the title-safe area', () => {
    for (const [{ pages, frame, setting }, name] of geometries) {
      const safe = { x: 0.05 * frame.width, y: 0.05 * frame.height };
      const all = setting.box;
      for (const page of pages) {
        for (const { text, box } of textBoxes(page)) {
          const where = `${name}: "${text}" ${JSON.stringify(box)} in ${JSON.stringify(page.textBox)}`;
          assert.ok(
            box.x >= page.textBox.x - 1 && box.x + box.width <= page.textBox.x + page.textBox.width + 1.5,
            where,
          );
          assert.ok(
            box.y >= page.textBox.y - 1 && box.y + box.height <= page.textBox.y + page.textBox.height + 1,
            where,
          );
          assert.ok(box.x >= safe.x && box.x + box.width <= frame.width - safe.x, where);
          assert.ok(box.y >= safe.y && box.y + box.height <= frame.height - safe.y, where);
          assert.ok(box.y + box.height <= all.y + all.height + 1, where);
        }
      }
    }
  });

  it('never lets text lie on an ornament or on a picture beside it', () => {
    for (const [{ pages }, name] of geometries) {
      for (const page of pages) {
        for (const { text, box } of textBoxes(page)) {
          for (const ornament of page.ornaments) {
            assert.ok(!overlaps(box, ornament), `${name}: "${text}" on ${JSON.stringify(ornament)}`);
          }
        }
      }
    }
  });

  it('never lets two lines of text overlap', () => {
    for (const [{ pages }, name] of geometries) {
      for (const page of pages) {
        const boxes = textBoxes(page);
        for (const [index, one] of boxes.entries()) {
          for (const other of boxes.slice(index + 1)) {
            const across =
              Math.min(one.box.x + one.box.width, other.box.x + other.box.width) -
              Math.max(one.box.x, other.box.x);
            const down =
              Math.min(one.box.y + one.box.height, other.box.y + other.box.height) -
              Math.max(one.box.y, other.box.y);
            assert.ok(
              across < 1 || down < 1,
              `${name}: "${one.text}" and "${other.text}" by ${across} × ${down}`,
            );
          }
        }
      }
    }
  });

  it('shows every word of a list that is split, in order, and repeats the heading', () => {
    const content = listOf(
      ...Array.from(
        { length: 12 },
        (_, index) => `Item ${index + 1}: ${'some more words to read '.repeat(3)}`,
      ),
    );
    const { pages, layout } = cardGeometry(specOf(content));
    assert.ok(pages.length > 1 && pages.length <= 4);
    assert.deepEqual(
      layout.pages.flatMap((page) => [...page.items]),
      content.items.map((_, index) => index),
    );
    for (const [index, page] of pages.entries()) {
      const words = textBoxes(page)
        .map(({ text }) => text)
        .join(' ');
      assert.ok(words.includes('A heading'));
      assert.ok(words.includes(`${index + 1} of ${pages.length}`));
      for (const item of page.page.items) assert.ok(words.includes(`Item ${item + 1}:`));
    }
  });

  it('looks the same at every resolution', () => {
    const { content } = SAMPLES[4] ?? assert.fail();
    const small = cardGeometry(specOf(content, { width: 1280, height: 720 }));
    const large = cardGeometry(specOf(content, { width: 3840, height: 2160 }));
    const pairs = allBoxes(small).map((one, index) => [one, allBoxes(large)[index]] as const);
    for (const [one, other] of pairs) {
      assert.equal(one.text, other?.text);
      assert.ok(Math.abs(one.box.x * 3 - (other?.box.x ?? 0)) < 3);
      assert.ok(Math.abs(one.box.y * 3 - (other?.box.y ?? 0)) < 6);
    }
  });

  it('mirrors right-to-left cards, ornaments too', () => {
    const content = { kind: 'title', title: 'كيف يصل ضوء المصباح' } as const;
    const { pages, frame } = cardGeometry(specOf(content, { language: 'ar', eyebrow: 'أضواء' }));
    const page = pages[0] ?? assert.fail();
    for (const { box } of textBoxes(page)) assert.ok(box.x > frame.width / 3);
    const rights = textBoxes(page)
      .filter(({ text }) => text !== 'أضواء')
      .map(({ box }) => box.x + box.width);
    for (const right of rights) assert.ok(Math.abs(right - (frame.width - 0.14 * frame.short)) < 1);
    assert.ok(page.ornaments.every((mark) => mark.kind === 'disc' && mark.x < frame.width / 2));
    const ltr = cardGeometry(specOf({ ...content, title: 'How a lamp' }));
    assert.ok(ltr.pages[0]?.ornaments.every((mark) => mark.kind === 'disc' && mark.x > frame.width / 2));
  });

  it('does not mirror code', () => {
    const content = { kind: 'code', language: 'ts', code: '// مرحبا بالعالم\nx();', focus: [] } as const;
    const { pages, setting } = cardGeometry(specOf(content, { language: 'ar' }));
    assert.equal(setting.direction, 'ltr');
    assert.ok(pages[0]?.marks.some((mark) => mark.kind === 'text' && mark.text === '1' && mark.x < 200));
  });
});

function overlaps(box: Box, mark: Mark): boolean {
  if (mark.kind === 'disc') {
    const x = Math.max(box.x, Math.min(mark.x, box.x + box.width));
    const y = Math.max(box.y, Math.min(mark.y, box.y + box.height));
    return Math.hypot(x - mark.x, y - mark.y) < mark.radius - 0.5;
  }
  if (mark.kind !== 'rect' && mark.kind !== 'picture') return false;
  const across = Math.min(box.x + box.width, mark.box.x + mark.box.width) - Math.max(box.x, mark.box.x);
  const down = Math.min(box.y + box.height, mark.box.y + mark.box.height) - Math.max(box.y, mark.box.y);
  return across > 0.5 && down > 0.5;
}
