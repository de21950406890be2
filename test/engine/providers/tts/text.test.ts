import assert from 'node:assert/strict';
import { detectLanguage } from '../../../../src/engine/providers/tts/language.ts';
import { scriptRuns } from '../../../../src/engine/providers/tts/scriptRuns.ts';
import { toSpokenText } from '../../../../src/engine/providers/tts/spokenText.ts';
import { timeWords } from '../../../../src/engine/providers/tts/wordTimes.ts';
import { wordsOf } from '../../../../src/engine/providers/tts/words.ts';

describe('text as it is spoken', () => {
  for (const [source, spoken, language = 'en'] of [
    ['I paid $3.50, then $1 and €20.00.', 'I paid 3 dollars 50, then 1 dollar and 20 euros.'],
    ['It cost $1.25 million, or £2 billion.', 'It cost 1.25 million dollars, or 2 billion pounds.'],
    ['Es kostet $5.', 'Es kostet $5.', 'de'],
    ['e.g. this, i.e. that vs. those', 'for example this, that is that versus those'],
    ['pages 10–20 in 16:9 at 10:30', 'pages 10 to 20 in 16 to 9 at 10:30'],
    ['2024-11-20 and 1920×1080', '2024-11-20 and 1920 by 1080'],
    ['A → B', 'A to B'],
    ['see https://www.example.com/a-b/c/?q=1#top.', 'see example.com slash a b slash c'],
    ['a <b> and R&amp;D', 'a < b> and R& amp;D'],
    ['`code` and *stars* and snake_case', ' code  and  stars  and snake case'],
    ['one — two – three', 'one, two, three'],
    ['well-known', 'well-known'],
    ['party 🎉👩‍👩‍👧 time ©', 'party   time ©'],
    ['soft\u00ADhyphen \u202Eturned\u0000', 'softhyphen turned'],
    ['می‌خواهم', 'می‌خواهم', 'fa'],
    ['כָּל הָעוֹלָם', 'כל העולם', 'he'],
    ['', ''],
  ] as const) {
    it(`is “${spoken}” for “${source}” (${language})`, () => {
      assert.equal(toSpokenText(source, language).text, spoken);
    });
  }

  it('knows for every character where it stands in the source', () => {
    const source = 'For 😀 I paid $3.50 — e.g. here';
    const { text, offsets } = toSpokenText(source, 'en');
    const characters = [...text];
    assert.equal(offsets.length, characters.length + 1);
    for (const word of ['For', 'I', 'paid', 'here']) {
      const at = Array.from(text.slice(0, text.lastIndexOf(word))).length;
      assert.equal(offsets[at], source.lastIndexOf(word), word);
    }
    assert.equal(offsets[text.indexOf('dollars')], source.indexOf('$'));
    assert.ok(offsets.every((offset, index) => index === 0 || offset >= (offsets[index - 1] ?? 0)));
  });

  it('is made of 100,000 characters in no time', () => {
    const started = performance.now();
    for (const text of [
      '$1'.repeat(50_000),
      'a-'.repeat(50_000),
      'http://'.repeat(14_000),
      ' '.repeat(100_000),
      '<'.repeat(100_000),
    ]) {
      toSpokenText(text, 'en');
    }
    assert.ok(performance.now() - started < 8000, `${performance.now() - started} ms`);
  });
});

describe('words', () => {
  for (const [text, words] of [
    ['Hello, “big” world!', ['Hello,', '“big”', 'world!']],
    ['  spaced\n out ', ['spaced', 'out']],
    ['今天天气很好。', ['今天', '天气', '很好。']],
    ['「東京」へ行く', ['「東京」', 'へ', '行く']],
    ['Node.js 很好', ['Node.js', '很好']],
    ['', []],
    ['（', ['（']],
  ] as const) {
    it(`of “${text}” are ${JSON.stringify(words)}`, () => {
      assert.deepEqual(
        wordsOf(text, 'zh').map(({ start, end }) => text.slice(start, end)),
        words,
      );
    });
  }
});

