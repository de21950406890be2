import { homedir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { type TextDocument, Uri, window, workspace } from 'vscode';
import { filmBeside } from './scriptFile.ts';

/** Where a film goes, and whether it may replace what is there. */
export interface FilmPlace {
  path: string;
  replace: boolean;
}

/** Knows where a document's film goes. */
export interface FilmPlaces {
  /** Beside a saved script. An unsaved one asks once; `undefined` when that was called off. */
  of(document: TextDocument): Promise<FilmPlace | undefined>;
  /** Asks where a film of this name goes; `undefined` when that was called off. */
  ask(name: string): Promise<FilmPlace | undefined>;
}

export function createFilmPlaces(): FilmPlaces {
  const answers = new Map<string, string>();
  return {
    async of(document) {
      if (!document.isUntitled) return { path: filmBeside(document.uri.fsPath), replace: false };
      const key = document.uri.toString();
      const answered = answers.get(key);
      if (answered !== undefined) return { path: answered, replace: false };
      const asked = await askFor(basename(document.uri.path, extname(document.uri.path)));
      if (asked) answers.set(key, asked.path);
      return asked;
    },
    ask: askFor,
  };
}

async function askFor(name: string): Promise<FilmPlace | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  const chosen = await window.showSaveDialog({
    title: 'Where should the film go?',
    saveLabel: 'Save Film Here',
    defaultUri: Uri.file(join(folder, `${name}.mp4`)),
    filters: { Film: ['mp4'] },
  });
  if (!chosen) return undefined;
  const path = chosen.fsPath.toLowerCase().endsWith('.mp4') ? chosen.fsPath : `${chosen.fsPath}.mp4`;
  // The dialog has already asked whether a film that is there may be replaced.
  return { path, replace: path === chosen.fsPath };
}
