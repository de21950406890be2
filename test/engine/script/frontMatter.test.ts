import assert from 'node:assert/strict';
import { codes, fixed, kinds, read, sceneOf } from './reading.ts';

const withFront = (yaml: string) => read(`---\n${yaml}\n---\n\n# A\n\nText.\n`);

describe('front matter', () => {
  it('gives every option of the film', () => {
    const script = withFront(
      [
        'title: "T"',
        'author: [Ida, Tom]',
        'lang: de-AT',
        'voice: {name: en-gb, rate: 1.2, pitch: -2}',
        'aspect: 9:16',
        'resolution: 720p',
        'fps: 25',
        'theme: paper',
        'captions: off',
        'music: a b.mp3',
        'target: "1:30"',
        'motion: no',
        'narration: text',
        'transition: cut',
        'cast:',
        '  ANNA: en-us',
        '  Ben: {name: en-gb, pitch: 3}',
      ].join('\n'),
    );
    assert.deepEqual(script.diagnostics, []);
    assert.deepEqual(script.options, {
      aspect: '9:16',
      resolution: '720p',
      fps: 25,
      theme: 'paper',
      captions: 'off',
      music: 'a b.mp3',
      target: 90,
      motion: false,
      narration: 'text',
      voice: { name: 'en-gb', rate: 1.2, pitch: -2 },
    });
    assert.equal(script.title, 'T');
    assert.equal(script.author, 'Ida, Tom');
    assert.equal(script.language, 'de-AT');
    assert.deepEqual(script.cast, { ANNA: { name: 'en-us' }, Ben: { name: 'en-gb', pitch: 3 } });
    assert.equal(sceneOf(script, 1).settings.transition, 'cut');
    assert.equal(script.music?.path, 'a b.mp3');
  });

  it('may stand under aura:, which wins', () => {
    assert.deepEqual(withFront('theme: signal\naura:\n  theme: paper\n  fps: 60').options, {
      theme: 'paper',
      fps: 60,
    });
  });

  const lengths: [string, number][] = [
    ['90', 90],
    ['90s', 90],
    ['"90 sec"', 90],
    ['1.5 min', 90],
    ['"1:30"', 90],
    ['1:30', 90],
    ['00:01:30', 90],
    ['1m30s', 90],
    ['1h', 3600],
  ];
  for (const [written, seconds] of lengths) {
    it(`reads target: ${written} as ${seconds} s`, () => {
      assert.equal(withFront(`target: ${written}`).options.target, seconds);
    });
  }

  const meant: [string, string, unknown][] = [
    ['aspect: 16x9', 'aspect: 16:9', '16:9'],
    ['aspect: vertical', 'aspect: 9:16', '9:16'],
    ['resolution: 1080', 'resolution: 1080p', '1080p'],
    ['resolution: 4K', 'resolution: 2160p', '2160p'],
    ['captions: true', 'captions: soft', 'soft'],
    ['theme: Paper', 'theme: paper', 'paper'],
    ['fps: 29.97', 'fps: 30', 30],
  ];
  for (const [given, mended, value] of meant) {
    it(`understands ${given} and offers ${mended}`, () => {
      const text = `---\n${given}\n---\n\n# A`;
      const script = read(text);
      const [diagnostic] = script.diagnostics;
      assert.equal(diagnostic?.code, 'aura/odd-value');
      assert.deepEqual(Object.values(script.options), [value]);
      const after = fixed(text, script, 'aura/odd-value');
      assert.equal(after, `---\n${mended}\n---\n\n# A`);
      assert.deepEqual(read(after).diagnostics, []);
    });
  }

  const wrong: [string, string, string | undefined][] = [
    ['fps: 23', '23', undefined],
    ['theme: papper', 'papper', 'paper'],
    ['aspect: [16, 9]', '[16, 9]', undefined],
    ['resolution: {a: b}', '{a: b}', undefined],
    ['target: soon', 'soon', undefined],
    ['target: -3', '-3', undefined],
    ['motion: maybe', 'maybe', undefined],
    ['voice: [a]', '[a]', undefined],
    ['voice: {rate: 9}', '9', undefined],
    ['cast: ANNA', 'ANNA', undefined],
    ['title: [a, {b: c}]', '[a, {b: c}]', undefined],
    ['aura: yes', 'yes', undefined],
  ];
  for (const [line, place, suggestion] of wrong) {
    it(`points at what is wrong in ${line}`, () => {
      const text = `---\nauthor: Ida\n${line}\n---\n\n# A`;
      const { diagnostics, options } = read(text);
      assert.deepEqual(
        diagnostics.map(({ code, severity }) => [code, severity]),
        [['aura/wrong-value', 'error']],
      );
      const [diagnostic] = diagnostics;
      assert.equal(text.slice(diagnostic?.range.start, diagnostic?.range.end), place);
      assert.equal(diagnostic?.range.line, 3);
      assert.equal(diagnostic?.fixes[0]?.edits[0]?.text, suggestion);
      assert.deepEqual(options.voice ?? {}, {});
    });
  }

  it('has keys of others in silence, misspelt ones with a hint', () => {
    assert.deepEqual(withFront('layout: post\ntags: [a]\ndate: 2026-01-01\ndraft: true').diagnostics, []);
    const script = withFront('resolutoin: 720p\nshoesize: 43');
    assert.deepEqual(
      script.diagnostics.map(({ severity, fixes }) => [severity, fixes[0]?.edits[0]?.text]),
      [
        ['warning', 'resolution'],
        ['information', undefined],
      ],
    );
  });

  it('says what is wrong with its YAML and uses what can be read', () => {
    const script = withFront('title: T\ntheme: "paper');
    assert.equal(script.title, 'T');
    assert.ok(codes(script).includes('aura/invalid-settings'));
  });

  it('that is not closed is understood, and closed by its fix', () => {
    const text = '---\ntitle: T\nfps: 25\n\n# A\n\nText.\n';
    const script = read(text);
    assert.deepEqual([script.title, script.options.fps, kinds(script)], ['T', 25, ['title']]);
    assert.deepEqual(codes(script), ['aura/unclosed-front-matter']);
    assert.deepEqual(read(fixed(text, script, 'aura/unclosed-front-matter')).diagnostics, []);
  });

  it('is not what only looks like it', () => {
    assert.deepEqual(kinds(read('---\n\nA scene.\n\n---\n\nAnother.')), ['text', 'text']);
    assert.deepEqual(kinds(read('---\n# Heading\n---\n\nAnother.')), ['title', 'text']);
  });

  it('cannot blow up: aliases are not expanded, depth and length are bounded', () => {
    const letters = 'abcdefghij'.split('');
    const bomb = letters
      .map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(index === 0 ? 'lol' : `*${letters[index - 1]}`)
            .join(', ')}]`,
      )
      .join('\n');
    const start = performance.now();
    for (const yaml of [
      bomb,
      `${bomb}\ntitle: *j`,
      `a: ${'['.repeat(20_000)}`,
      `a:\n${' x:\n'.repeat(50_000)}`,
      '- '.repeat(9000),
    ]) {
      assert.deepEqual(kinds(read(`---\na: b\n${yaml}\n---\n\n# A`)), ['title']);
    }
    assert.ok(performance.now() - start < 3000);
  });

  it('follows an alias to a plain value', () => {
    assert.deepEqual(withFront('theme: &t paper\naura: {theme: *t}').options, { theme: 'paper' });
  });
});

