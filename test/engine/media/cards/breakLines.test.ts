import assert from 'node:assert/strict';
import { secondsOfWork } from './specs.ts';
import { breakLines } from '../../../../src/engine/media/cards/text/breakLines.ts';

/** A face in which every character is ten wide. */
const measure = (text: string) => [...text].length * 10;

function lines(text: string, characters: number, options: { balance?: boolean; language?: string } = {}) {
  const { balance = false, language = 'en' } = options;
  return breakLines(text, { width: characters * 10, measure, space: 10, language, balance });
}

describe('breakLines', () => {
  it('leaves text alone that fits one line', () => {
    assert.deepEqual(lines('A lamp.', 20), { lines: ['A lamp.'], broken: false });
  });

  it('has no lines for text that is empty or only space', () => {
    assert.deepEqual(lines('', 10).lines, []);
    assert.deepEqual(lines(' \n\t ', 10).lines, []);
  });

  it('balances headlines instead of filling lines', () => {
    assert.deepEqual(lines('Three ways to throw a light further', 30, { balance: true }).lines, [
      'Three ways to throw',
      'a light further',
    ]);
  });

  it('ends no line of a headline with a word that leans on the next', () => {
    assert.deepEqual(lines('from the lamp at Cordouan to a sailor’s eye', 26, { balance: true }).lines, [
      'from the lamp at Cordouan',
      'to a sailor’s eye',
    ]);
  });

  it('keeps a Japanese word whole, with the particles that lean on it', () => {
    assert.deepEqual(lines('灯台のあかりはどこまで届くのか', 8, { balance: true, language: 'ja' }).lines, [
      '灯台のあかりは',
      'どこまで届くのか',
    ]);
  });

  it('needs no more lines than filling would', () => {
    const text = 'one two three four five six seven eight nine ten eleven twelve';
    for (const width of [12, 16, 20, 25, 33]) {
      const greedy = Math.ceil(text.length / width);
      const balanced = lines(text, width, { balance: true }).lines;
      assert.ok(balanced.length <= greedy + 1, `${width}: ${balanced.length}`);
      assert.ok(balanced.every((line) => line.length <= width));
      assert.equal(balanced.join(' '), text);
    }
  });

  it('leaves no word alone on the last line', () => {
    const broken = lines('Keep a register of every single shop', 34).lines;
    assert.equal(broken.length, 2);
    assert.ok((broken[1] ?? '').includes(' '), broken.join(' / '));
  });

  it('breaks at a soft hyphen and shows it, and only there', () => {
    const text = 'Rind\u00ADfleisch\u00ADetikettierung';
    assert.deepEqual(lines(text, 16), { lines: ['Rindfleisch-', 'etikettierung'], broken: false });
    assert.deepEqual(lines(text, 40).lines, ['Rindfleischetikettierung']);
  });

  it('cuts a word that is wider than a line, with a hyphen, and says so', () => {
    const { lines: cut, broken } = lines('Donaudampfschifffahrt', 10);
    assert.equal(broken, true);
    assert.ok(cut.every((line) => line.length <= 10));
    assert.equal(cut.map((line) => line.replace(/-$/u, '')).join(''), 'Donaudampfschifffahrt');
    assert.ok(cut.slice(0, -1).every((line) => line.endsWith('-')));
  });

  it('breaks no address where a line can hold it', () => {
    const { lines: broken } = lines('see https://example.org/a-b/c for more', 27);
    assert.ok(
      broken.some((line) => line.includes('https://example.org/a-b/c')),
      broken.join(' | '),
    );
  });

  it('breaks a longer address between its parts, without a hyphen', () => {
    const { lines: broken } = lines('https://example.org/docs/guide/page?with=more', 20);
    assert.equal(broken.join(''), 'https://example.org/docs/guide/page?with=more');
    assert.ok(
      broken.slice(0, -1).every((line) => /[/?&=._-]$/u.test(line)),
      broken.join(' | '),
    );
  });

  it('keeps no-break spaces together', () => {
    const { lines: broken } = lines('seen from 32\u00A0km away', 12);
    assert.ok(broken.some((line) => line.includes('32\u00A0km')));
  });

  it('breaks Japanese between phrases; particles stay with their word', () => {
    const { lines: broken } = lines('灯台の光は、どうやって水平線まで届くのか', 10, {
      language: 'ja',
      balance: true,
    });
    assert.equal(broken.join(''), '灯台の光は、どうやって水平線まで届くのか');
    assert.ok(broken.includes('灯台の光は、'), broken.join(' / '));
  });

  it('begins no line with closing punctuation and ends none with an opening bracket', () => {
    const text = '炎を海まで届けた「フレネルレンズ」の、とても小さな歴史（そして未来）。';
    for (let width = 5; width < 20; width += 1) {
      for (const line of lines(text, width, { language: 'ja' }).lines) {
        assert.doesNotMatch(line, /^[、。」）ー]/u);
        assert.doesNotMatch(line, /[「（]$/u);
      }
    }
  });

  it('never separates a letter from its marks or the parts of an emoji', () => {
    const { lines: broken } = lines('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦e\u0301e\u0301e\u0301', 8);
    assert.ok(broken.every((line) => !/^[\u0301\u200D]/u.test(line)));
  });

  it('takes a tag that is no language for what it is worth', () => {
    assert.deepEqual(lines('灯台の光', 10, { language: 'not a tag' }).lines, ['灯台の光']);
  });

  it('answers 50,000 words at once', () => {
    const started = process.cpuUsage();
    const { lines: broken } = lines('word '.repeat(50_000), 42);
    assert.ok(broken.length > 5000);
    assert.ok(secondsOfWork(started) < 2);
  });
});
