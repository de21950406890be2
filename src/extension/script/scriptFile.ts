import { basename, dirname, extname, join } from 'node:path';
import type { FilmOptions, ScriptFormat, ScriptRequest } from '../../protocol/protocol.ts';

/** Languages that can become a film, by VS Code's ids. */
export const SCRIPT_LANGUAGES = ['markdown', 'fountain', 'plaintext'] as const;

const FOUNTAIN_ENDINGS = new Set(['.fountain', '.spmd']);
const MARKDOWN_ENDINGS = new Set(['.md', '.markdown', '.mdown', '.mkd']);

/** The format of a document. A file's ending counts more than the language an editor shows it in. */
export function scriptFormat(languageId: string, fileName: string): ScriptFormat {
  const ending = extname(fileName).toLowerCase();
  if (FOUNTAIN_ENDINGS.has(ending)) return 'fountain';
  if (MARKDOWN_ENDINGS.has(ending)) return 'markdown';
  if (languageId === 'fountain' || languageId === 'markdown') return languageId;
  return 'text';
}

/** Where the film of a saved script goes: beside it, under its name. */
export function filmBeside(scriptPath: string): string {
  return join(dirname(scriptPath), `${basename(scriptPath, extname(scriptPath))}.mp4`);
}

/** A script as the editor holds it. */
export interface OpenScript {
  languageId: string;
  /** File name or, unsaved, the name on the tab. */
  name: string;
  /** The text on screen, saved or not. */
  text: string;
  /** Folder that pictures are looked up in; absent for an unsaved script outside of any folder. */
  folder?: string;
  settings: FilmOptions;
}

/** The request for a film of `script` at `film.path`; where that name is taken a free one is used, unless `film.replace`. */
export function scriptRequest(
  script: OpenScript,
  film: { path: string; replace: boolean },
): ScriptRequest & { localOutput: string } {
  return {
    script: { format: scriptFormat(script.languageId, script.name), text: script.text, name: script.name },
    defaults: script.settings,
    ...(script.folder === undefined ? {} : { localBase: script.folder }),
    localOutput: film.path,
    overwrite: film.replace,
  };
}
