import assert from 'node:assert/strict';
import { estimateScript } from '../../../src/engine/script/estimate.ts';
import { lintScript } from '../../../src/engine/script/lint.ts';
import type { Script } from '../../../src/engine/script/scene.ts';
import type { ScriptFormat } from '../../../src/protocol/protocol.ts';
import { codes, kinds, read, said, sceneOf } from './reading.ts';

const FORMATS: readonly ScriptFormat[] = ['markdown', 'fountain', 'text'];

/** Reads, checks and estimates in bounded time, whatever the text. Generous: the machine may be busy. */
function answered(text: string, format: ScriptFormat, milliseconds = 10_000): Script {
  const start = process.cpuUsage();
  const script = read(text, format);
  const diagnostics = lintScript(script);
  assert.ok(estimateScript(script).seconds >= 0);
  const { user } = process.cpuUsage(start);
  assert.ok(user / 1000 < milliseconds, `${format}: ${Math.round(user / 1000)} ms`);
  const clean = /^(?:\P{Cs})*$/u;
  script.scenes.forEach((scene, index) => {
    assert.equal(scene.number, index + 1);
    assert.ok(scene.title.trim() !== '' && clean.test(scene.title));
    assert.ok(
      scene.range.start >= 0 && scene.range.end <= text.length && scene.range.start <= scene.range.end,
    );
    for (const utterance of scene.narration) {
      assert.equal(utterance.text, utterance.text.replace(/\s+/g, ' ').trim());
      assert.ok(utterance.text !== '' && clean.test(utterance.text) && !utterance.text.includes('\0'));
      assert.ok(utterance.range.start >= scene.range.start - 1 && utterance.range.end <= text.length);
    }
  });
  assert.equal(new Set(script.scenes.map(({ id }) => id)).size, script.scenes.length);
  for (const { range } of diagnostics)
    assert.ok(range.start >= 0 && range.end <= text.length && range.line >= 1);
  return script;
}

describe('a script with nothing in it', () => {
  const rows: [string, string][] = [
    ['empty', ''],
    ['a byte order mark', '\uFEFF'],
    ['white space', ' \t\r\n \n\r \u3000\n'],
    ['NUL', '\0\0'],
    ['only breaks', '---\n\n---\n\n***\n'],
    ['only front matter', '---\ntitle: T\n---\n'],
    ['only empty front matter', '---\n---\n'],
    ['only remarks', '<!-- prettier-ignore -->\n'],
  ];
  for (const [name, text] of rows) {
    it(`(${name}) is an error with a place, not a crash`, () => {
      const script = answered(text, 'markdown');
      assert.deepEqual(script.scenes, []);
      const found = script.diagnostics.find(({ code }) => code === 'aura/empty-script');
      assert.equal(found?.severity, 'error');
      assert.equal(found?.range.line, 1);
      assert.equal(script.title === '', false);
    });
  }

  it('is one in every format', () => {
    for (const format of FORMATS) assert.ok(codes(answered(' \n\n', format)).includes('aura/empty-script'));
  });
});

describe('odd characters', () => {
  it('are replaced one by one, so that places stay right', () => {
    const text = '\uFEFF## A\0\r\n\r\nfirst \uD83D line\r\rsecond \uDE00\u0007.\n';
    const script = answered(text, 'markdown');
    assert.ok(codes(script).includes('aura/odd-characters'));
    const [utterance] = sceneOf(script, 1).narration;
    assert.equal(text.slice(utterance?.range.start, utterance?.range.end), 'first \uD83D line');
    assert.deepEqual([utterance?.range.line, utterance?.range.column], [3, 1]);
  });

  it('of right-to-left scripts, emoji and combining marks survive', () => {
    const text = '# שלום 👨‍👩‍👧‍👦 e\u0301\n\n\u202Bאבג\u202C ½ ﷽\n';
    for (const format of FORMATS) answered(text, format);
    const { content } = sceneOf(answered(text, 'markdown'), 1);
    assert.ok(content.kind === 'title' && content.title === 'שלום 👨‍👩‍👧‍👦 e\u0301');
  });
});

