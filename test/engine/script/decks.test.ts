import assert from 'node:assert/strict';
import { estimateScript } from '../../../src/engine/script/estimate.ts';
import { lintScript } from '../../../src/engine/script/lint.ts';
import { kinds, readFile, said, sceneOf } from './reading.ts';

describe('a Marp deck', () => {
  const script = readFile('test/fixtures/scripts/marp.md');

  it('becomes a film of its slides, told by its notes', () => {
    assert.deepEqual(kinds(script), ['title', 'list', 'beside', 'picture', 'code', 'number', 'end']);
    assert.deepEqual(said(sceneOf(script, 2)), [
      'The first column is the date.',
      'Then come the times of high and low water, two of each on most days.',
      'The last column is the height, in metres above chart datum.',
    ]);
    assert.deepEqual(said(sceneOf(script, 5)), [
      'Two hours after low water, a quarter of the range has come in.',
    ]);
  });

  it('says nothing of keys and values that are Marp’s own', () => {
    assert.deepEqual(script.diagnostics, []);
    assert.deepEqual(script.options, { aspect: '16:9' });
  });

  it('understands its pictures', () => {
    const beside = sceneOf(script, 3).content;
    assert.ok(
      beside.kind === 'beside' &&
        beside.media.path === 'pictures/harbour wall.png' &&
        beside.media.alt === '',
    );
  });

  it('keeps a TODO to itself', () => {
    assert.doesNotMatch(script.scenes.flatMap(said).join(' '), /TODO/);
  });
});

describe('a Slidev deck', () => {
  const script = readFile('test/fixtures/scripts/slidev.md');

  it('becomes a film of its slides, told by the comment at the end of each', () => {
    assert.deepEqual(kinds(script), ['title', 'list', 'beside', 'code', 'end']);
    assert.deepEqual(said(sceneOf(script, 2)), [
      'Here are three ways to stand in line. One for each till. One for all. Or a number from a machine.',
    ]);
    assert.deepEqual(said(sceneOf(script, 4)), ['The last one waits sixteen minutes.']);
  });

  it('says nothing of keys and values that are Slidev’s own', () => {
    assert.deepEqual(script.diagnostics, []);
  });

  it('shows the picture of its layout', () => {
    const { content } = sceneOf(script, 3);
    assert.ok(content.kind === 'beside' && content.media.path === './pictures/bakery.png');
  });
});

describe('the examples', () => {
  it('show every kind of card between them and have nothing to complain about', () => {
    const scripts = ['welcome.md', 'the-crossing.fountain', 'deck.md'].map((name) =>
      readFile(`examples/${name}`),
    );
    for (const script of scripts) {
      assert.deepEqual(lintScript(script, { files: () => 'found' }), [], script.title);
      const { seconds } = estimateScript(script);
      assert.ok(seconds > 45 && seconds < 85, `${script.title}: ${seconds} s`);
    }
    assert.deepEqual([...new Set(scripts.flatMap(kinds))].sort(), [
      'beside',
      'code',
      'dialogue',
      'end',
      'list',
      'number',
      'picture',
      'quote',
      'table',
      'text',
      'title',
    ]);
  });
});
