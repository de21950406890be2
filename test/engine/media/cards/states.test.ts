import assert from 'node:assert/strict';
import type { Bitmap, CardSpec } from '../../../../src/engine/media/cards/card.ts';
import { drawCard, drawPoster, prepareCard } from '../../../../src/engine/media/cards/cards.ts';
import { cardGeometry } from '../../../../src/engine/media/cards/geometry.ts';
import { SAMPLES } from '../../../../scripts/samples.ts';
import { listOf, specOf } from './specs.ts';

interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest rectangle that holds every differing pixel; `undefined` when there is none. */
function difference(one: Bitmap, other: Bitmap): Bounds | undefined {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const a = new Uint32Array(one.data.buffer, one.data.byteOffset, one.width * one.height);
  const b = new Uint32Array(other.data.buffer, other.data.byteOffset, one.width * one.height);
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] === b[index]) continue;
    const [x, y] = [index % one.width, Math.floor(index / one.width)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  }
  return bounds.left === Infinity ? undefined : bounds;
}

function linesOfStep(spec: CardSpec, step: number): { top: number; bottom: number; left: number } {
  const marks = cardGeometry(spec).pages[0]?.marks ?? [];
  const boxes = marks.flatMap((mark) => (mark.kind === 'text' && mark.step === step ? [mark.box] : []));
  return {
    top: Math.min(...boxes.map((box) => box.y)),
    bottom: Math.max(...boxes.map((box) => box.y + box.height)),
    left: Math.min(...boxes.map((box) => box.x)),
  };
}

