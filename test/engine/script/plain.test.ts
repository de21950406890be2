import assert from 'node:assert/strict';
import { detectFormat } from '../../../src/engine/script/read.ts';
import { codes, kinds, read, readFile, said, sceneOf } from './reading.ts';

const plain = (text: string) => read(text, 'text');

describe('plain text', () => {
  it('makes a title of a short first line and a scene of each paragraph', () => {
    const script = plain('The fog\n\nIt came in the night.\n\nBy noon it was\ngone.');
    assert.equal(script.title, 'The fog');
    assert.deepEqual(kinds(script), ['title', 'text', 'text']);
    assert.deepEqual(said(sceneOf(script, 3)), ['By noon it was gone.']);
  });

  it('takes a line between paragraphs for the heading of the next', () => {
    const { content } = sceneOf(plain('First one here.\n\nPart two\n\nSecond one here.'), 2);
    assert.deepEqual(content, { kind: 'text', heading: 'Part two', paragraphs: ['Second one here.'] });
  });

  it('takes one line for a brief', () => {
    const script = plain('  How volcanoes work  \n');
    assert.equal(script.brief, 'How volcanoes work');
    assert.equal(script.title, 'How volcanoes work');
    assert.deepEqual(script.scenes, []);
    assert.deepEqual(script.diagnostics, []);
  });

  it('hears a dialogue', () => {
    assert.deepEqual(kinds(plain('ANNA: Hello.\nBEN: Hi.\n\nThen they left.')), ['dialogue', 'text']);
  });

  it('reads Russian with its title and heading', () => {
    const script = readFile('test/fixtures/scripts/russian.txt');
    assert.equal(script.language, 'ru');
    assert.deepEqual(kinds(script), ['title', 'text', 'text']);
  });
});

describe('telling formats apart', () => {
  const rows: [string | undefined, string, string][] = [
    ['a.md', 'INT. X - DAY', 'markdown'],
    ['a.MARKDOWN', '', 'markdown'],
    ['a.fountain', '# x', 'fountain'],
    ['a.txt', 'Just text. And more.', 'text'],
    ['a.txt', '# Heading\n\ntext', 'markdown'],
    [undefined, '---\ntitle: x\n---\n', 'markdown'],
    [undefined, '\uFEFF---\r\ntitle: x\r\n---\r\n', 'markdown'],
    [undefined, 'INT. ROOM - DAY\n\nANNA\nHello.\n', 'fountain'],
    [undefined, 'Title: T\nCredit: by\n\nFog.\n\nANNA\nHello.\n', 'fountain'],
    [undefined, 'How volcanoes work', 'text'],
    ['constructor', 'text', 'text'],
    ['x.constructor', 'text', 'text'],
  ];
  for (const [name, text, format] of rows) {
    it(`takes ${name ?? 'a nameless text'} ${JSON.stringify(text.slice(0, 20))} for ${format}`, () => {
      assert.equal(detectFormat(name, text), format);
    });
  }
});

describe('the scripts of the world', () => {
  const rows: [string, string, string[]][] = [
    ['german.md', 'de', ['title', 'text', 'number', 'end']],
    ['japanese.md', 'ja', ['title', 'list', 'text', 'dialogue', 'end']],
    ['arabic.md', 'ar', ['title', 'list', 'quote', 'end']],
    ['mixed-line-ends.md', 'zh', ['title', 'list']],
  ];
  for (const [name, language, expected] of rows) {
    it(`makes a film of ${name}`, () => {
      const script = readFile(`test/fixtures/scripts/${name}`);
      assert.equal(script.language, language);
      assert.deepEqual(kinds(script), expected);
      assert.ok(!codes(script).some((code) => code !== 'aura/unknown-key'));
    });
  }
});
