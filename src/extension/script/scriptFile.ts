import { basename, dirname, extname, join } from 'node:path';
import { detectFormat } from '../../engine/script/format.ts';
import type { FilmOptions, ScriptFormat, ScriptRequest } from '../../protocol/protocol.ts';

/** Languages that can become a film, by VS Code's ids. */
export const SCRIPT_LANGUAGES = ['markdown', 'fountain', 'plaintext'] as const;

/** The format of a document: by its file's ending, else by the language it is shown in, else by what it looks like. */
export function scriptFormat(languageId: string, name: string, text: string): ScriptFormat {
  const byEnding = detectFormat(name, '');
  if (byEnding !== 'text') return byEnding;
  if (languageId === 'fountain' || languageId === 'markdown') return languageId;
  return detectFormat(name, text);
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

/** The request for a film of `script` on another machine, without what the script names: that is sent first. */
export function remoteRequest({ languageId, name, text, settings }: OpenScript): ScriptRequest {
  return { script: { format: scriptFormat(languageId, name, text), text, name }, defaults: settings };
}

/** The request for a film of `script` at `film.path`; where that name is taken a free one is used, unless `film.replace`. */
export function scriptRequest(
  script: OpenScript,
  film: { path: string; replace: boolean },
): ScriptRequest & { localOutput: string } {
  return {
    script: {
      format: scriptFormat(script.languageId, script.name, script.text),
      text: script.text,
      name: script.name,
    },
    defaults: script.settings,
    ...(script.folder === undefined ? {} : { localBase: script.folder }),
    localOutput: film.path,
    overwrite: film.replace,
  };
}