describe('line ends', () => {
  const lines = [
    '---',
    'title: T',
    'fps: 23',
    '---',
    '',
    '# A',
    '',
    'Prose *one*.',
    '',
    '---',
    '',
    '- item',
    '- other',
    '',
  ];
  const expected = read(lines.join('\n'));
  for (const [name, end] of [
    ['CRLF', '\r\n'],
    ['CR', '\r'],
    ['LF', '\n'],
  ] as const) {
    it(`of ${name}, with and without a byte order mark, give the same film at the right places`, () => {
      for (const mark of ['', '\uFEFF']) {
        const text = mark + lines.join(end);
        const script = answered(text, 'markdown');
        assert.deepEqual(kinds(script), kinds(expected));
        assert.deepEqual(
          script.scenes.map(({ line }) => line),
          [6, 12],
        );
        const [wrong] = script.diagnostics;
        assert.equal(text.slice(wrong?.range.start, wrong?.range.end), '23');
        assert.deepEqual([wrong?.range.line, wrong?.range.column, wrong?.range.endColumn], [3, 6, 8]);
        const prose = sceneOf(script, 1).narration[1];
        assert.equal(text.slice(prose?.range.start, prose?.range.end), 'Prose *one*.');
        const item = sceneOf(script, 2).narration[1];
        assert.equal(text.slice(item?.range.start, item?.range.end), 'other');
      }
    });
  }

  it('that are mixed are all line ends', () => {
    assert.equal(answered('# A\r\n\rText.\n\r\n---\r\rMore.', 'markdown').scenes.length, 2);
  });
});

describe('what is not closed', () => {
  it('(a fence) is said with the place and a fix that closes it before the next break', () => {
    const text = '# A\n\n```js\ncode\n\n---\n\n## B\n\nText.\n';
    const script = answered(text, 'markdown');
    const [found] = script.diagnostics;
    assert.deepEqual([found?.code, found?.range.line], ['aura/unclosed-fence', 3]);
    const edit = found?.fixes[0]?.edits[0];
    const mended = text.slice(0, edit?.range.start) + edit?.text + text.slice(edit?.range.end);
    assert.deepEqual(kinds(read(mended)), ['code', 'text']);
    assert.deepEqual(read(mended).diagnostics, []);
  });

  it('(a comment) is said with the place and a fix', () => {
    const text = '# A\n\n<!-- a note\n\n---\n\n## B\n\nText.\n';
    const script = answered(text, 'markdown');
    const [found] = script.diagnostics;
    assert.deepEqual([found?.code, found?.range.line], ['aura/unclosed-comment', 3]);
    const edit = found?.fixes[0]?.edits[0];
    const mended = text.slice(0, edit?.range.start) + edit?.text + text.slice(edit?.range.end);
    assert.equal(read(mended).scenes.length, 2);
  });

  for (const [what, text, lines] of [
    ['in the middle of a line', '# A\n\nText <!-- a note\n\nMore.', [3]],
    ['behind one that is closed', 'Text <!-- a --> and <!-- b\nmore.', [1]],
    ['in a heading', '# A <!-- b\n\nText.', [1]],
    ['in each of two paragraphs', 'A <!-- b\n\nC <!-- d', [1, 3]],
    ['nowhere: it is closed in the next line', 'Text <!-- a\nnote --> more.', []],
    ['nowhere: it is code', 'Write `<!--` for a comment.\n\n```\nx <!-- y\n```', []],
    ['nowhere: it is text', 'Write \\<!-- for a comment.', []],
  ] as const) {
    it(`a comment that begins ${what}`, () => {
      const found = answered(text, 'markdown').diagnostics.filter(
        ({ code }) => code === 'aura/unclosed-comment',
      );
      assert.deepEqual(
        found.map(({ range }) => range.line),
        lines,
      );
    });
  }
});

