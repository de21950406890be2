import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { estimateScript, sceneSeconds } from '../../../src/engine/script/estimate.ts';
import { lintScript, type LintWorld } from '../../../src/engine/script/lint.ts';
import { speechSeconds } from '../../../src/engine/script/speechTime.ts';
import { read, sceneOf } from './reading.ts';

const lint = (text: string, world: LintWorld = {}) => lintScript(read(text), world);

function mend(text: string, world: LintWorld = {}): string {
  const edit = lint(text, world)[0]?.fixes[0]?.edits[0];
  return edit ? text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end) : text;
}

describe('what the lint finds', () => {
  const words = 'Nine words of narration stand in every single sentence. '.repeat(4);
  const voices = ['en-us', 'en-gb', 'de'];
  const rows: {
    name: string;
    text: string;
    world?: LintWorld;
    code: string;
    place: string;
    mended?: string;
  }[] = [
    {
      name: 'a missing file',
      text: '![](a.png)',
      world: { files: () => 'missing' },
      code: 'missing-file',
      place: 'a.png',
    },
    {
      name: 'a file in another case',
      text: '![x](<Pictures/A b.png> "t")',
      world: { files: () => ({ wrongCase: 'pictures/a b.png' }) },
      code: 'wrong-case',
      place: 'Pictures/A b.png',
      mended: '![x](<pictures/a b.png> "t")',
    },
    {
      name: 'a percent-encoded file in another case',
      text: '![x](A%20b.png)',
      world: { files: () => ({ wrongCase: 'a b.png' }) },
      code: 'wrong-case',
      place: 'A%20b.png',
      mended: '![x](a%20b.png)',
    },
    {
      name: 'a file outside of the folder',
      text: '<!-- image: ../a.png -->',
      world: { files: () => 'outside' },
      code: 'file-outside',
      place: '../a.png',
    },
    {
      name: 'missing music',
      text: '---\nmusic: bed.mp3\n---\n\n# A',
      world: { files: () => 'missing' },
      code: 'missing-file',
      place: 'bed.mp3',
    },
    {
      name: 'a scene longer than its duration',
      text: `${words}\n\n<!-- duration: 3 -->`,
      code: 'scene-too-long',
      place: '3',
    },
    {
      name: 'a film longer than its target',
      text: `---\ntarget: 5\n---\n\n${words}`,
      code: 'film-too-long',
      place: '5',
    },
    {
      name: 'an unknown voice',
      text: '---\nvoice: en-ug\n---\n\n# A',
      world: { voices },
      code: 'unknown-voice',
      place: 'en-ug',
      mended: '---\nvoice: en-us\n---\n\n# A',
    },
    {
      name: 'an unknown voice of a speaker',
      text: '---\ncast:\n  ANNA: klingon\n---\n\nANNA: Hello.',
      world: { voices },
      code: 'unknown-voice',
      place: 'klingon',
    },
    {
      name: 'an unknown voice of a scene',
      text: '# A\n\n<!-- voice: en-gx+m3 -->',
      world: { voices },
      code: 'unknown-voice',
      place: 'en-gx+m3',
      mended: '# A\n\n<!-- voice: en-gb+m3 -->',
    },
    {
      name: 'a name that nobody has',
      text: '---\ncast: {ANA: de}\n---\n\nANNA: Hello.',
      code: 'unused-cast',
      place: 'de',
    },
    {
      name: 'a list too long to take in',
      text: '1. a\n2. b\n3. c\n4. d\n5. e\n6. f\n7. g\n8. h',
      code: 'many-items',
      place: '1. a\n2. b\n3. c\n4. d\n5. e\n6. f\n7. g\n8. h',
    },
    {
      name: 'a long heading',
      text: `# ${'word '.repeat(20)}end`,
      code: 'long-heading',
      place: `# ${'word '.repeat(20)}end`,
    },
    {
      name: 'long code',
      text: `\`\`\`\n${'x\n'.repeat(15)}\`\`\``,
      code: 'long-code',
      place: `\`\`\`\n${'x\n'.repeat(15)}\`\`\``,
    },
    {
      name: 'more than one can read',
      text: `- ${'word '.repeat(30)}\n\n<!-- Short. -->`,
      code: 'too-much-to-read',
      place: `- ${'word '.repeat(30)}\n\n<!-- Short. -->`,
    },
    {
      name: 'a silent scene',
      text: '---\nnarration: notes\n---\n\nText.',
      code: 'silent-scene',
      place: 'Text.',
    },
  ];
  for (const { name, text, world, code, place, mended } of rows) {
    it(name, () => {
      const found = lint(text, world);
      assert.deepEqual(
        found.map((diagnostic) => diagnostic.code),
        [`aura/${code}`],
      );
      assert.equal(text.slice(found[0]?.range.start, found[0]?.range.end), place);
      if (mended === undefined) return;
      assert.equal(mend(text, world), mended);
    });
  }

  it('mends a duration and a target so that they fit', () => {
    const scene = `${words}\n\n<!-- duration: 3 -->`;
    assert.deepEqual(lint(mend(scene)), []);
    const film = `---\ntarget: 5\n---\n\n${words}`;
    assert.deepEqual(lint(mend(film)), []);
  });

  it('says nothing of voices that are there, with timbre, provider or as a language', () => {
    for (const voice of ['en-us', 'EN-GB', 'en-us+f3', 'espeak-ng:de', 'en']) {
      assert.deepEqual(lint(`---\nvoice: ${voice}\n---\n\n# A`, { voices }), [], voice);
    }
  });

  it('comes in the order of the lines', () => {
    const lines = lint('---\nfps: 23\n---\n\n![](a.png)\n\n---\n\n<!-- durration: 4 -->\n\n# B', {
      files: () => 'missing',
    }).map(({ range }) => range.line);
    assert.deepEqual(lines, [2, 5, 9]);
  });

  it('is explained in docs/lint.md, code by code, and nothing else is', () => {
    const root = new URL('../../../', import.meta.url);
    const rules = new URL('src/engine/script/rules/', root);
    const used = new Set<string>();
    for (const name of readdirSync(rules)) {
      const source = readFileSync(new URL(name, rules), 'utf8');
      for (const [, code] of source.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)) used.add(`aura/${code}`);
    }
    const documented = [
      ...readFileSync(new URL('docs/lint.md', root), 'utf8').matchAll(/^## `(aura\/[a-z-]+)`/gm),
    ];
    assert.deepEqual(documented.map(([, code]) => code).sort(), [...used].sort());
  });
});