describe('settings of a scene', () => {
  it('come from comments, one or several', () => {
    const { settings, eyebrow, title } = sceneOf(
      read(
        '# A\n\n<!-- duration: 1:30 -->\n<!--\nvoice: en-gb\nrate: 1.1\ntransition: none\nmotion: zoom-in\neyebrow: E\ntitle: Named\n-->',
      ),
      1,
    );
    assert.deepEqual(settings, {
      duration: 90,
      transition: 'cut',
      motion: 'in',
      voice: { name: 'en-gb', rate: 1.1 },
    });
    assert.deepEqual([eyebrow, title], ['E', 'Named']);
  });

  it('may come before a note in the same comment', () => {
    const scene = sceneOf(read('# A\n\n<!-- duration: 5\nThis is told. -->'), 1);
    assert.equal(scene.settings.duration, 5);
    assert.deepEqual(
      scene.narration.map(({ text }) => text),
      ['This is told.'],
    );
  });

  it('come from front matter of the scene', () => {
    const script = read('# A\n\n---\nduration: 5\nimage: b.png\n---\n\nText.');
    assert.equal(script.scenes.length, 2);
    assert.equal(sceneOf(script, 2).settings.duration, 5);
    assert.equal(sceneOf(script, 2).content.kind, 'picture');
  });

  it('are not a line of dialogue after a break', () => {
    assert.equal(read('# A\n\n---\nNarrator: It is dark.\n\n---\n\nText.').scenes.length, 3);
  });

  it('are the film’s when they are in the wrong place', () => {
    assert.deepEqual(codes(read('# A\n\n<!-- captions: off -->')), ['aura/film-key-in-scene']);
  });

  it('have a place', () => {
    const text = '# A\n\n<!-- duration: 5 -->';
    const range = sceneOf(read(text), 1).marks['duration'];
    assert.equal(text.slice(range?.start, range?.end), '5');
  });
});
