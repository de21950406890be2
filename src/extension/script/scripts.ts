import { TabInputText, type TextDocument, window, workspace } from 'vscode';
import { createEmitter, type Disposable, disposeAll, type Listen } from '../lifetime/emitter.ts';
import { SCRIPT_LANGUAGES } from './scriptFile.ts';

/** The script that a person is working on. */
export interface Scripts extends Disposable {
  /** The one in the active editor, else the one that was there last and is still open. */
  current(): TextDocument | undefined;
  /** Another script, or its first or last word. */
  readonly onDidChange: Listen<void>;
}

export function createScripts(): Scripts {
  const changed = createEmitter<void>();
  let last = firstScript();
  let empty = last ? isBlank(last) : true;

  const turnTo = (document: TextDocument | undefined) => {
    const nowEmpty = document ? isBlank(document) : true;
    if (document === last && nowEmpty === empty) return;
    last = document;
    empty = nowEmpty;
    changed.fire();
  };

  const listeners = disposeAll(
    window.onDidChangeActiveTextEditor((editor) => {
      if (editor && isScript(editor.document)) turnTo(editor.document);
    }),
    workspace.onDidOpenTextDocument((document) => {
      // A change of language closes and opens the document again.
      if (document === window.activeTextEditor?.document && isScript(document)) turnTo(document);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === last) turnTo(document);
    }),
    // The editor keeps a closed document in memory for minutes: what counts is its tab.
    window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (last && closed.length > 0 && !hasTab(last)) turnTo(firstScript());
    }),
  );

  return {
    current: () => last,
    onDidChange: changed.event,
    dispose() {
      listeners.dispose();
      changed.dispose();
    },
  };
}

/** Whether a film can be made of the document. */
export function isScript(document: TextDocument): boolean {
  const { scheme } = document.uri;
  if (scheme !== 'file' && scheme !== 'untitled') return false;
  return SCRIPT_LANGUAGES.some((language) => language === document.languageId);
}

/** Whether there is no word in it. Looks only as far as the first one. */
export function isBlank(document: TextDocument): boolean {
  for (let line = 0; line < document.lineCount; line++) {
    if (!document.lineAt(line).isEmptyOrWhitespace) return false;
  }
  return true;
}

function hasTab(document: TextDocument): boolean {
  const address = document.uri.toString();
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof TabInputText && input.uri.toString() === address);
}

function firstScript(): TextDocument | undefined {
  const active = window.activeTextEditor?.document;
  if (active && isScript(active) && hasTab(active)) return active;
  return window.visibleTextEditors
    .map((editor) => editor.document)
    .find((document) => isScript(document) && hasTab(document));
}