describe('much of everything', () => {
  const paragraph = `${'Some *prose* with [a link](x.y) and more. '.repeat(5)}\n\n`;

  it('5 MB in one scene are answered', () => {
    assert.ok(codes(answered(paragraph.repeat(25_000), 'markdown')).includes('aura/scene-too-large'));
  }).timeout(60_000);

  it('10,000 scenes are read in under 5 s', () => {
    const scene = (index: number): string =>
      `## Heading ${index}\n\nSome *prose* of scene ${index}.\n\n- one\n- two\n\n<!-- duration: 9 -->\n\n---\n\n`;
    const text = Array.from({ length: 10_000 }, (_, index) => scene(index)).join('');
    assert.equal(answered(text, 'markdown').scenes.length, 10_000);
  }).timeout(120_000);

  it('2,000 scenes of a screenplay are read in under 2 s', () => {
    const text = Array.from(
      { length: 2000 },
      (_, index) => `INT. ROOM ${index}\n\nFog.\n\nANNA\nLine ${index}.\n\n`,
    ).join('');
    assert.equal(answered(text, 'fountain', 2000).scenes.length, 4000);
  }).timeout(60_000);

  const rows: [string, string][] = [
    ['one line of 200 KB', 'word '.repeat(40_000)],
    ['one word of 200 KB', 'x'.repeat(200_000)],
    ['200 KB of Chinese without a stop', '光'.repeat(200_000)],
    ['a quote 10,000 deep', `${'> '.repeat(10_000)}deep`],
    ['a list 10,000 deep', `${'- '.repeat(10_000)}deep`],
    ['brackets 10,000 deep', '['.repeat(10_000)],
    ['emphasis 10,000 deep', `${'**a '.repeat(10_000)}${'** '.repeat(10_000)}`],
    ['HTML 10,000 deep', '<div>\n'.repeat(10_000)],
    ['comments in comments', '<!-- a'.repeat(20_000)],
    ['notes in notes', '[['.repeat(50_000)],
    ['boneyards in boneyards', '/*'.repeat(50_000)],
    ['half a million empty lines', '\n'.repeat(500_000)],
    ['half a million spaces', ' '.repeat(500_000)],
    ['10,000 breaks', '---\n\n'.repeat(10_000)],
    ['40,000 backticks', '`'.repeat(40_000)],
    ['a table of 3,000 columns', `${'|a'.repeat(3000)}|\n${'|-'.repeat(3000)}|\n`],
    ['20,000 lines of dialogue', 'Anna: hello there\n'.repeat(20_000)],
    ['3,000 pictures', '![a](b c.png)'.repeat(3000)],
    ['a list of 20,000 items', '- *an* item\n'.repeat(20_000)],
  ];
  for (const [name, text] of rows) {
    it(`${name} is answered`, () => {
      for (const format of FORMATS) answered(text, format);
    }).timeout(60_000);
  }

  it('says what it took as plain text and where', () => {
    const deep = answered(`# A\n\n---\n\n${'> '.repeat(200)}deep`, 'markdown');
    assert.deepEqual(
      deep.diagnostics.map(({ code, range }) => [code, range.line]),
      [['aura/nested-too-deep', 5]],
    );
    const long = answered(`# A\n\n${'word *word* '.repeat(30_000)}`, 'markdown');
    assert.ok(codes(long).includes('aura/scene-too-large'));
  });

  it('reads an edited script from what it knows, scene by scene', () => {
    const text = Array.from(
      { length: 2000 },
      (_, index) => `# H *${index}*\n\nText **${index}**.\n\n---\n\n`,
    ).join('');
    read(text);
    const start = process.cpuUsage();
    const script = read(text.replace('Text **1000**', 'Other **1000**'));
    const { user } = process.cpuUsage(start);
    assert.deepEqual(said(sceneOf(script, 1001))[0], 'Other 1000.');
    assert.ok(user / 1000 < 1500, `${Math.round(user / 1000)} ms`);
  });

  it('keeps the id of a scene while its text stays, wherever it moves', () => {
    const ids = (text: string): string[] => read(text).scenes.map(({ id }) => id);
    const [one, two] = ids('One.\n\n---\n\nTwo.');
    assert.deepEqual(ids('New.\n\n---\n\nOne.\n\n---\n\nTwo.').slice(1), [one, two]);
    assert.notEqual(ids('One!')[0], one);
    assert.equal(new Set(ids('Same.\n\n---\n\nSame.\n\n---\n\nSame.')).size, 3);
  });
});
