import assert from 'node:assert/strict';
import { createScripts, type Scripts } from '../../../src/extension/script/scripts.ts';
import { closeAll, openFile, openUntitled, type, until } from './documents.ts';

describe('the current script', () => {
  let scripts: Scripts;
  beforeEach(async () => {
    await closeAll();
    scripts = createScripts();
  });
  afterEach(() => scripts.dispose());
  after(closeAll);

  it('is the document in the active editor', async () => {
    const editor = await openFile('Über uns.md', '# Hi');
    await until(() => scripts.current() === editor.document, 'the script is current');
  });

  it('stays while something else is in front', async () => {
    const script = await openUntitled('markdown', '# Hi');
    await openFile('data.json', '{}');
    assert.equal(scripts.current(), script);
  });

  it('may be a screenplay or plain text', async () => {
    for (const [name, text] of [
      ['scene.fountain', 'INT. HOUSE - DAY'],
      ['notes.txt', 'A note.'],
    ] as const) {
      const editor = await openFile(name, text);
      await until(() => scripts.current() === editor.document, name);
    }
  });

  it('is gone when it is closed', async () => {
    await openFile('a.md', '# Hi');
    await until(() => scripts.current() !== undefined, 'a script is current');
    await closeAll();
    await until(() => scripts.current() === undefined, 'no script is current');
  });

  it('tells of its first word, and not of every later one', async () => {
    const editor = await openFile('a.md', ' \n\t\n');
    await until(() => scripts.current() === editor.document, 'the script is current');
    let told = 0;
    scripts.onDidChange(() => (told += 1));
    await type(editor, 'A');
    await until(() => told === 1, 'the first word is told');
    await type(editor, 'B');
    await type(editor, 'C');
    assert.equal(told, 1);
  });
});
