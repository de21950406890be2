import assert from 'node:assert/strict';
import { typographic } from '../../../../src/engine/media/cards/text/typographic.ts';

describe('text on cards', () => {
  for (const [typed, set, language] of [
    ["It isn't the keepers' lamp", 'It isn’t the keepers’ lamp', 'en'],
    [
      '"There\'ll be time," she said, "when I\'m old."',
      '“There’ll be time,” she said, “when I’m old.”',
      'en-GB',
    ],
    ['("yes")', '(“yes”)', 'und'],
    ['Er sagte: "Nein."', 'Er sagte: „Nein.“', 'de'],
    ['Он сказал: "Нет".', 'Он сказал: «Нет».', 'ru'],
    ['EXT. FERRY - DAWN', 'EXT. FERRY – DAWN', 'en'],
    // What could be something else stays.
    ['5\' 10" tall and 6" wide', '5\' 10" tall and 6" wide', 'en'],
    ['an "open end', 'an "open end', 'en'],
    ['צה"ל', 'צה"ל', 'he'],
    ['well-known - - x', 'well-known - - x', 'en'],
    ['« déjà »', '« déjà »', 'fr'],
  ] as const) {
    it(`${typed} is set ${set} (${language})`, () => {
      assert.equal(typographic(typed, language), set);
      assert.equal(set.length, typed.length, 'letter for letter');
    });
  }
});
