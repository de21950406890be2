import assert from 'node:assert/strict';
import { kinds, read, readFile, said, sceneOf } from './reading.ts';

const fountain = (text: string) => read(text, 'fountain');

describe('a screenplay', () => {
  it('gives its title page as a title with credits', () => {
    const script = fountain(
      'Title:\n    _**Big Fish**_\nCredit: written by\nAuthors:\n    A. One\n    B. Two\n\nINT. X - DAY\n\nFog.',
    );
    assert.equal(script.title, 'Big Fish');
    assert.equal(script.author, 'A. One, B. Two');
    assert.deepEqual(sceneOf(script, 1).content, {
      kind: 'title',
      title: 'Big Fish',
      credits: ['written by A. One, B. Two'],
    });
    assert.deepEqual(said(sceneOf(script, 1)), ['Big Fish', 'written by A. One, B. Two']);
  });

  it('reads options and cast from the title page', () => {
    const script = fountain(
      'Title: T\nAspect: 9:16\nFps: 25\nCast:\n    ANNA: en-gb\n    BEN: en-us+m3\n\nINT. X - DAY\n\nFog.',
    );
    assert.deepEqual(script.options, { aspect: '9:16', fps: 25 });
    assert.deepEqual(script.cast, { ANNA: { name: 'en-gb' }, BEN: { name: 'en-us+m3' } });
    assert.deepEqual(script.diagnostics, []);
  });

  it('does not take FADE IN: for a title page', () => {
    assert.deepEqual(kinds(fountain('FADE IN:\n\nINT. X - DAY\n\nFog.')), ['text']);
  });

  it('tells action first and shows the exchange under the scene heading', () => {
    const script = fountain(
      'INT. ROOM - DAY #4A#\n\nFog.\n\nANNA (V.O.)\n(softly)\nHello (pause) there.\n\nBEN ^\n*Hi.*\n\nHe waits.',
    );
    assert.deepEqual(kinds(script), ['text', 'dialogue']);
    const scene = sceneOf(script, 2);
    assert.equal(scene.eyebrow, 'INT. ROOM - DAY');
    assert.deepEqual(scene.content, {
      kind: 'dialogue',
      lines: [
        { speaker: 'ANNA', text: 'Hello there.' },
        { speaker: 'BEN', text: 'Hi.' },
      ],
    });
    assert.deepEqual(
      scene.narration.map(({ speaker, item }) => [speaker, item]),
      [
        ['ANNA', 0],
        ['BEN', 1],
        [undefined, undefined],
      ],
    );
  });

  it('knows every kind of scene heading, also forced', () => {
    for (const heading of [
      'INT. A',
      'ext. a - day',
      'INT/EXT. CAR',
      'I/E CAR',
      'EST. TOWN',
      'INT./EXT. A',
      '.THE CELLAR',
    ]) {
      assert.equal(sceneOf(fountain(`${heading}\n\nFog.`), 1).eyebrow, heading.replace(/^\./, ''), heading);
    }
    assert.equal(sceneOf(fountain('...and then fog.'), 1).eyebrow, undefined);
  });

  it('knows forced characters, action and transitions', () => {
    const script = fountain('@McAVOY\nHello.\n\n!SCANNING THE ROOM\n\n> SMASH CUT TO:\n\nINT. X\n\nFog.');
    assert.deepEqual(
      sceneOf(script, 1).narration.map(({ speaker, text }) => [speaker, text]),
      [
        ['McAVOY', 'Hello.'],
        [undefined, 'SCANNING THE ROOM'],
      ],
    );
    assert.equal(sceneOf(script, 2).settings.transition, 'cut');
  });

  it('goes on with a speech over a line of two spaces', () => {
    assert.deepEqual(said(sceneOf(fountain('ANNA\nOne.\n  \nTwo.'), 1)), ['One. Two.']);
  });

  it('reads no notes, boneyards, synopses, sections and page breaks', () => {
    const script = fountain(
      '# Act\n\n= What happens\n\nINT. X\n\nFog [[a remark\nof two lines]] rises.\n\n===\n\n/* cut\n\nthis */\n\nRain.',
    );
    assert.deepEqual(said(sceneOf(script, 1)), ['Fog rises.', 'Rain.']);
  });

  it('shows the picture of a note from there on', () => {
    const script = fountain('INT. X\n\n[[image: a b.png]]\n[[motion: out]]\n\nFog.\n\nANNA\nHello.');
    assert.deepEqual(kinds(script), ['picture', 'dialogue']);
    const { content, settings } = sceneOf(script, 1);
    assert.ok(content.kind === 'picture' && content.media.path === 'a b.png');
    assert.equal(settings.motion, 'out');
    assert.deepEqual(kinds(fountain('INT. X\n\nANNA\nHello.\n\n[[image: a.png]]')), ['dialogue', 'picture']);
  });

  it('shows a picture while somebody speaks when no action comes first', () => {
    const script = fountain('INT. X\n\n[[image: a.png]]\n\nANNA\nHello.\n\nBEN\nHi.');
    assert.deepEqual(kinds(script), ['picture']);
    assert.deepEqual(
      sceneOf(script, 1).narration.map(({ speaker, item }) => [speaker, item]),
      [
        ['ANNA', undefined],
        ['BEN', undefined],
      ],
    );
  });

  it('puts at most eight lines on a card', () => {
    const lines = Array.from(
      { length: 20 },
      (_, index) => `${index % 2 ? 'BEN' : 'ANNA'}\nLine ${index}.\n\n`,
    ).join('');
    const script = fountain(`INT. X\n\n${lines}`);
    assert.deepEqual(
      script.scenes.map(({ content }) => (content.kind === 'dialogue' ? content.lines.length : 0)),
      [8, 8, 4],
    );
  });

  it('ends with a centred THE END', () => {
    const script = fountain('INT. X\n\nFog.\n\n> THE END <');
    assert.deepEqual(kinds(script), ['text', 'end']);
    assert.equal(sceneOf(script, 2).title, 'THE END');
  });

  it('says where a note or boneyard is not closed, and reads on', () => {
    const script = fountain('INT. X\n\nFog [[never closed.\n\nRain /* neither.');
    assert.deepEqual(
      script.diagnostics.map(({ code, range }) => [code, range.line]),
      [
        ['aura/unclosed-comment', 3],
        ['aura/unclosed-comment', 5],
      ],
    );
    assert.equal(script.scenes.length, 1);
  });

  it('of two pages becomes a film of eleven scenes with every character', () => {
    const script = readFile('test/fixtures/scripts/screenplay.fountain');
    assert.deepEqual(kinds(script), [
      'title',
      'text',
      'dialogue',
      'dialogue',
      'picture',
      'dialogue',
      'text',
      'dialogue',
      'text',
      'dialogue',
      'end',
    ]);
    const speakers = new Set(
      script.scenes.flatMap(({ narration }) => narration.flatMap(({ speaker }) => speaker ?? [])),
    );
    assert.deepEqual([...speakers], ['NIKO', 'ASTA', 'VOICE OF A CHILD', 'McKenzie', 'YOUNG ASTA', 'WOMAN']);
    const told = script.scenes.flatMap(said).join(' ');
    assert.doesNotMatch(told, /without turning|never hear|Keep this long|\*|#|\[\[|who used to be friends/);
    assert.match(told, /outside — a bell/);
  });
});