describe('the states of a card', () => {
  it('is drawn the same every time', () => {
    for (const { content, eyebrow } of SAMPLES) {
      const more = eyebrow === undefined ? {} : { eyebrow };
      const state = { page: 0, shown: 1, entering: 0.4 };
      assert.equal(
        difference(drawCard(specOf(content, more), state), drawCard(specOf(content, more), state)),
        undefined,
      );
    }
  });

  it('changes only the entering item and the marker before it', () => {
    const spec = specOf(listOf('First item', 'Second item', 'Third item'));
    const card = prepareCard(spec);
    const one = card.draw({ page: 0, shown: 1, entering: 0 });
    const two = card.draw({ page: 0, shown: 2, entering: 0 });
    const changed = difference(one, two) ?? assert.fail('nothing changed');
    const first = linesOfStep(spec, 0);
    const second = linesOfStep(spec, 1);
    assert.ok(changed.top >= first.top && changed.bottom <= second.bottom + 1, JSON.stringify(changed));
    const beforeThird = linesOfStep(spec, 2).top;
    assert.ok(changed.bottom < beforeThird);
  });

  it('shows the sentences of a long paragraph one after the other, and of a short one the first', () => {
    const shown = (text: string): number =>
      new Set(
        (cardGeometry(specOf({ kind: 'text', paragraphs: [text] })).pages[0]?.marks ?? []).flatMap((mark) =>
          mark.kind === 'text' ? [mark.step] : [],
        ),
      ).size;
    assert.equal(shown('Fog lies on the sound. A small ferry waits with its engine running.'), 1);
    const long =
      'Fog lies on the sound. A small ferry waits with its engine running. MARIT, seventy, stands at the rail with a suitcase. JONAS, the deckhand, coils a rope.';
    assert.equal(shown(long), 3);
  });

  it('fades an item in while it rises, and ends where it stays', () => {
    const spec = specOf(listOf('First item', 'Second item'));
    const card = prepareCard(spec);
    const none = card.draw({ page: 0, shown: 1, entering: 0 });
    const half = card.draw({ page: 0, shown: 1, entering: 0.5 });
    const all = card.draw({ page: 0, shown: 1, entering: 1 });
    const done = card.draw({ page: 0, shown: 2, entering: 0 });
    assert.equal(difference(all, done), undefined);
    const risen = difference(none, half) ?? assert.fail();
    const settled = difference(none, all) ?? assert.fail();
    assert.ok(risen.bottom > settled.bottom, 'half way it stands lower');
  });

  it('mutes earlier lines of a dialogue and nothing else of them', () => {
    const content = {
      kind: 'dialogue',
      lines: [
        { speaker: 'KEEPER', text: 'She burns a quarter of the oil.' },
        { speaker: 'INSPECTOR', text: 'Then why so unhappy?' },
      ],
    } as const;
    const spec = specOf(content);
    const card = prepareCard(spec);
    const first = linesOfStep(spec, 0);
    const changed =
      difference(
        card.draw({ page: 0, shown: 1, entering: 0 }),
        card.draw({ page: 0, shown: 2, entering: 0 }),
      ) ?? assert.fail();
    assert.ok(changed.top > first.top + 10, 'the speaker’s name keeps its colour');
    assert.ok(changed.left >= Math.floor(first.left) - 1);
  });

  it('moves no code when the focus changes', () => {
    const content = {
      kind: 'code',
      language: 'ts',
      code: 'const a = 1;\nconst b = 2;\nconst c = 3;',
      focus: [[1], [3]],
    } as const;
    const spec = specOf(content);
    const { pages } = cardGeometry(spec);
    const row = (line: string) => {
      const mark = pages[0]?.marks.find((each) => each.kind === 'text' && each.text === line);
      return mark?.kind === 'text' ? mark.box : assert.fail();
    };
    const card = prepareCard(spec);
    assert.equal(card.layout.pages[0]?.steps, 2);
    const one = card.draw({ page: 0, shown: 1, entering: 0 });
    const half = card.draw({ page: 0, shown: 1, entering: 0.5 });
    const changed = difference(one, half) ?? assert.fail();
    assert.ok(
      changed.top >= Math.floor(row('1').y) - 1 && changed.bottom <= Math.ceil(row('3').y + row('3').height),
    );
    const crop = (bitmap: Bitmap) => {
      const top = Math.ceil(row('2').y) + 1;
      const height = Math.floor(row('2').height) - 2;
      const data = bitmap.data.slice(top * bitmap.width * 4, (top + height) * bitmap.width * 4);
      return { width: bitmap.width, height, data };
    };
    assert.equal(
      difference(crop(one), crop(half)),
      undefined,
      'a line that is in neither focus stays as it is',
    );
  });

  it('is opaque, but for what is laid over a picture', () => {
    const media = {
      path: 'x.png',
      alt: '',
      range: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
    };
    const card = prepareCard(specOf({ kind: 'picture', media, name: 'Cordouan' }));
    assert.equal(card.layout.pages[0]?.overlay, true);
    const { data } = card.draw({ page: 0, shown: 0, entering: 0 });
    assert.equal(data[3], 0);
    assert.ok(data.some((value, index) => index % 4 === 3 && value === 255));
    const list = prepareCard(specOf(listOf('x'))).draw({ page: 0, shown: 1, entering: 0 });
    assert.ok(list.data.every((value, index) => index % 4 !== 3 || value === 255));
    const nameless = prepareCard(specOf({ kind: 'picture', media })).draw({ page: 0, shown: 0, entering: 0 });
    assert.ok(nameless.data.every((value) => value === 0));
  });

  it('gives pixels that can be moved to another thread', () => {
    const media = {
      path: 'x.png',
      alt: '',
      range: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
    };
    for (const spec of [specOf(listOf('x')), specOf({ kind: 'picture', media, name: 'Cordouan' })]) {
      const { data } = drawCard(spec, { page: 0, shown: 1, entering: 0 });
      const { length, buffer } = data;
      assert.ok(buffer instanceof ArrayBuffer);
      assert.equal(structuredClone(data, { transfer: [buffer] }).length, length);
      assert.equal(data.length, 0, 'moved, not copied');
    }
  });

  it('draws the poster as the complete title card', () => {
    const spec = specOf({ kind: 'title', title: 'How a lamp reaches the horizon' });
    const { content, ...rest } = spec;
    assert.ok(content.kind === 'title');
    const poster = drawPoster({ ...rest, content });
    assert.equal(difference(poster, drawCard(spec, { page: 0, shown: 0, entering: 0 })), undefined);
    assert.equal(poster.data.length, poster.width * poster.height * 4);
  });

  it('fills its half with the picture, cut and not stretched', () => {
    const media = {
      path: 'x.png',
      alt: '',
      range: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
    };
    const data = new Uint8Array(4 * 4 * 4).map((_, index) => [200, 30, 40, 255][index % 4] ?? 0);
    const spec = specOf(
      { kind: 'beside', media, heading: 'Glass', ordered: false, items: [], paragraphs: ['Cut into steps.'] },
      { picture: { width: 4, height: 4, data } },
    );
    const bitmap = drawCard(spec, { page: 0, shown: 0, entering: 0 });
    const at = (x: number, y: number) =>
      Array.from(bitmap.data.slice((y * bitmap.width + x) * 4, (y * bitmap.width + x) * 4 + 3));
    assert.deepEqual(at(bitmap.width - 1, 0), [200, 30, 40]);
    assert.deepEqual(at(bitmap.width - 1, bitmap.height - 1), [200, 30, 40]);
    assert.deepEqual(at(0, 0), [15, 23, 32]);
  });
});
