import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';

/** A saved file in a folder of its own, shown in an editor. */
export async function openFile(name: string, text: string): Promise<TextEditor> {
  const folder = await mkdtemp(join(tmpdir(), 'aura host ü '));
  const path = join(folder, name);
  await writeFile(path, text);
  return window.showTextDocument(await workspace.openTextDocument(Uri.file(path)));
}

export async function openUntitled(language: string, content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language, content });
  await window.showTextDocument(document);
  return document;
}

/** Types at the start, without saving. */
export async function type(editor: TextEditor, text: string): Promise<void> {
  await editor.edit((edit) => edit.insert(editor.document.positionAt(0), text));
}

/** Closes everything without asking. */
export async function closeAll(): Promise<void> {
  for (const document of workspace.textDocuments) {
    if (!document.isDirty) continue;
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** Waits until `holds`; the editor tells of its changes when it finds the time. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Not within 5 s: ${what}`);
    await new Promise((settle) => setTimeout(settle, 10));
  }
}