describe('the estimate', () => {
  it('adds a breath to what is said and knows the least length of cards', () => {
    const { content } = sceneOf(read('Text.'), 1);
    const seconds = (kind: unknown, speech: number, duration?: number): number =>
      Math.round(
        sceneSeconds(
          { content: kind as typeof content, settings: duration === undefined ? {} : { duration } },
          speech,
        ) * 10,
      ) / 10;
    assert.equal(seconds(content, 5), 5.9);
    assert.equal(seconds(content, 5, 8), 8);
    assert.equal(seconds(content, 5, 2), 5.9);
    assert.equal(seconds({ kind: 'title', title: 'T' }, 1), 3);
    assert.equal(seconds({ kind: 'title', title: 'T' }, 0, 1), 1);
    assert.equal(seconds({ kind: 'end', title: 'T', lines: [] }, 0), 4);
    assert.equal(seconds({ kind: 'picture' }, 0), 4);
    assert.equal(seconds({ kind: 'number', value: '3', text: '' }, 0.5), 2.5);
  });

  /** Lengths that espeak-ng gave for these texts, silence at the ends cut off. */
  const measured: [string, string, number][] = [
    [
      'en',
      'A bare flame shines everywhere: up at the clouds, down at the rocks, back at the wall. Hardly any of it goes out to sea.',
      9.57,
    ],
    ['en', 'In July 1823 the new lamp was lit. That night, one flame reached 32 km.', 9.05],
    ['de', 'Am Ende der Nacht ist die Luft kälter als der Fluss. Über dem Wasser ist es feucht.', 5.74],
    ['fr', 'La lumière du phare tourne, et chaque navire la voit une fois.', 3.76],
    ['es', 'La luz del faro gira y cada barco la ve una vez, aunque esté muy lejos.', 5.23],
    ['ru', 'Огонь светит во все стороны, и до моря доходит только малая часть света.', 4.69],
    ['zh', '火箭升空了。它飞得很快，大家都在看。', 3.96],
    ['ja', 'これはとてもながいひらがなのぶんしょうです。', 3.25],
    ['ko', '등대의 불빛은 수평선까지 닿습니다. 배에서는 한 번씩 보입니다.', 7.53],
    ['ar', 'كيف يصل المصباح إلى الأفق، ولماذا يراه البحار؟', 5.79],
    ['hi', 'दीपक की रोशनी क्षितिज तक पहुँचती है और जहाज़ उसे देखते हैं।', 5.39],
  ];
  for (const [language, text, seconds] of measured) {
    it(`of ${language} (${text.slice(0, 12)}…) is within a fifth of what the voice takes`, () => {
      const estimate = speechSeconds(text, 1, language);
      assert.ok(Math.abs(estimate - seconds) / seconds < 0.2, `${estimate.toFixed(1)} s for ${seconds} s`);
    });
  }

  it('follows the rate of the voice', () => {
    assert.equal(speechSeconds('Some words to be said.', 2) * 2, speechSeconds('Some words to be said.', 1));
    const slow = estimateScript(read('---\nrate: 0.5\n---\n\nSome words to be said here and now.'));
    const usual = estimateScript(read('Some words to be said here and now.'));
    assert.ok(slow.seconds > usual.seconds * 1.5);
  });

  it('has a row for every scene and their sum', () => {
    const { scenes, seconds } = estimateScript(read('# A\n\n---\n\nSome words.\n\n---\n\n# End'));
    assert.deepEqual(
      scenes.map(({ number, line, title, words }) => [number, line, title, words]),
      [
        [1, 1, 'A', 1],
        [2, 5, 'Some words.', 2],
        [3, 9, 'End', 1],
      ],
    );
    assert.ok(Math.abs(scenes.reduce((sum, scene) => sum + scene.seconds, 0) - seconds) < 0.11);
  });
});
