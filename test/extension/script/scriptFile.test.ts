import assert from 'node:assert/strict';
import { join } from 'node:path';
import { filmBeside, scriptFormat, scriptRequest } from '../../../src/extension/script/scriptFile.ts';

describe('the format of a document', () => {
  const cases = [
    ['markdown', 'talk.md', 'markdown'],
    ['fountain', 'scene.fountain', 'fountain'],
    ['plaintext', 'SCENE.FOUNTAIN', 'fountain'],
    ['plaintext', 'scene.spmd', 'fountain'],
    ['plaintext', 'notes.txt', 'text'],
    ['plaintext', 'README', 'text'],
    ['markdown', 'Untitled-1', 'markdown'],
    ['fountain', 'Untitled-2', 'fountain'],
    ['plaintext', 'talk.markdown', 'markdown'],
  ] as const;
  for (const [language, name, format] of cases) {
    it(`of ${name} in ${language} is ${format}`, () =>
      assert.equal(scriptFormat(language, name, 'A word.'), format));
  }
  it('of plain text is what it looks like', () => {
    const screenplay = 'INT. HOUSE - DAY\n\nMARA\nHello.\n\nEXT. SEA - NIGHT\n';
    assert.equal(scriptFormat('plaintext', 'scene.txt', screenplay), 'fountain');
  });
  it('of a document in Markdown is Markdown, whatever it looks like', () => {
    assert.equal(scriptFormat('markdown', 'Untitled-1', 'Just a line.'), 'markdown');
  });
});

describe('the place of the film', () => {
  const folder = join('/', 'Übungen', 'my films');
  it('is beside the script, under its name', () => {
    assert.equal(filmBeside(join(folder, 'Größe & mehr.md')), join(folder, 'Größe & mehr.mp4'));
  });
  it('drops only the last ending', () => {
    assert.equal(filmBeside(join(folder, 'talk.v2.md')), join(folder, 'talk.v2.mp4'));
  });
  it('works for a name without an ending', () => {
    assert.equal(filmBeside(join(folder, 'README')), join(folder, 'README.mp4'));
  });
});

describe('the request', () => {
  it('carries what is on screen, the settings as defaults and the place of the film', () => {
    const script = {
      languageId: 'markdown',
      name: 'a.md',
      text: '# Hi',
      folder: '/w',
      settings: { fps: 25 as const },
    };
    assert.deepEqual(scriptRequest(script, { path: '/w/a.mp4', replace: false }), {
      script: { format: 'markdown', text: '# Hi', name: 'a.md' },
      defaults: { fps: 25 },
      localBase: '/w',
      localOutput: '/w/a.mp4',
      overwrite: false,
    });
  });
  it('has no folder where the script has none', () => {
    const script = { languageId: 'markdown', name: 'Untitled-1', text: '# Hi', settings: {} };
    assert.equal('localBase' in scriptRequest(script, { path: '/w/a.mp4', replace: true }), false);
  });
});
