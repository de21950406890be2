import assert from 'node:assert/strict';
import { matchReveals } from '../../../../src/engine/media/captions/reveals.ts';
import type { RevealWord } from '../../../../src/engine/media/captions/reveals.ts';

/** One word a second; `1:word` belongs to item 1. */
function spoken(text: string): RevealWord[] {
  return text.split(' ').map((word, index) => {
    const [, item, said = word] = /^(\d+):(.+)$/.exec(word) ?? [];
    return { text: said, from: index, to: index + 1, ...(item === undefined ? {} : { item: Number(item) }) };
  });
}

describe('reveals', () => {
  for (const [what, items, narration, expected] of [
    [
      'appear with the words that say them',
      ['Fast renders', 'Honest progress'],
      'We love renders that are fast and we show you honest progress too',
      [2, 10],
    ],
    [
      'take other forms of a word',
      ['Render scenes', 'Caption words'],
      'First it is rendering every scene then captioning each word',
      [3, 7],
    ],
    [
      'keep their order although a later one is mentioned early',
      ['Apples', 'Pears'],
      'Pears are good but apples are better than pears',
      [4, 8],
    ],
    [
      'do not follow small words',
      ['The end of it', 'Sound in stereo'],
      'The start of the day is the sound in stereo',
      [0, 7],
    ],
    [
      'ignore case, accents and punctuation',
      ['Café au lait', 'Crème'],
      'un CAFE au lait, puis CREME.',
      [1, 5],
    ],
    [
      'take a typesetter’s apostrophe for a typed one',
      ['Nothing much', 'It isn’t'],
      "there is nothing much of it but now it isn't",
      [2, 8],
    ],
    [
      'spread what is never said between what is',
      ['Apples', 'Xylophones', 'Pears'],
      'now apples come before all the other pears',
      [1, 4, 7],
    ],
    [
      'spread evenly when nothing is said of them',
      ['Uno', 'Dos', 'Tres', 'Cuatro'],
      'a b c d e f g h',
      [0, 2, 4, 6],
    ],
    [
      'follow the item numbers of the narration exactly',
      ['x', 'y', 'z'],
      'intro 0:one 0:more 1:two 2:three',
      [1, 3, 4],
    ],
    ['fill in where only some items have numbers', ['x', 'y', 'z'], '0:one two three 2:four', [0, 1.5, 3]],
    [
      'match scripts without spaces',
      ['离线运行', '真实进度'],
      '它完全 离线 运行 并且 显示 真实 进度',
      [1, 5],
    ],
    ['start at once when there is no narration', ['a', 'b'], '', [0, 0.5]],
  ] as const) {
    it(what, () => {
      assert.deepEqual(matchReveals(items, spoken(narration)), expected);
    });
  }

  it('go by the numbers of a page’s own items', () => {
    assert.deepEqual(matchReveals(['c', 'd'], spoken('0:a 1:b 2:c 3:d'), [2, 3]), [2, 3]);
  });

  it('are none without items, and never go back', () => {
    assert.deepEqual(matchReveals([], spoken('a b c')), []);
    assert.deepEqual(matchReveals(['a', 'b'], spoken('1:b x 0:a y')), [2, 3]);
  });

  it('are found in a long narration in no time', () => {
    const items = Array.from({ length: 20 }, (_, index) => `Item number ${index} stands here`);
    const words = spoken('some words of a very long narration that goes on '.repeat(300).trim());
    const started = performance.now();
    const times = matchReveals(items, words);
    assert.ok(performance.now() - started < 5000);
    assert.ok(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)));
  });
});
