import assert from 'node:assert/strict';
import { blend, contrast, rgb } from '../../../../src/engine/media/cards/contrast.ts';
import { THEMES, themeFor } from '../../../../src/engine/media/cards/themes/themes.ts';

describe('themes', () => {
  it('knows the ratios of WCAG', () => {
    assert.equal(contrast(rgb('#ffffff'), rgb('#000000')).toFixed(1), '21.0');
    assert.equal(contrast(rgb('#777777'), rgb('#ffffff')).toFixed(2), '4.48');
  });

  for (const theme of Object.values(THEMES)) {
    const { colours, code } = theme;

    it(`${theme.name}: every text colour reaches 7:1 on the background`, () => {
      for (const name of ['text', 'muted', 'accent', 'accent2'] as const) {
        assert.ok(
          on(colours[name], colours.background) >= 6.95,
          `${name} ${on(colours[name], colours.background)}`,
        );
      }
    });

    it(`${theme.name}: code reaches 4.9:1 in focus and 3:1 out of it`, () => {
      for (const [name, colour] of Object.entries(code)) {
        if (typeof colour !== 'string') continue;
        const best = Math.min(on(colour, colours.codeFocus), on(colour, colours.surface));
        assert.ok(best >= 4.75, `${name} ${best}`);
        const dimmed = blend(rgb(colours.surface), rgb(colour), code.dim);
        assert.ok(
          contrast(dimmed, rgb(colours.surface)) >= 3,
          `${name} dimmed ${contrast(dimmed, rgb(colours.surface))}`,
        );
      }
    });

    it(`${theme.name}: captions reach 12:1 whatever lies behind`, () => {
      for (const behind of ['#ffffff', '#000000', '#808080']) {
        const plate = blend(rgb(behind), rgb(colours.captionPlate), colours.captionPlateAlpha);
        assert.ok(contrast(rgb(colours.captionText), plate) >= 12, behind);
      }
    });

    it(`${theme.name}: text on a picture reaches 7:1 on its own plate`, () => {
      for (const ink of theme.onPicture) {
        for (const behind of ['#ffffff', '#000000']) {
          const plate = blend(rgb(behind), rgb(ink.scrim), 0.92);
          assert.ok(contrast(rgb(ink.text), plate) >= 7, `${ink.scrim} over ${behind}`);
        }
      }
    });
  }

  it('sets Vietnamese in one face where the theme’s own has no letters for it', () => {
    assert.equal(themeFor('signal', 'Ánh đèn đến tận').faces.headline.family, 'Commissioner');
    assert.equal(themeFor('signal', 'How a lamp').faces.headline.family, 'Sofia Sans Extra Condensed');
    assert.equal(themeFor('paper', 'Ánh đèn đến tận').faces.headline.family, 'Literata');
  });
});

function on(colour: string, below: string): number {
  return contrast(rgb(colour), rgb(below));
}