describe('times of words', () => {
  const text = 'the state of the art 3.50 ends';
  const words = wordsOf(text);
  const at = (word: string) => text.indexOf(word);
  const times = (marks: Parameters<typeof timeWords>[2], seconds = 10) =>
    timeWords(text, words, marks, seconds).map(({ from, to }) => [
      Number(from.toFixed(2)),
      Number(to.toFixed(2)),
    ]);

  it('are those of the marks that fall into them, several or one', () => {
    const marks = words.map(({ start }, index) => ({ at: start, from: index, to: index + 0.9 }));
    const extra = { at: at('3.50') + 1, from: 5.5, to: 5.95 };
    assert.deepEqual(times([...marks, extra])[5], [5, 5.95]);
    assert.deepEqual(times(marks)[1], [1, 1.9]);
  });

  it('are shared by length where one mark stands for several words', () => {
    const marks = ['the', 'state', 'art', '3.50', 'ends'].map((word, index) => ({
      at: at(word),
      from: index,
      to: index + 1,
    }));
    const [, state, of, the, art] = times(marks);
    assert.ok(state && of && the && art);
    assert.equal(state[0], 1);
    assert.equal(of[0], state[1]);
    assert.equal(the[1], 2);
    assert.equal(art[0], 2);
    assert.ok((state[1] ?? 0) - (state[0] ?? 0) > (of[1] ?? 0) - (of[0] ?? 0));
  });

  it('begin with the first mark, and are spread over the sound when there is none', () => {
    assert.equal(times([{ at: at('art'), from: 2, to: 3 }])[0]?.[0], 2);
    const spread = times([], 7);
    assert.equal(spread[0]?.[0], 0);
    assert.equal(spread.at(-1)?.[1], 7);
  });

  it('never go back, whatever the marks say', () => {
    const wild = [
      { at: 25, from: 3, to: 2 },
      { at: 0, from: 4, to: 9 },
      { at: 999, from: 1, to: 1 },
      { at: 4, from: 1, to: 8 },
    ];
    const found = timeWords(text, words, wild, 10);
    assert.equal(found.length, words.length);
    for (const [index, { from, to }] of found.entries()) {
      assert.ok(to >= from - 1e-9 && from >= (found[index - 1]?.from ?? 0) - 1e-9);
    }
  });
});

describe('the language of a text', () => {
  for (const [text, language] of [
    ['The writer opens a script and runs one command.', 'en'],
    ['Der Autor öffnet das Skript und es wird ein Film.', 'de'],
    ['Le film est dans la boîte et nous sommes là pour vous.', 'fr'],
    ['El guion está listo y la película es para los niños.', 'es'],
    ['Il film è pronto e non è lungo come gli altri.', 'it'],
    ['O filme está pronto e não é longo para uma criança.', 'pt'],
    ['De film is klaar en het is niet te lang voor een kind.', 'nl'],
    ['Filmen är klar och det är inte för lång tid.', 'sv'],
    ['Film jest gotowy i nie jest za długi, ale się podoba.', 'pl'],
    ['Это предложение на русском языке.', 'ru'],
    ['Це речення українською мовою, її знають усі.', 'uk'],
    ['Το φιλμ είναι έτοιμο.', 'el'],
    ['今天天气很好。', 'zh'],
    ['今日は天気がいいです。', 'ja'],
    ['오늘은 날씨가 좋다.', 'ko'],
    ['आज मौसम अच्छा है।', 'hi'],
    ['الطقس جميل اليوم', 'ar'],
    ['هوا امروز خوب است، چرا نمی‌روی؟', 'fa'],
    ['מזג האוויר יפה', 'he'],
    ['VS Code', 'en'],
    ['42 %', 'en'],
    ['', 'en'],
  ] as const) {
    it(`is ${language} for “${text}”`, () => {
      assert.equal(detectLanguage(text), language);
    });
  }

  it('is the fallback where the text does not tell', () => {
    assert.equal(detectLanguage('Kubernetes', 'de'), 'de');
    assert.equal(detectLanguage('🎉', 'fr'), 'fr');
  });
});

describe('runs of one voice', () => {
  for (const [text, language, runs] of [
    ['Plain text, 42.', 'en', [['Plain text, 42.', 'en']]],
    [
      'Say Привет, please',
      'en',
      [
        ['Say ', 'en'],
        ['Привет, ', 'ru'],
        ['please', 'en'],
      ],
    ],
    ['“Привет”', 'en', [['“Привет”', 'ru']]],
    [
      'Say Привіт',
      'en',
      [
        ['Say ', 'en'],
        ['Привіт', 'uk'],
      ],
    ],
    ['Файл Node.js готов', 'ru', [['Файл Node.js готов', 'ru']]],
    [
      '今日は',
      'ja',
      [
        ['今日', undefined],
        ['は', 'ja'],
      ],
    ],
    [
      'ສະບາຍ ok',
      'en',
      [
        ['ສະບາຍ ', undefined],
        ['ok', 'en'],
      ],
    ],
    ['🎉', 'en', [['🎉', 'en']]],
  ] as const) {
    it(`cut “${text}” where the script changes`, () => {
      assert.deepEqual(
        scriptRuns(text, language).map((run) => [run.text, run.language]),
        runs,
      );
    });
  }

  it('count code points before them', () => {
    assert.deepEqual(
      scriptRuns('😀 da Привет', 'en').map(({ start }) => start),
      [0, 5],
    );
  });
});
