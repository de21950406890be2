import assert from 'node:assert/strict';
import type { Bitmap } from '../../../../src/engine/media/cards/card.ts';
import { drawCaption, lowerThirdStrength, prepareCard } from '../../../../src/engine/media/cards/cards.ts';
import { blend, contrast, rgb } from '../../../../src/engine/media/cards/contrast.ts';
import { cardGeometry } from '../../../../src/engine/media/cards/geometry.ts';
import { frameOf, textBox } from '../../../../src/engine/media/cards/grid.ts';
import { THEMES } from '../../../../src/engine/media/cards/themes/themes.ts';
import { ASPECTS, THEME_NAMES, specOf } from './specs.ts';

const media = {
  path: 'x.png',
  alt: '',
  range: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
};

function flat(r: number, g: number, b: number): Bitmap {
  return {
    width: 16,
    height: 9,
    data: new Uint8Array(16 * 9 * 4).map((_, index) => [r, g, b, 255][index % 4] ?? 0),
  };
}

function stripes(): Bitmap {
  const data = new Uint8Array(64 * 36 * 4).map((_, index) =>
    index % 4 === 3 || (index >> 2) % 2 === 0 ? 255 : 0,
  );
  return { width: 64, height: 36, data };
}

const PICTURES: Readonly<Record<string, Bitmap>> = {
  night: flat(20, 30, 50),
  day: flat(190, 215, 228),
  white: flat(255, 255, 255),
  black: flat(0, 0, 0),
  grey: flat(128, 128, 128),
  stripes: stripes(),
};

describe('text on a picture', () => {
  const frame = frameOf(854, 480);
  const box = { x: 67, y: 380, width: 400, height: 52 };
  const [ink] = THEMES.midnight.onPicture;

  it('takes the faintest scrim that is enough', () => {
    assert.ok(ink);
    assert.equal(lowerThirdStrength(PICTURES['night'], frame, box, ink), 0.4);
    assert.equal(lowerThirdStrength(PICTURES['white'], frame, box, ink), 0.86);
  });

  it('expects the worst of a picture it does not know', () => {
    assert.ok(ink);
    assert.equal(lowerThirdStrength(undefined, frame, box, ink), 0.86);
  });

  for (const theme of THEME_NAMES) {
    for (const [name, picture] of Object.entries(PICTURES)) {
      it(`${theme}: 7:1 on ${name}, measured in the pixels`, () => {
        const spec = specOf(
          { kind: 'picture', media, name: 'Cordouan', place: 'Gironde' },
          { theme, picture },
        );
        const page = cardGeometry(spec).pages[0] ?? assert.fail();
        const overlay = prepareCard(spec).draw({ page: 0, shown: 0, entering: 0 });
        const mark = page.marks.find((each) => each.kind === 'text') ?? assert.fail();
        assert.ok(mark.kind === 'text');
        // Just right of the text's last line there is the scrim or the plate, and no letter.
        const x = Math.floor(mark.box.x - 4);
        const y = Math.floor(mark.box.y + mark.box.height - 3);
        const at = (y * overlay.width + x) * 4;
        const [r = 0, g = 0, b = 0, a = 0] = overlay.data.slice(at, at + 4);
        const ratios = [0, 64].map((pixel) => {
          const below = {
            r: picture.data[pixel] ?? 0,
            g: picture.data[pixel + 1] ?? 0,
            b: picture.data[pixel + 2] ?? 0,
          };
          return contrast(rgb(mark.colour), blend(below, { r, g, b }, a / 255));
        });
        assert.ok(Math.min(...ratios) >= 6.9, `${ratios.join(' ')} alpha ${a}`);
      });
    }
  }

  it('stands above the plate of burned captions', () => {
    for (const aspect of ASPECTS) {
      const spec = specOf(
        { kind: 'picture', media, name: 'Cordouan', place: 'Gironde' },
        { aspect, captionsBurned: true },
      );
      const plate = drawCaption(['Two lines of', 'captions'], spec);
      const marks = cardGeometry(spec).pages[0]?.marks ?? [];
      for (const mark of marks) {
        if (mark.kind === 'text') assert.ok(mark.box.y + mark.box.height < plate.y, aspect);
      }
    }
  });
});

describe('drawCaption', () => {
  for (const aspect of ASPECTS) {
    it(`${aspect}: the plate stands below the text box, inside the frame, on even pixels`, () => {
      for (const theme of THEME_NAMES) {
        const spec = specOf({ kind: 'end', title: '', lines: [] }, { aspect, theme });
        const columns = { '16:9': 42, '9:16': 28, '1:1': 36 }[aspect];
        const line = 'nnnnnn '.repeat(9).slice(0, columns).trim();
        const { bitmap, x, y } = drawCaption([line, line], spec);
        const box = textBox(frameOf(spec.width, spec.height), true);
        assert.ok(y >= box.y + box.height, `${theme} ${y} ${box.y + box.height}`);
        assert.ok(x >= 0 && x + bitmap.width <= spec.width);
        assert.ok(y + bitmap.height <= spec.height * 0.95);
        for (const number of [x, y, bitmap.width, bitmap.height]) assert.equal(number % 2, 0);
        assert.ok(Math.abs(x + bitmap.width / 2 - spec.width / 2) <= 2);
      }
    });
  }

  it('has one flat plate behind all lines', () => {
    const spec = specOf({ kind: 'end', title: '', lines: [] }, { theme: 'paper' });
    const { bitmap } = drawCaption(['One', 'Two'], spec);
    const alpha = Math.round(THEMES.paper.colours.captionPlateAlpha * 255);
    assert.ok(Math.abs((bitmap.data[3] ?? 0) - alpha) <= 1, 'its corner');
    assert.ok(Math.min(...bitmap.data.filter((_, index) => index % 4 === 3)) >= alpha - 1);
  });

  it('makes a line that is too wide smaller, rather than cutting it', () => {
    const spec = specOf({ kind: 'end', title: '', lines: [] }, { aspect: '9:16' });
    const { bitmap } = drawCaption(['W'.repeat(60)], spec);
    assert.ok(bitmap.width <= spec.width * 0.91);
  });
});
