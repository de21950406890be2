import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** What is known of a file that a script names. */
export type FileAnswer = 'found' | 'missing' | 'outside' | { wrongCase: string };

/** Looks up files as a script in `folder` names them; tells a name that differs only in case apart from a missing one. */
export function lookUpFile(folder: string): (path: string) => FileAnswer {
  return (path) => {
    const full = resolve(folder, path);
    const names = namesIn(dirname(full));
    const name = basename(full);
    if (names.includes(name))
      return statSync(full, { throwIfNoEntry: false })?.isFile() ? 'found' : 'missing';
    const other = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return other ? { wrongCase: path.slice(0, path.length - name.length) + other } : 'missing';
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such folder, or one that cannot be read: nothing in it can be found.
    return [];
  }
}
