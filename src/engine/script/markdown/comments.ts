import { FILM_KEYS, isForeignKey, isSceneKey, nearestKey, SCENE_KEYS } from '../options/keys.ts';
import type { CommentDraft } from './blocks.ts';
import { isYamlLike, yamlKey } from './lines.ts';

/** What a comment says: settings, a note for the narrator, both, or nothing. Offsets as in the draft. */
export interface ReadComment {
  settings?: { text: string; start: number };
  note?: { text: string; start: number };
}

/** Comments of tools, and reminders of the writer to himself: nobody should hear them. */
const PRAGMA =
  /^(?:prettier-|markdownlint|eslint|oxlint|biome-|dprint|cspell|spell-?checker|textlint|vale\b|toc\b|\/toc|tocstop|fit$|more$|truncate$|omit |#?(?:end)?region\b|include\b|@|todo\b|fixme\b|xxx\b|hack\b|slide\b|---)/i;
const NOTE_PREFIX = /^(?:(?:speaker|presenter|narrator)?[ -]?notes?|narration|narrator)[ \t]*:\s*/i;
const LONGEST_SETTINGS = 16 * 1024;

/** Tells settings from notes. The lines `key: value` with known keys at the start are settings, the rest is the note. */
export function readComment(comment: CommentDraft): ReadComment {
  const { text, start } = comment;
  const indent = text.length - text.trimStart().length;
  const trimmed = text.trim();
  if (trimmed === '' || PRAGMA.test(trimmed)) return {};
  const prefix = NOTE_PREFIX.exec(trimmed)?.[0];
  // `narration: notes` is a setting; `Narration: It is dark.` is a note.
  if (prefix && !/^narration[ \t]*:\s*(?:auto|notes|text)$/i.test(trimmed)) {
    return noteAt(trimmed.slice(prefix.length), start + indent + prefix.length);
  }
  const length = trimmed.length > LONGEST_SETTINGS ? 0 : settingsLength(trimmed);
  if (length === 0) return noteAt(trimmed, start + indent);
  const rest = trimmed.slice(length);
  return {
    settings: { text: trimmed.slice(0, length), start: start + indent },
    ...(rest.trim() === ''
      ? {}
      : noteAt(rest.trim(), start + indent + length + (rest.length - rest.trimStart().length))),
  };
}

function noteAt(text: string, start: number): ReadComment {
  return text.trim() === '' ? {} : { note: { text, start } };
}

function settingsLength(trimmed: string): number {
  let length = 0;
  let inBlock = false;
  for (const line of trimmed.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    const text = line[0].replace(/[\r\n]+$/, '');
    const key = yamlKey(text);
    if (key === undefined ? !(inBlock && isYamlLike(text)) : !isSetting(key, text)) break;
    inBlock = true;
    length += line[0].length;
    if (length >= trimmed.length) break;
  }
  return length;
}

function isSetting(key: string, line: string): boolean {
  if (isSceneKey(key) || isSceneKey(key.toLowerCase()) || FILM_KEYS.some((known) => known === key))
    return true;
  if (isForeignKey(key)) return true;
  // A misspelt key has a short value; “Remember: …” is a sentence.
  const words = line.trim().split(/\s+/).length - 1;
  return words <= 4 && key === key.toLowerCase() && nearestKey(key, SCENE_KEYS) !== undefined;
}
